import { expect, it } from 'vitest';
import type { Digest } from '@/lib/oci/digest';
import { parseReference, parseTag } from '@/lib/oci/reference';
import {
  emptyIndex,
  openStorage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { Pace } from '../pace';
import { sweepPulls } from './sweep-pulls';

const [one, gone] = [repositoryOf('team/one'), repositoryOf('team/gone')];

async function pulled() {
  const { storage } = await openStorage(await temporaryFolder());
  const { database } = storage.parts;
  const kept = await pushManifest(storage, one, emptyIndex('kept'), 'latest', 'v1');
  const removed = await pushManifest(storage, one, emptyIndex('removed'), 'old');
  const last = await pushManifest(storage, gone, emptyIndex('gone'), 'latest');
  const pull = (repository: typeof one, tag: string, digest: Digest) =>
    storage.pulls.count(repository, parseReference(tag), digest);
  for (const tag of ['latest', 'v1']) pull(one, tag, kept);
  pull(one, 'old', removed);
  pull(gone, 'latest', last);
  for (let at = 0; at < 1200; at++) pull(one, `never-${at}`, kept);
  storage.pulls.flush();
  await storage.manifests.delete(one, removed, someone);
  await storage.manifests.delete(gone, last, someone);
  await storage.manifests.untag(one, parseTag('v1'), someone);
  const rows = () =>
    database
      .all(database.query.selectFrom('pull').select(['repository', 'reference']).orderBy('reference'))
      .map(({ repository, reference }) => `${repository} ${reference}`);
  const sweep = () => sweepPulls(storage.parts, new Pace(new AbortController().signal));
  return { storage, kept, rows, sweep };
}

it('forgets the pulls of tags, manifests and repositories that are not there, and no others', async () => {
  const { rows, sweep, kept } = await pulled();
  expect(rows().length).toBeGreaterThan(1200);
  await sweep();
  expect(rows()).toEqual([`${one} latest`, `${one} ${kept}`]);
});

it('leaves a repository alone whose lists are not exact', async () => {
  const { storage, rows, sweep, kept } = await pulled();
  await storage.parts.driver.symlink(kept, storage.parts.paths.tag(one, parseTag('never-7')));
  await sweep();
  expect(rows().length).toBeGreaterThan(1200);
  await storage.listTags(one, { limit: 1 });
  await sweep();
  expect(rows()).toEqual([`${one} latest`, `${one} never-7`, `${one} ${kept}`]);
});
