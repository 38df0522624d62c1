import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, type Stage, type Steps } from '../stage';
import type { Action } from '../table';
import { of, tagLink, tagsPage } from './tag-steps';

/** What is done with tags that are picked, and with all that match. */
type BulkAction = Extract<
  Action,
  | 'protect the tags that are picked'
  | 'delete the tags that are picked'
  | 'delete all tags that match'
  | 'end the deletion of all tags that match'
>;

const bar = ({ page }: Stage) => page.getByRole('region', { name: 'Selected tags' });
const names = async ({ registry, repository }: Stage) => Object.keys(await registry.tagsOf(repository));
const builds = ({ segment }: Stage) => `/r/${segment}/tags?q=build`;
const firstBuild = ({ page }: Stage) => page.getByRole('link', { name: /^build-/ }).first();
const run = ({ page }: Stage) => page.getByRole('region', { name: 'Deletion of tags' });

/** Picks `v1` and `v2`. */
async function pickTwo({ page }: Stage): Promise<void> {
  for (const tag of ['v1', 'v2']) await page.getByRole('checkbox', { name: `Select ${tag}` }).check();
}

/** More tags than a page shows, as a client would push them one by one. */
function pushBuilds(stage: Stage, count: number): string {
  const folder = path.join(stage.registry.root, 'repositories', stage.repository, 'manifests');
  for (let at = 0; at < count; at++) symlinkSync(stage.digests.v1 ?? '', path.join(folder, `build-${at}`));
  return builds(stage);
}

/** Picks all that match. */
const pickAll = (count: string) => async (stage: Stage) => {
  await stage.page.getByRole('checkbox', { name: 'Select all 100 shown' }).check();
  await bar(stage)
    .getByRole('button', { name: `Select all ${count} matching` })
    .click();
  await expect(bar(stage)).toContainText(`All ${count} tags with “build” selected`);
};
const deleteAll = (count: string) => (stage: Stage) =>
  bar(stage).getByRole('button', { name: `Delete ${count} tags` });

/** Deletes all that match, and says yes. */
async function begin(stage: Stage, count: string): Promise<void> {
  await deleteAll(count)(stage).click();
  const question = stage.page.getByRole('dialog', { name: `Delete ${count} tags?` });
  await question.getByRole('button', { name: `Delete ${count} tags` }).click();
}

export const bulkSteps: Record<BulkAction, Steps> = {
  'protect the tags that are picked': {
    at: tagsPage,
    shows: tagLink,
    reach: pickTwo,
    control: (stage) => bar(stage).getByRole('button', { name: 'Protect 2 tags' }),
    does: async (stage) => {
      await bar(stage).getByRole('button', { name: 'Protect 2 tags' }).click();
      for (const tag of ['v1', 'v2'])
        await expect
          .poll(async () => (await stage.registry.read(of(stage, `tags/${tag}/protection`))).protection)
          .toBeTruthy();
    },
    asks: (stage) => [of(stage, 'tag-protections'), { names: ['v1', 'v2'], isProtected: true }],
  },
  'delete the tags that are picked': {
    at: tagsPage,
    shows: tagLink,
    reach: pickTwo,
    control: (stage) => bar(stage).getByRole('button', { name: 'Delete 2 tags' }),
    does: async (stage) => {
      await bar(stage).getByRole('button', { name: 'Delete 2 tags' }).click();
      const question = stage.page.getByRole('dialog', { name: 'Delete 2 tags?' });
      await question.getByRole('button', { name: 'Delete 2 tags' }).click();
      await expect.poll(() => names(stage)).toEqual(['latest']);
    },
    asks: (stage) => [of(stage, 'tag-deletions/plan'), { names: ['v1', 'v2'] }],
  },
  'delete all tags that match': {
    at: (stage) => pushBuilds(stage, 120),
    shows: firstBuild,
    reach: pickAll('120'),
    control: deleteAll('120'),
    does: async (stage) => {
      await begin(stage, '120');
      await expect.poll(() => names(stage)).toEqual(['latest', 'v1', 'v2']);
    },
    asks: async (stage) => {
      const { client } = stage.registry;
      const answer = await client.request({
        method: 'POST',
        path: `/api/v1${of(stage, 'tag-deletions/plan')}`,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ q: 'build' }),
      });
      return [of(stage, `tag-deletions/${JSON.parse(String(answer.body)).plan}`)];
    },
  },
  'end the deletion of all tags that match': {
    at: (stage) => pushBuilds(stage, stage.kind === 'auditor' ? 120 : 4_000),
    shows: firstBuild,
    reach: async (stage) => {
      if (stage.kind === 'auditor') return;
      await pickAll('4,000')(stage);
      await begin(stage, '4,000');
    },
    control: (stage) => run(stage).getByRole('button', { name: 'End the deletion' }),
    does: async (stage) => {
      await run(stage).getByRole('button', { name: 'End the deletion' }).click();
      await expect(run(stage).getByText(/^Ended early: [\d,]+ of 4,000 tags deleted$/)).toBeVisible();
      const { matching } = await stage.registry.read(of(stage, 'tags?q=build'));
      expect(matching).toBeGreaterThan(0);
      expect(matching).toBeLessThan(4_000);
    },
    asks: (stage) => [of(stage, 'tag-deletions/1/cancel')],
  },
};
