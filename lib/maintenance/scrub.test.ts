import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Storage } from '@/lib/storage/storage';
import { openStorage, temporaryFolder } from '@/lib/storage/testing/open-storage';
import { Pace } from './pace';
import { type ScrubOptions, scrub } from './scrub';
import { findingsOf, graveOf, one, populate, rot, two } from './testing/populated';

async function open() {
  const root = path.join(await temporaryFolder(), 'data');
  const { storage, reported } = await openStorage(root);
  return { storage, root, reported, made: await populate(storage) };
}

const { signal } = new AbortController();
const run = (storage: Storage, options: Partial<ScrubOptions> = {}) =>
  scrub({ parts: storage.parts, pace: new Pace(signal), signal, periodMs: 86_400_000, ...options });

/** 6 blobs in the pool; 5 manifests in one repository, 1 in the other; 1 manifest in the trash. */
const filesMade = 6 + 4 + 1 + 1;

describe('scrub', () => {
  it('reads each inode once in a period', async () => {
    const { storage } = await open();
    expect(await run(storage)).toMatchObject({ complete: true, readFiles: filesMade, corrupt: [] });
    expect(await run(storage)).toMatchObject({ complete: true, readFiles: 0 });
    expect(await run(storage, { periodMs: 0 })).toMatchObject({ complete: true, readFiles: filesMade });
  });

  it('puts corrupt content in quarantine, heals it from a copy, and tells', async () => {
    const { storage, made, reported } = await open();
    const { paths } = storage.parts;
    const content = await fs.readFile(paths.poolBlob(made.layer));
    await fs.rm(paths.blob(two, made.layer));
    await fs.writeFile(paths.blob(two, made.layer), content, { mode: 0o640 });
    await storage.parts.blobListing.freshen(two);
    await storage.parts.blobListing.freshen(one);
    await rot(paths.poolBlob(made.layer));
    const { corrupt } = await run(storage);
    expect(corrupt).toEqual([
      {
        digest: made.layer,
        path: paths.relative(paths.poolBlob(made.layer)),
        healedFrom: paths.relative(paths.blob(two, made.layer)),
      },
    ]);
    expect(reported.corrupt).toEqual([made.layer]);
    expect(await storage.blobs.find(one, made.layer)).toBeDefined();
    expect(await fs.readFile(paths.blob(one, made.layer))).toEqual(content);
    expect(await fs.readdir(paths.quarantine)).toEqual([made.layer]);
  });

  it('finds corrupt manifests, and brings them back from another repository', async () => {
    const { storage, made } = await open();
    await rot(storage.parts.paths.manifest(one, made.image));
    const { corrupt } = await run(storage);
    expect(corrupt).toMatchObject([
      { digest: made.image, healedFrom: `repositories/team/deep/two/manifests/${made.image}` },
    ]);
    expect(graveOf(await findingsOf(storage))).toEqual([]);
  });

  it('makes content that it finds corrupt absent in other processes too, which had read it before', async () => {
    const { storage, root, made } = await open();
    const { storage: other } = await openStorage(root);
    const opened = await other.blobs.open(one, made.layer);
    expect(opened?.bytes?.toString()).toBe('layer of first');
    await rot(storage.parts.paths.poolBlob(made.layer));
    expect((await run(storage)).corrupt).toHaveLength(1);
    expect(await other.blobs.open(one, made.layer)).toBeUndefined();
    expect(await other.blobs.open(two, made.layer)).toBeUndefined();
  });

  it('goes on where a slice ended, and reads nothing twice', async () => {
    const { storage } = await open();
    let [read, slices] = [0, 0];
    for (let complete = false; !complete; slices++) {
      const result = await run(storage, { sliceMs: 0 });
      read += result.readFiles;
      complete = result.complete;
    }
    expect(read).toBe(filesMade);
    expect(slices).toBeGreaterThan(5);
  });

  it('reads what was written under an inode’s old number, and forgets what is gone', async () => {
    const { storage, made } = await open();
    const { paths, database } = storage.parts;
    await run(storage);
    const gone = { digest: made.layer, inode: 1, at_ms: Date.now() - 2 * 86_400_000 };
    database.run(database.query.insertInto('verified').values(gone));
    const later = Date.now() / 1000 + 10;
    await fs.utimes(paths.poolBlob(made.layer), later, later);
    // The pool, and each repository that shares it: the mark of a file from the future is never good.
    expect((await run(storage)).readFiles).toBeGreaterThanOrEqual(1);
    const rows = database.all(database.query.selectFrom('verified').select('inode').where('inode', '=', 1));
    expect(rows).toEqual([]);
  });

  it('keeps to its rate', async () => {
    const { storage } = await open();
    const bytes = (await run(storage)).readBytes;
    const began = performance.now();
    await run(storage, { periodMs: 0, pace: new Pace(signal, bytes * 4) });
    expect(performance.now() - began).toBeGreaterThan(200);
  });
});
