import type { Locator } from '@playwright/test';
import { row } from '../../test';
import { expect, type Stage, type Steps } from '../stage';
import type { Action } from '../table';

type TagAction = Extract<
  Action,
  | 'copy the command that pulls a tag'
  | 'compare two tags'
  | 'see how to push a tag'
  | 'point a tag to another manifest'
  | 'protect a tag'
  | 'lift the protection of a tag'
  | 'delete a tag'
  | 'delete a tag by its key'
  | 'take a deletion back'
  | 'delete a repository'
>;

export const tagsPage = ({ segment }: Stage) => `/r/${segment}/tags`;
export const tagLink = ({ page }: Stage, tag = 'v1') => page.getByRole('link', { name: tag, exact: true });
const menu = ({ page }: Stage, tag = 'latest') => page.getByRole('dialog', { name: tag, exact: true });
const inMenu = (name: string) => (stage: Stage) => menu(stage).getByRole('button', { name, exact: true });
export const of = ({ segment }: Stage, rest: string) => `/repositories/${segment}/${rest}`;

/** Opens what can be done with `latest`, which shares its manifest with `v2`. */
async function openMenu(stage: Stage): Promise<void> {
  await stage.page.getByRole('button', { name: 'More of latest' }).click();
  await expect(menu(stage).getByRole('link', { name: 'History' })).toBeVisible();
}

/** What the API is sent to delete a tag. */
export async function seen({ registry, segment }: Stage, name: string) {
  const { tags } = await registry.read(`/repositories/${segment}/tags`);
  const tag = tags.find((one: { name: string }) => one.name === name);
  return { name, digest: tag.digest, pushedAtMs: tag.pushedAtMs };
}

const names = async ({ registry, repository }: Stage) => Object.keys(await registry.tagsOf(repository));
const protectionOf = async (stage: Stage) =>
  (await stage.registry.read(of(stage, 'tags/latest/protection'))).protection ?? null;

/** Deletes `latest` by its menu. */
async function deleteLatest(stage: Stage): Promise<void> {
  await openMenu(stage);
  await inMenu('Delete tag')(stage).click();
  await expect(row(stage.page, 'latest')).toBeHidden();
}

const undo = ({ page }: Stage): Locator => page.getByRole('button', { name: 'Undo' });

