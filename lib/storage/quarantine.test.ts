import fs from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Digest } from '@/lib/oci/digest';
import { parseTag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { StoragePaths } from './paths';
import type { Storage } from './storage';
import {
  emptyIndex,
  openStorage,
  pushBlob,
  pushManifest,
  repositoryOf,
  temporaryFolder,
} from './testing/open-storage';

const [one, other] = [repositoryOf('team/one'), repositoryOf('team/other')];
const large = 'x'.repeat(200_000);

async function read({ blobs }: Storage, repository: RepositoryName, digest: Digest) {
  const opened = await blobs.open(repository, digest);
  if (!opened?.handle) return opened?.bytes.toString();
  const bytes = await opened.handle.readFile().finally(() => opened.handle.close());
  return (await opened.sound) ? bytes.toString() : 'cut';
}

/** Changes a byte as a failing disk does: nothing else of the file changes. */
async function rot(file: string): Promise<void> {
  const { atime, mtime } = await fs.stat(file);
  const handle = await fs.open(file, 'r+');
  await handle.write('!', 3).finally(() => handle.close());
  await fs.utimes(file, atime, mtime);
}

async function open() {
  const root = await temporaryFolder();
  return { root, paths: new StoragePaths(root), ...(await openStorage(root)) };
}

describe('corrupt content', () => {
  for (const [size, content] of [
    ['small', 'a small blob'],
    ['large', large],
  ] as const) {
    it(`is never given out whole, and counts as absent in every repository: a ${size} blob`, async () => {
      const { storage, paths, reported } = await open();
      const digest = await pushBlob(storage, one, content);
      await storage.blobs.mount(one, other, digest);
      await rot(paths.poolBlob(digest));
      expect([undefined, 'cut']).toContain(await read(storage, one, digest));
      expect(reported.corrupt).toEqual([digest]);
      for (const repository of [one, other]) {
        expect(await storage.blobs.find(repository, digest)).toBeUndefined();
        expect(await storage.blobs.open(repository, digest)).toBeUndefined();
      }
      expect(await fs.readdir(paths.quarantine)).toEqual([digest]);
      expect(await storage.blobs.mount(one, repositoryOf('team/third'), digest)).toBe(false);
    });

    it(`is healed everywhere by the next push to any repository: a ${size} blob`, async () => {
      const { storage, paths } = await open();
      const digest = await pushBlob(storage, one, content);
      await storage.blobs.mount(one, other, digest);
      await rot(paths.poolBlob(digest));
      await read(storage, one, digest);
      await pushBlob(storage, repositoryOf('team/third'), content);
      for (const repository of [one, other]) expect(await read(storage, repository, digest)).toBe(content);
    });

    it(`is still known to be corrupt after a start: a ${size} blob`, async () => {
      const { root, storage, paths, close } = await open();
      const digest = await pushBlob(storage, one, content);
      await rot(paths.poolBlob(digest));
      await read(storage, one, digest);
      await close();
      const again = await openStorage(root);
      expect(await again.storage.blobs.find(one, digest)).toBeUndefined();
      await pushBlob(again.storage, one, content);
      expect(await read(again.storage, one, digest)).toBe(content);
    });
  }

  it('in the pool is not taken for what is pushed again after a start', async () => {
    const { root, storage, paths, close } = await open();
    const digest = await pushBlob(storage, one, large);
    await close();
    await rot(paths.poolBlob(digest));
    const again = await openStorage(root);
    await pushBlob(again.storage, other, large);
    expect(await read(again.storage, other, digest)).toBe(large);
    expect(again.reported.corrupt).toEqual([digest]);
  });

  it('that another process found, and then was killed, is not taken for what is pushed again', async () => {
    const { storage, paths } = await open();
    const digest = await pushBlob(storage, one, 'content');
    // It ended between the evidence and the end of the name in the pool.
    await fs.link(paths.poolBlob(digest), paths.quarantined(digest));
    await pushBlob(storage, one, 'content');
    expect(await storage.blobs.find(one, digest)).toBeDefined();
    expect((await fs.stat(paths.poolBlob(digest))).ino).not.toBe(
      (await fs.stat(paths.quarantined(digest))).ino,
    );
  });

  it('that another process found is not mounted from wherever it is', async () => {
    const { storage, paths } = await open();
    const digest = await pushBlob(storage, one, 'content');
    await fs.link(paths.poolBlob(digest), paths.quarantined(digest));
    expect(await storage.blobs.mountFromAny(other, digest)).toBe(false);
  });

  it('that went bad twice does not make a later file, in its inode, look corrupt', async () => {
    const { storage, paths } = await open();
    for (let round = 0; round < 5; round++) {
      const digest = await pushManifest(storage, one, emptyIndex('twice'), 'latest');
      await rot(paths.manifest(one, digest));
      const stored = await storage.manifests.read(one, digest);
      expect(stored === undefined || stored.bytes.includes('twice')).toBe(true);
      await fs.writeFile(paths.manifest(one, digest), 'rubbish');
      expect(await storage.manifests.read(one, digest)).toBeUndefined();
      for (let at = 0; at < 5; at++) {
        const fresh = await pushBlob(storage, one, `fresh ${round} ${at}`);
        expect(await read(storage, one, fresh)).toBe(`fresh ${round} ${at}`);
      }
    }
  });

  it('of a manifest answers as absent, and comes back with the next push, tags and all', async () => {
    const { root, storage, paths, close } = await open();
    const digest = await pushManifest(storage, one, emptyIndex('text'), 'latest');
    await close();
    await rot(paths.manifest(one, digest));
    const again = await openStorage(root);
    expect(await again.storage.manifests.read(one, digest)).toBeUndefined();
    expect(again.reported.corrupt).toEqual([digest]);
    expect(await again.storage.listTags(one, { limit: 10 })).toBeUndefined();
    expect((await again.storage.listRepositories({ limit: 10 })).names).toEqual([]);
    await pushManifest(again.storage, one, emptyIndex('text'));
    expect((await again.storage.manifests.read(one, digest))?.bytes.includes('text')).toBe(true);
    expect(await again.storage.manifests.resolve(one, parseTag('latest'))).toBe(digest);
    expect((await again.storage.listTags(one, { limit: 10 }))?.tags).toEqual([{ name: 'latest', digest }]);
  });
});
