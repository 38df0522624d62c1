import { expect, it } from 'vitest';
import { parseTag } from '@/lib/oci/reference';
import { openStorage, pushImage, repositoryOf, temporaryFolder } from '@/lib/storage/testing/open-storage';
import { ImageSummaries } from '../images/image-summary';
import type { RepositoryScope } from '../repository-scope';
import { historyPage } from './history-contracts';
import { listHistory, movesPerPage } from './list-history';

const app = repositoryOf('team/app');

async function open() {
  const { storage } = await openStorage(await temporaryFolder());
  const summaries = new ImageSummaries(storage);
  const scope: RepositoryScope = { storage, summaries, repository: app, may: () => true, sees: () => true };
  return { storage, scope };
}

it('tells every move of every tag, the newest first, or of one of them', async () => {
  const { storage, scope } = await open();
  const one = await pushImage(storage, app, 'one', 'v1');
  const two = await pushImage(storage, app, 'two', 'latest', 'v1');
  await storage.manifests.untag(app, parseTag('v1'), { actor: 'bob', cause: 'delete', client: 'curl' });
  const page = await listHistory(scope, {});
  expect(historyPage.parse(page)).toEqual(page);
  expect(page?.events).toMatchObject([
    { tag: 'v1', from: two.digest, to: null, cause: 'delete', actor: 'bob', client: 'curl' },
    { tag: 'v1', from: one.digest, to: two.digest },
    { tag: 'latest', from: null, to: two.digest },
    { tag: 'v1', from: null, to: one.digest, cause: 'push', actor: 'someone' },
  ]);
  expect((await listHistory(scope, { tag: 'latest' }))?.events).toHaveLength(1);
});

it('tells every move once over its pages', async () => {
  const { storage, scope } = await open();
  await pushImage(storage, app, 'one', ...Array.from({ length: movesPerPage + 3 }, (_, at) => `v${at}`));
  const first = await listHistory(scope, {});
  const second = await listHistory(scope, { before: first?.next ?? '' });
  expect(second?.next).toBeNull();
  const tags = [...(first?.events ?? []), ...(second?.events ?? [])].map(({ tag }) => tag);
  expect(new Set(tags).size).toBe(movesPerPage + 3);
});

it('has nothing of a repository that never was, and refuses what is no tag', async () => {
  const { scope } = await open();
  expect(await listHistory(scope, {})).toBeUndefined();
  await expect(listHistory(scope, { tag: '../x' })).rejects.toMatchObject({ status: 400 });
});
