import { expect, type Stage, type Steps } from '../stage';
import type { Action } from '../table';
import { of, seen } from './tag-steps';

/** What is done on the page of a tag, of a manifest, or of two that are compared. */
type ImageAction = Extract<
  Action,
  | 'see every way to pull a manifest'
  | 'compare a manifest with another'
  | 'point another tag to the manifest'
  | 'protect a tag on its page'
  | 'delete a tag on its page'
  | 'restore a tag on its page'
  | 'delete a manifest'
  | 'copy a manifest as it was pushed'
  | 'restore what a tag pointed to'
  | 'compare what a tag pointed to before and after'
  | 'choose the days of the usage'
  | 'swap what is compared'
>;

const tagPage = ({ segment }: Stage) => `/r/${segment}/t/latest`;
const parts = ({ page }: Stage) => page.getByRole('navigation', { name: 'Parts of the manifest' });
const button = (name: string) => (stage: Stage) => stage.page.getByRole('button', { name, exact: true });
const compared = ({ page }: Stage) => page.getByRole('region', { name: 'What is compared' });
const history = ({ page }: Stage) => page.getByRole('list', { name: 'History' });

/** Moves `v1` to the manifest of `v2`. */
async function moveV1(stage: Stage): Promise<string> {
  await stage.registry.push(stage.repository, { v1: 'two' });
  return `/r/${stage.segment}/history?tag=v1`;
}

