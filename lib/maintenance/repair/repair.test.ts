import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTag } from '@/lib/oci/reference';
import { rebuildIndex } from '@/lib/storage/mending/reindex';
import { StoragePaths } from '@/lib/storage/paths';
import { openStorage, pushBlob, pushImage, temporaryFolder } from '@/lib/storage/testing/open-storage';
import { findingsOf, graveOf, one, populate, repairAll, rot, two } from '../testing/populated';
import { planRepair } from './plan';

async function open() {
  const folder = await temporaryFolder();
  const root = path.join(folder, 'data');
  const { storage, close } = await openStorage(root);
  return { storage, close, root, folder, made: await populate(storage) };
}

/** Copies a data folder as a backup holds it. Not the database: SQLite may end its log files while they are copied. */
async function backUp(root: string, folder: string): Promise<string> {
  const backup = path.join(folder, 'backup');
  await fs.cp(root, backup, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => !path.basename(file).startsWith('cyberdock.db'),
  });
  return backup;
}

describe('repair', () => {
  it('shows what it would do in words, and leaves to people what it can’t know', async () => {
    const { storage, made } = await open();
    const { paths } = storage.parts;
    await fs.rm(paths.blob(one, made.layer));
    await fs.writeFile(path.join(paths.quarantine, 'notes'), 'mine', { mode: 0o640 });
    const { actions, left } = planRepair(await findingsOf(storage));
    expect(actions.map(({ finding, words }) => `${finding.kind}: ${words}`)).toEqual([
      'missing-blob: bring back an intact copy if there is one',
    ]);
    expect(left.map(({ kind }) => kind)).toEqual(['stranger']);
    expect(await fs.readdir(paths.blobs(one))).not.toContain(made.layer);
  });

  it('brings back a tag’s manifest with its blobs from a backup', async () => {
    const { close, root, folder, made } = await open();
    await close();
    const backup = await backUp(root, folder);
    const { storage: again } = await openStorage(root);
    const { paths } = again.parts;
    for (const repository of [one, two]) {
      await fs.rm(paths.manifest(repository, made.image));
      await fs.rm(paths.blob(repository, made.layer));
    }
    await fs.rm(paths.poolBlob(made.layer));
    const outcomes = await repairAll(again, { from: new StoragePaths(backup) });
    expect(outcomes.filter(({ done }) => !done)).toEqual([]);
    expect(graveOf(await findingsOf(again))).toEqual([]);
    for (const repository of [one, two]) {
      expect(await again.manifests.resolve(repository, parseTag('latest'))).toBe(made.image);
      expect(await again.manifests.read(repository, made.image)).toBeDefined();
    }
  });

  it('takes nothing from a backup that is itself corrupt', async () => {
    const { close, root, folder, made } = await open();
    await close();
    const backup = await backUp(root, folder);
    const from = new StoragePaths(backup);
    await rot(from.poolBlob(made.layer));
    for (const repository of [one, two]) {
      await fs.rm(from.blob(repository, made.layer));
    }
    const { storage } = await openStorage(root);
    const { paths } = storage.parts;
    await rot(paths.poolBlob(made.layer));
    await repairAll(storage, { from });
    expect(graveOf(await findingsOf(storage))).toEqual([
      `quarantined-content repositories/team/deep/two/blobs/${made.layer}`,
      `quarantined-content repositories/team/one/blobs/${made.layer}`,
    ]);
    await pushBlob(storage, one, 'layer of first');
    expect(graveOf(await repairAll(storage).then(() => findingsOf(storage)))).toEqual([]);
  });

  it('points a broken tag to what it was last moved to, and notes it in its history', async () => {
    const { storage, made } = await open();
    const { paths, database } = storage.parts;
    const tag = parseTag('latest');
    await fs.rm(paths.tag(one, tag));
    await fs.symlink(`sha256:${'1'.repeat(64)}`, paths.tag(one, tag));
    await repairAll(storage);
    expect(await storage.manifests.resolve(one, tag)).toBe(made.image);
    const events = database.query.selectFrom('tag_event').select(['cause', 'to_digest']);
    const last = database.first(
      events.where('tag', '=', tag).where('repository', '=', one).orderBy('id', 'desc'),
    );
    expect(last).toEqual({ cause: 'repair', to_digest: made.image });
  });

  it('never points a tag to what it pointed to before its last move', async () => {
    const { storage } = await open();
    const { paths } = storage.parts;
    const second = await pushImage(storage, one, 'newer', 'latest');
    await fs.rm(paths.manifest(one, second.digest));
    await repairAll(storage);
    expect(await storage.manifests.resolve(one, parseTag('latest'))).toBeUndefined();
    expect(graveOf(await findingsOf(storage))).toEqual([]);
  });

  it('builds the whole index again after the database was deleted', async () => {
    const { close, root, made } = await open();
    await close();
    for (const name of await fs.readdir(root)) {
      if (name.startsWith('cyberdock.db')) await fs.rm(path.join(root, name));
    }
    const { storage } = await openStorage(root);
    const counts = await rebuildIndex(storage.parts, new AbortController().signal);
    expect(counts).toEqual({ repositories: 2, tags: 5, manifests: 5, blobs: 6 });
    expect(await storage.listTags(one, { limit: 9 })).toMatchObject({
      tags: [{ name: 'all' }, { name: 'latest', digest: made.image }, { name: 'other' }, { name: 'v1' }],
    });
    expect(await findingsOf(storage)).toEqual([]);
  });

  it('corrects an index that is wrong in every table, and forgets repositories that there are none of', async () => {
    const { storage } = await open();
    const { database } = storage.parts;
    const { query } = database;
    const signal = new AbortController().signal;
    const before = await rebuildIndex(storage.parts, signal);
    database.run(query.updateTable('tag').set({ digest: `sha256:${'2'.repeat(64)}` }));
    database.run(query.updateTable('manifest_fact').set({ size: 1 }));
    database.run(query.deleteFrom('reference'));
    database.run(query.updateTable('blob').set({ repository: 'no/where' }).where('repository', '=', two));
    expect(await rebuildIndex(storage.parts, signal)).toEqual(before);
    expect(await findingsOf(storage)).toEqual([]);
    // What a manifest needs is protected again.
    const blob = (await fs.readdir(storage.parts.paths.blobs(two)))[0];
    await expect(storage.blobs.delete(two, blob as never)).rejects.toThrow('REFERENCED');
  });
});
