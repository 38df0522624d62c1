import { expect, type Stage, type Steps } from '../stage';
import type { Action } from '../table';

type TrashAction = Extract<
  Action,
  | 'narrow the trash to a repository'
  | 'restore from the trash'
  | 'move tags back that moved since'
  | 'purge a deletion'
  | 'empty the trash'
>;

const deletions = ({ page }: Stage) => page.getByRole('list', { name: 'Deletions' });
const entriesOf = async ({ registry, repository }: Stage) =>
  (await registry.read(`/trash?repository=${repository}`)).entries as { id: string }[];

/** Deletes the manifest of `v2` and `latest`, as a client does. */
async function deleteOne({ registry, repository, digests }: Stage): Promise<void> {
  const path = `/v2/${repository}/manifests/${digests.v2}`;
  expect((await registry.client.request({ method: 'DELETE', path })).status).toBe(202);
}

const narrowed = async (stage: Stage) => {
  await deleteOne(stage);
  return `/trash?repository=${stage.repository}`;
};
const all = async (stage: Stage) => {
  await deleteOne(stage);
  return '/trash';
};
const restore = ({ page }: Stage) => page.getByRole('button', { name: /^Restore team\// });
const entry = async (stage: Stage) => (await entriesOf(stage))[0]?.id ?? '';

export const trashSteps: Record<TrashAction, Steps> = {
  'narrow the trash to a repository': {
    at: all,
    shows: deletions,
    control: ({ page }) => page.getByRole('button', { name: 'Filter' }),
    does: async (stage) => {
      await stage.page.getByRole('searchbox', { name: 'Repository', exact: true }).fill(stage.repository);
      await stage.page.getByRole('button', { name: 'Filter' }).click();
      await expect(stage.page).toHaveURL(/repository=/);
      await expect(deletions(stage).getByRole('listitem')).toHaveCount(1);
      await expect(deletions(stage)).toContainText(stage.repository);
    },
    asks: ({ repository }) => [`/trash?repository=${repository}`],
  },
  'restore from the trash': {
    at: narrowed,
    shows: deletions,
    control: restore,
    does: async (stage) => {
      await restore(stage).click();
      await expect.poll(() => entriesOf(stage)).toEqual([]);
      expect(await stage.registry.tagsOf(stage.repository)).toEqual(stage.digests);
    },
    asks: async (stage) => [`/trash/${await entry(stage)}/restore`, { overwrite: false }],
  },
  'move tags back that moved since': {
    at: async (stage) => {
      const address = await narrowed(stage);
      await stage.registry.push(stage.repository, { v2: 'three' });
      return address;
    },
    shows: deletions,
    reach: async (stage) => {
      if (stage.kind !== 'auditor') await restore(stage).click();
    },
    control: ({ page }) => page.getByRole('button', { name: 'Move them back' }),
    does: async (stage) => {
      await stage.page.getByRole('button', { name: 'Move them back' }).click();
      await expect
        .poll(() => stage.registry.tagsOf(stage.repository))
        .toEqual({ v1: stage.digests.v1, v2: stage.digests.v2, latest: stage.digests.v2 });
    },
    asks: async (stage) => [`/trash/${await entry(stage)}/restore`, { overwrite: true }],
  },
  'purge a deletion': {
    at: narrowed,
    shows: deletions,
    control: ({ page }) => page.getByRole('button', { name: /^Purge team\// }),
    does: async (stage) => {
      await stage.page.getByRole('button', { name: /^Purge team\// }).click();
      const question = stage.page.getByRole('dialog', { name: /^Purge team\// });
      await question.getByRole('textbox').fill(stage.digests.v2?.slice(7, 19) ?? '');
      await question.getByRole('button', { name: 'Purge for good' }).click();
      await expect.poll(() => entriesOf(stage)).toEqual([]);
      expect(Object.keys(await stage.registry.tagsOf(stage.repository))).toEqual(['v1']);
    },
    asks: async (stage) => [`/trash/${await entry(stage)}`],
  },
  'empty the trash': {
    at: all,
    shows: deletions,
    control: ({ page }) => page.getByRole('button', { name: 'Empty the trash' }),
    does: async ({ page, registry }) => {
      await page.getByRole('button', { name: 'Empty the trash' }).click();
      const question = page.getByRole('dialog', { name: 'Empty the trash?' });
      await question.getByRole('textbox').fill('empty the trash');
      await question.getByRole('button', { name: /^Free / }).click();
      await expect.poll(async () => (await registry.read('/trash')).entries).toEqual([]);
    },
    asks: async (stage) => ['/trash/purge', { newest: await entry(stage) }],
  },
};