export const imageSteps: Record<ImageAction, Steps> = {
  'see every way to pull a manifest': {
    at: tagPage,
    shows: parts,
    control: button('Pull'),
    does: async (stage) => {
      await button('Pull')(stage).click();
      const ways = stage.page.getByRole('dialog', { name: 'Pull latest' });
      for (const by of ['docker pull', 'podman pull', 'nerdctl pull'])
        await expect(ways).toContainText(`${by} ${stage.registry.host}/${stage.repository}:latest`);
    },
  },
  'compare a manifest with another': {
    at: tagPage,
    shows: parts,
    control: button('Compare with…'),
    does: async (stage) => {
      await button('Compare with…')(stage).click();
      await stage.page.getByLabel('Compare with', { exact: true }).fill('v1');
      await stage.page.getByRole('button', { name: 'Compare', exact: true }).click();
      for (const digest of [stage.digests.v1, stage.digests.v2])
        await expect(compared(stage).getByRole('link', { name: digest?.slice(0, 19) })).toBeVisible();
    },
  },
  'point another tag to the manifest': {
    at: tagPage,
    shows: parts,
    control: button('Point a tag here'),
    does: async (stage) => {
      await button('Point a tag here')(stage).click();
      await stage.page.getByLabel('Tag', { exact: true }).fill('stable');
      await stage.page.getByRole('button', { name: 'Point tag' }).click();
      const pointed = async () => (await stage.registry.tagsOf(stage.repository)).stable;
      await expect.poll(pointed).toBe(stage.digests.v2);
    },
    asks: (stage) => [of(stage, 'tags/stable'), { digest: stage.digests.v2, from: null }],
  },
  'protect a tag on its page': {
    at: tagPage,
    shows: parts,
    control: button('Protect'),
    does: async (stage) => {
      await button('Protect')(stage).click();
      await expect
        .poll(async () => (await stage.registry.read(of(stage, 'tags/latest/protection'))).protection)
        .toBeTruthy();
    },
    asks: (stage) => [of(stage, 'tags/latest/protection')],
  },
  'delete a tag on its page': {
    at: tagPage,
    shows: parts,
    control: button('Delete tag'),
    does: async (stage) => {
      await button('Delete tag')(stage).click();
      await expect(stage.page).toHaveURL(`${stage.registry.url}/r/${stage.segment}/tags`);
      expect(Object.keys(await stage.registry.tagsOf(stage.repository))).toEqual(['v1', 'v2']);
    },
    asks: async (stage) => [of(stage, 'tag-deletions'), { tags: [await seen(stage, 'latest')] }],
  },
  'restore a tag on its page': {
    at: async (stage) => {
      const tags = [await seen(stage, 'latest')];
      // Who deleted it may restore it.
      const status =
        stage.kind === 'developer'
          ? await stage.ask('POST', of(stage, 'tag-deletions'), { tags })
          : await stage.registry.change('POST', of(stage, 'tag-deletions'), { tags });
      expect(status).toBe(200);
      return tagPage(stage);
    },
    shows: ({ page }) => page.getByRole('heading', { name: 'The tag latest was deleted', level: 2 }),
    control: button('Restore tag'),
    does: async (stage) => {
      await button('Restore tag')(stage).click();
      await expect(parts(stage)).toBeVisible();
      expect((await stage.registry.tagsOf(stage.repository)).latest).toBe(stage.digests.v2);
    },
    asks: async (stage) => {
      const { entries } = await stage.registry.read(`/trash?repository=${stage.repository}`);
      return [of(stage, 'restorations'), { entries: [entries[0].id] }];
    },
  },
  'delete a manifest': {
    at: (stage) => `/r/${stage.segment}/m/${stage.digests.v2}/overview`,
    shows: parts,
    control: button('Delete manifest'),
    does: async (stage) => {
      await button('Delete manifest')(stage).click();
      await stage.page.getByRole('dialog').getByRole('button', { name: 'Delete manifest' }).click();
      await expect(stage.page).toHaveURL(`${stage.registry.url}/r/${stage.segment}/tags`);
      const path = `/v2/${stage.repository}/manifests/${stage.digests.v2}`;
      expect((await stage.registry.client.request({ path })).status).toBe(404);
      expect(Object.keys(await stage.registry.tagsOf(stage.repository))).toEqual(['v1']);
    },
    asks: async (stage) => {
      const path = of(stage, `manifests/${stage.digests.v2}/deletion`);
      return [path, { plan: (await stage.registry.read(path)).plan }];
    },
  },
  'copy a manifest as it was pushed': {
    at: (stage) => `/r/${stage.segment}/m/${stage.digests.v2}/raw`,
    shows: parts,
    control: ({ page }) => page.getByRole('button', { name: 'Copy the manifest as it was pushed' }),
    does: async ({ page, registry, repository }) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.getByRole('button', { name: 'Copy the manifest as it was pushed' }).click();
      const pushed = await registry.client.request({ path: `/v2/${repository}/manifests/v2` });
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(String(pushed.body));
    },
  },
  'restore what a tag pointed to': {
    at: moveV1,
    shows: history,
    control: ({ page }) => page.getByRole('button', { name: /^Restore v1 to / }),
    does: async (stage) => {
      const { page, registry, repository, digests } = stage;
      await page.getByRole('button', { name: `Restore v1 to ${digests.v1?.slice(0, 19)}` }).click();
      await expect.poll(async () => (await registry.tagsOf(repository)).v1).toBe(digests.v1);
    },
    asks: ({ digests, ...stage }) => [
      of({ digests, ...stage }, 'tags/v1'),
      { digest: digests.v1, from: digests.v2, as: 'rollback' },
    ],
  },
  'compare what a tag pointed to before and after': {
    at: moveV1,
    shows: history,
    control: ({ page }) =>
      page.getByRole('link', { name: 'Compare what v1 pointed to before and after', exact: true }),
    does: async (stage) => {
      await stage.page.getByRole('link', { name: /^Compare what v1 pointed to/ }).click();
      for (const digest of [stage.digests.v1, stage.digests.v2])
        await expect(compared(stage).getByRole('link', { name: digest?.slice(0, 19) })).toBeVisible();
    },
  },
  'choose the days of the usage': {
    at: ({ segment }) => `/r/${segment}/usage`,
    shows: ({ page }) => page.getByRole('region', { name: 'Day by day' }),
    control: ({ page }) => page.getByRole('link', { name: '90 days' }),
    does: async ({ page }) => {
      await page.getByRole('link', { name: '90 days' }).click();
      await expect(page.getByRole('link', { name: '90 days' })).toHaveAttribute('aria-current', 'true');
    },
  },
  'swap what is compared': {
    at: ({ repository, digests }) => `/compare?a=${repository}@${digests.v1}&b=${repository}@${digests.v2}`,
    shows: compared,
    control: ({ page }) => page.getByRole('link', { name: 'Swap' }),
    does: async (stage) => {
      await stage.page.getByRole('link', { name: 'Swap' }).click();
      await expect(compared(stage).getByRole('link').first()).toHaveText(
        new RegExp(`^${stage.digests.v2?.slice(0, 19)}`),
      );
    },
  },
};