export const tagSteps: Record<TagAction, Steps> = {
  'copy the command that pulls a tag': {
    at: tagsPage,
    shows: tagLink,
    control: ({ page }) => page.getByRole('button', { name: 'Copy pull command for v1' }),
    does: async ({ page, registry, repository }) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.getByRole('button', { name: 'Copy pull command for v1' }).click();
      const copied = () => page.evaluate(() => navigator.clipboard.readText());
      await expect.poll(copied).toBe(`docker pull ${registry.host}/${repository}:v1`);
    },
  },
  'compare two tags': {
    at: tagsPage,
    shows: tagLink,
    reach: async ({ page }) => {
      for (const tag of ['v1', 'v2']) await page.getByRole('checkbox', { name: `Select ${tag}` }).check();
    },
    control: ({ page }) => page.getByRole('link', { name: 'Compare', exact: true }),
    does: async ({ page, digests }) => {
      await page.getByRole('link', { name: 'Compare', exact: true }).click();
      const compared = page.getByRole('region', { name: 'What is compared' });
      for (const digest of [digests.v1, digests.v2])
        await expect(compared.getByRole('link', { name: digest?.slice(0, 19) })).toBeVisible();
    },
  },
  'see how to push a tag': {
    at: tagsPage,
    shows: tagLink,
    control: ({ page }) => page.getByRole('button', { name: 'Push a tag' }),
    does: async ({ page, registry, repository }) => {
      await page.getByRole('button', { name: 'Push a tag' }).click();
      const panel = page.getByRole('region', { name: 'Push a tag' });
      await expect(panel).toContainText(`docker push ${registry.host}/${repository}`);
    },
  },
  'point a tag to another manifest': {
    at: tagsPage,
    shows: tagLink,
    reach: openMenu,
    control: inMenu('Point a tag here'),
    does: async (stage) => {
      const { page, registry, repository, digests } = stage;
      await inMenu('Point a tag here')(stage).click();
      await page.getByLabel('Tag', { exact: true }).fill('v1');
      await page.getByRole('button', { name: 'Point tag' }).click();
      await page.getByRole('button', { name: 'Move v1' }).click();
      await expect.poll(async () => (await registry.tagsOf(repository)).v1).toBe(digests.v2);
    },
    asks: (stage) => [of(stage, 'tags/v1'), { digest: stage.digests.v2, from: stage.digests.v1 }],
  },
  'protect a tag': {
    at: tagsPage,
    shows: tagLink,
    reach: openMenu,
    control: inMenu('Protect'),
    does: async (stage) => {
      await inMenu('Protect')(stage).click();
      await expect.poll(() => protectionOf(stage)).not.toBeNull();
      const { client } = stage.registry;
      const path = `/v2/${stage.repository}/manifests/latest`;
      expect((await client.request({ method: 'DELETE', path })).status).toBe(403);
    },
    asks: (stage) => [of(stage, 'tags/latest/protection')],
  },
  'lift the protection of a tag': {
    at: async (stage) => {
      expect(await stage.registry.change('PUT', of(stage, 'tags/latest/protection'))).toBe(200);
      return tagsPage(stage);
    },
    shows: tagLink,
    reach: openMenu,
    control: inMenu('Lift protection'),
    does: async (stage) => {
      await inMenu('Lift protection')(stage).click();
      await expect.poll(() => protectionOf(stage)).toBeNull();
    },
    asks: (stage) => [of(stage, 'tags/latest/protection')],
  },
  'delete a tag': {
    at: tagsPage,
    shows: tagLink,
    reach: openMenu,
    control: inMenu('Delete tag'),
    does: async (stage) => {
      await inMenu('Delete tag')(stage).click();
      await expect.poll(() => names(stage)).toEqual(['v1', 'v2']);
    },
    asks: async (stage) => [of(stage, 'tag-deletions'), { tags: [await seen(stage, 'latest')] }],
  },
  'delete a tag by its key': {
    at: tagsPage,
    shows: tagLink,
    reach: async (stage) => {
      await tagLink(stage, 'latest').focus();
      await stage.page.keyboard.press('d');
      // Whatever the key does has been done when the next one is answered.
      await stage.page.keyboard.press('x');
      await expect(stage.page.getByRole('region', { name: 'Selected tags' })).toBeVisible();
    },
    control: undo,
    does: async (stage) => {
      await expect.poll(() => names(stage)).toEqual(['v1', 'v2']);
    },
    asks: async (stage) => [of(stage, 'tag-deletions'), { tags: [await seen(stage, 'latest')] }],
  },
  'take a deletion back': {
    at: tagsPage,
    shows: tagLink,
    reach: async (stage) => {
      if (stage.kind !== 'auditor') await deleteLatest(stage);
    },
    control: undo,
    does: async (stage) => {
      await undo(stage).click();
      await expect.poll(() => names(stage)).toEqual(['latest', 'v1', 'v2']);
    },
    asks: async (stage) => {
      const tags = [await seen(stage, 'latest')];
      expect(await stage.registry.change('POST', of(stage, 'tag-deletions'), { tags })).toBe(200);
      const { entries } = await stage.registry.read(`/trash?repository=${stage.repository}`);
      return [of(stage, 'restorations'), { entries: [entries[0].id] }];
    },
  },
  'delete a repository': {
    at: tagsPage,
    shows: tagLink,
    control: ({ page }) => page.getByRole('button', { name: 'Delete repository' }),
    does: async (stage) => {
      const { page, registry, repository } = stage;
      await page.getByRole('button', { name: 'Delete repository' }).click();
      const question = page.getByRole('dialog', { name: `Delete the repository ${repository}?` });
      await question.getByRole('textbox').fill(repository);
      await question.getByRole('button', { name: 'Delete repository' }).click();
      await expect(page).toHaveURL(`${registry.url}/`);
      const path = `/v2/${repository}/tags/list`;
      expect((await registry.client.request({ path })).status).toBe(404);
    },
    asks: async (stage) => {
      const { plan } = await stage.registry.read(of(stage, 'deletion'));
      return [of(stage, 'deletion'), { plan }];
    },
  },
};
