import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { FileSystemDriver } from './driver';
import {
  openParts,
  openStorage,
  pushBlob,
  pushImage,
  repositoryOf,
  someone,
  temporaryFolder,
} from './testing/open-storage';

const [one, other, third] = [
  repositoryOf('team/one'),
  repositoryOf('team/other'),
  repositoryOf('team/third'),
];
const open = async (driver?: FileSystemDriver) => openParts(await temporaryFolder(), driver);
type Parts = Awaited<ReturnType<typeof open>>;

async function read({ blobs }: Pick<Parts, 'blobs'>, repository: RepositoryName, digest: Digest) {
  const opened = await blobs.open(repository, digest);
  if (!opened?.handle) return opened?.bytes.toString();
  const bytes = await opened.handle.readFile().finally(() => opened.handle.close());
  return (await opened.sound) ? bytes.toString() : 'corrupt';
}

/** A file system on which a file may have only so many names, as ext4 allows 65,000. */
class FewLinksDriver extends FileSystemDriver {
  constructor(readonly linksMax: number) {
    super(false);
  }

  override async link(from: string, to: string) {
    const isProcess = from.includes(`${path.sep}processes${path.sep}`);
    const taken = await this.stat(to);
    if (!taken && !isProcess && ((await this.stat(from))?.links ?? 0) >= this.linksMax)
      return 'too-many-links';
    return await super.link(from, to);
  }
}

describe('Blobs', () => {
  it('keeps one file for all the repositories that hold a blob', async () => {
    const parts = await open();
    const digest = await pushBlob(parts, one, 'shared');
    await pushBlob(parts, other, 'shared');
    expect(await parts.blobs.mount(one, third, digest)).toBe(true);
    const files = await Promise.all(
      [one, other, third].map((repository) => parts.driver.stat(parts.paths.blob(repository, digest))),
    );
    const pool = await parts.driver.stat(parts.paths.poolBlob(digest));
    expect(new Set([pool, ...files].map((stat) => stat?.inode)).size).toBe(1);
    expect(pool?.links).toBe(4);
    expect(await fs.readdir(parts.paths.files)).toEqual([]);
  });

  it('serves a repository only what it holds itself', async () => {
    const parts = await open();
    const digest = await pushBlob(parts, one, 'secret');
    await pushBlob(parts, other, 'else');
    expect(await parts.blobs.find(other, digest)).toBeUndefined();
    expect(await parts.blobs.open(other, digest)).toBeUndefined();
    expect(await parts.blobs.mount(other, third, digest)).toBe(false);
    expect(await parts.blobs.delete(other, digest)).toBe(false);
    expect(await read(parts, one, digest)).toBe('secret');
  });

  it('takes many pushes of one blob at once', async () => {
    const root = await temporaryFolder();
    const stores = await Promise.all([openStorage(root), openStorage(root), openStorage(root)]);
    const digests = await Promise.all(
      stores.flatMap(({ storage }) =>
        [one, other, third].map((repository) => pushBlob(storage, repository, 'same')),
      ),
    );
    const digest = digests[0] as Digest;
    for (const repository of [one, other, third]) {
      expect(await read(stores[0].storage, repository, digest)).toBe('same');
    }
    expect(await fs.readdir(path.join(root, 'temp', 'files'))).toEqual([]);
  });

  it('frees the space of a blob with the last repository that held it', async () => {
    const parts = await open();
    const digest = await pushBlob(parts, one, 'shared');
    await parts.blobs.mount(one, other, digest);
    expect(await parts.blobs.delete(one, digest)).toBe(true);
    expect(await read(parts, other, digest)).toBe('shared');
    expect(await parts.driver.stat(parts.paths.poolBlob(digest))).toBeDefined();
    expect(await parts.blobs.delete(other, digest)).toBe(true);
    expect(await parts.driver.stat(parts.paths.poolBlob(digest))).toBeUndefined();
    expect(await fs.readdir(parts.paths.repositories)).toEqual([]);
    expect(await fs.readdir(parts.paths.files)).toEqual([]);
  });

  it('never loses a blob that is pushed while another repository deletes it', async () => {
    const root = await temporaryFolder();
    const [a, b] = [(await openStorage(root)).storage, (await openStorage(root)).storage];
    for (let round = 0; round < 15; round++) {
      const digest = await pushBlob(a, one, `round ${round}`);
      await Promise.all([a.blobs.delete(one, digest), pushBlob(b, other, `round ${round}`)]);
      expect(await read(a, other, digest)).toBe(`round ${round}`);
      expect(await a.blobs.find(one, digest)).toBeUndefined();
      expect(await b.blobs.mount(other, third, digest)).toBe(true);
    }
  });

  it('refuses to delete a blob that a manifest of the repository names, and says which', async () => {
    const parts = await open();
    const { digest, layer, config } = await pushImage(parts, one, 'image', 'latest');
    await parts.blobs.mount(one, other, layer);
    for (const blob of [layer, config]) {
      await expect(parts.blobs.delete(one, blob)).rejects.toMatchObject({
        fault: { code: 'REFERENCED', by: [digest] },
      });
    }
    expect(await parts.blobs.delete(other, layer)).toBe(true);
    await parts.manifests.delete(one, digest, someone);
    expect(await parts.blobs.delete(one, layer)).toBe(true);
  });

  it('mounts from anywhere only what some repository holds', async () => {
    const parts = await open();
    const digest = await pushBlob(parts, one, 'held');
    expect(await parts.blobs.mountFromAny(other, digest)).toBe(true);
    const nobodys = digestOf(Buffer.from('nobody holds it'));
    await fs.mkdir(parts.paths.poolFolder(nobodys), { recursive: true });
    await fs.writeFile(parts.paths.poolBlob(nobodys), 'nobody holds it');
    expect(await parts.blobs.mountFromAny(other, nobodys)).toBe(false);
    expect(await parts.blobs.find(other, nobodys)).toBeUndefined();
  });

  it('goes past the number of links that the file system allows, with a copy', async () => {
    const parts = await open(new FewLinksDriver(3));
    const names = Array.from({ length: 9 }, (_, at) => repositoryOf(`team/r${at}`));
    let digest = '' as Digest;
    for (const name of names) digest = await pushBlob(parts, name, 'popular');
    const mounted = repositoryOf('team/mounted');
    for (let at = 0; at < 4; at++) {
      const to = repositoryOf(`team/m${at}`);
      expect(await parts.blobs.mount(names[0] as RepositoryName, to, digest)).toBe(true);
      expect(await read(parts, to, digest)).toBe('popular');
    }
    // The pool lost its name, and what is left has as many links as it may have.
    await fs.rm(parts.paths.poolBlob(digest));
    expect(await parts.blobs.mount(names[1] as RepositoryName, mounted, digest)).toBe(true);
    for (const name of [...names, mounted]) expect(await read(parts, name, digest)).toBe('popular');
    expect(await fs.readdir(parts.paths.files)).toEqual([]);
  });

  it('replaces a corrupt blob even when the sound one has all the links it may have', async () => {
    const parts = await open(new FewLinksDriver(3));
    const digest = await pushBlob(parts, one, 'popular');
    await parts.blobs.mount(one, other, digest);
    await fs.mkdir(parts.paths.blobs(third), { recursive: true });
    await fs.writeFile(parts.paths.blob(third, digest), 'corrupt');
    await pushBlob(parts, third, 'popular');
    expect(await read(parts, third, digest)).toBe('popular');
  });
});
