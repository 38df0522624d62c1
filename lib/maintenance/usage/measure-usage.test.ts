import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import type { Storage } from '@/lib/storage/storage';
import {
  openStorage,
  pushBlob,
  pushImage,
  repositoryOf,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { measureUsage } from './measure-usage';
import { usageOnDisk } from './testing/usage-on-disk';
import { topRepositories } from './usage';

const measure = ({ parts }: Storage, graceMs = 0, signal = new AbortController().signal) =>
  measureUsage(parts, { graceMs, signal });

describe('measureUsage', () => {
  it('tells what sharing saves: the same image in two repositories is on disk once, but for its manifests', async () => {
    const { storage } = await openStorage(await temporaryFolder());
    const image = await pushImage(storage, repositoryOf('a/one'), 'same', 'latest');
    await pushImage(storage, repositoryOf('a/two'), 'same', 'latest', 'other');
    const { totals, repositories } = await measure(storage);
    const blobBytes = (repositories[0]?.logicalBytes ?? 0) - image.size;
    expect(repositories[1]).toEqual({
      repository: 'a/two',
      logicalBytes: blobBytes + image.size,
      uniqueBytes: image.size,
      sharedBytes: blobBytes,
      blobs: 2,
      manifests: 1,
      tags: 2,
    });
    expect(totals.savedBytes).toBe(blobBytes);
    expect(totals.physicalBytes).toBe(blobBytes + 2 * image.size);
  });

  it('says how much of what is reclaimable waits for the grace period', async () => {
    const { storage } = await openStorage(await temporaryFolder());
    const repository = repositoryOf('a/one');
    const [due, told] = [
      await pushBlob(storage, repository, 'due'),
      await pushBlob(storage, repository, 'told of'),
    ];
    await fs.chmod(storage.parts.paths.blob(repository, due), 0o440);
    expect((await measure(storage)).totals.reclaimable).toEqual({ blobs: 2, bytes: 10, waitingBytes: 7 });
    expect((await measure(storage, 60_000)).totals.reclaimable).toEqual({
      blobs: 2,
      bytes: 10,
      waitingBytes: 10,
    });
    // Another repository's link keeps the file only while a manifest there names it.
    await storage.blobs.mount(repository, repositoryOf('a/two'), told);
    expect((await measure(storage)).totals.reclaimable).toEqual({ blobs: 2, bytes: 10, waitingBytes: 7 });
  });

  it('counts a manifest that can\u2019t be read', async () => {
    const root = await temporaryFolder();
    const { storage } = await openStorage(root);
    await pushImage(storage, repositoryOf('a/one'), 'image', 'latest');
    const digest = digestOf(Buffer.from('no manifest'));
    await fs.writeFile(path.join(root, 'repositories/a/one/manifests', digest), 'no manifest');
    const { totals } = await measure(storage);
    expect(totals.manifests).toBe(2);
    expect(totals.logicalBytes).toBe((await usageOnDisk(root)).totals.logicalBytes);
  });

  it('sees that a blob was replaced by another file of the same name', async () => {
    const root = await temporaryFolder();
    const { storage } = await openStorage(root);
    const repositories = ['a/one', 'a/two'].map(repositoryOf);
    for (const repository of repositories) await pushImage(storage, repository, 'image', 'latest');
    await measure(storage);
    const blobs = path.join(root, 'repositories/a/one/blobs');
    for (const name of await fs.readdir(blobs)) {
      await fs.copyFile(path.join(blobs, name), path.join(root, 'copy'));
      await fs.rename(path.join(root, 'copy'), path.join(blobs, name));
    }
    expect((await measure(storage)).totals.savedBytes).toBe(0);
  });

  it('is right though two processes bring the index up to date at once', async () => {
    const root = await temporaryFolder();
    const opened = [await openStorage(root), await openStorage(root)].map(({ storage }) => storage);
    const [one, other] = opened as [Storage, Storage];
    const repository = repositoryOf('a/one');
    for (let at = 0; at < 300; at++) await pushBlob(one, repository, `blob ${at}`);
    await Promise.all([measure(one), measure(other)]);
    await pushBlob(one, repository, 'last');
    await Promise.all([measure(one), measure(other), measure(one), measure(other)]);
    for (const storage of opened) expect((await measure(storage)).totals.blobs).toBe(301);
  });

  it('ends with the reason of its signal', async () => {
    const { storage } = await openStorage(await temporaryFolder());
    await pushImage(storage, repositoryOf('a/one'), 'image', 'latest');
    await expect(measure(storage, 0, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});

describe('topRepositories', () => {
  it('gives the largest first, those of equal size by name, and no more than asked for', async () => {
    const { storage } = await openStorage(await temporaryFolder());
    for (const [name, text] of [
      ['a/small', 'x'],
      ['b/large', 'x'.repeat(1000)],
      ['c/small', 'y'],
    ] as const) {
      await pushBlob(storage, repositoryOf(name), text);
    }
    const usage = await measure(storage);
    const names = (...args: Parameters<typeof topRepositories>) =>
      topRepositories(...args).map(({ repository }) => repository);
    expect(names(usage, 'logical', 2)).toEqual(['b/large', 'a/small']);
    expect(names(usage, 'name', 9)).toEqual(['a/small', 'b/large', 'c/small']);
    expect(names(usage, 'shared', 9)).toEqual(['a/small', 'b/large', 'c/small']);
  });
});
