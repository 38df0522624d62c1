import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { FileSystemDriver } from '../driver';
import {
  emptyIndex,
  openParts,
  openStorage,
  pushImage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from '../testing/open-storage';

const names = async ({ storage }: Awaited<ReturnType<typeof openStorage>>, page = {}) =>
  (await storage.listRepositories({ limit: 100, ...page })).names;

/** Counts what is asked of the file system. */
class CountingDriver extends FileSystemDriver {
  asked = 0;

  override async stat(file: string) {
    this.asked += 1;
    return await super.stat(file);
  }

  override async modifiedTimes(files: readonly string[]) {
    this.asked += files.length;
    return await super.modifiedTimes(files);
  }

  override async *names(folder: string) {
    for await (const entry of super.names(folder)) {
      this.asked += 1;
      yield entry;
    }
  }
}

describe('Catalog', () => {
  it('is in ASCII order of the whole name, which no walk of the folders gives', async () => {
    const opened = await openStorage(await temporaryFolder());
    for (const name of ['a/x', 'a.b/x', 'a-b/x', 'a/x/y', 'a/x-y', 'a0/x', 'alpine']) {
      await pushManifest(opened.storage, repositoryOf(name), emptyIndex('text'));
    }
    expect(await names(opened)).toEqual([
      'a-b/x',
      'a.b/x',
      'a/x',
      'a/x-y',
      'a/x/y',
      'a0/x',
      'library/alpine',
    ]);
  });

  it('keeps those whose names begin with that of a repository that goes', async () => {
    const opened = await openStorage(await temporaryFolder());
    const digest = digestOf(Buffer.from(JSON.stringify(emptyIndex('text'))));
    for (const name of ['a/x', 'a-b/x', 'a.b/x', 'a0/x', 'ab/x', 'a/x-y', 'a/xy']) {
      await pushManifest(opened.storage, repositoryOf(name), emptyIndex('text'), 'latest');
    }
    await names(opened);
    await opened.storage.manifests.delete(repositoryOf('a/x'), digest, someone);
    expect(await names(opened)).toEqual(['a-b/x', 'a.b/x', 'a/x-y', 'a/xy', 'a0/x', 'ab/x']);
    for (const name of ['a/x-y', 'a/xy'])
      await opened.storage.manifests.delete(repositoryOf(name), digest, someone);
    expect(await names(opened)).toEqual(['a-b/x', 'a.b/x', 'a0/x', 'ab/x']);
  });

  it('goes on after a name that is no more, or never was', async () => {
    const opened = await openStorage(await temporaryFolder());
    for (const name of ['t/a', 't/c', 't/e']) {
      await pushManifest(opened.storage, repositoryOf(name), emptyIndex('text'));
    }
    await opened.storage.manifests.delete(
      repositoryOf('t/c'),
      digestOf(Buffer.from(JSON.stringify(emptyIndex('text')))),
      someone,
    );
    expect(await names(opened, { last: 't/c' })).toEqual(['t/e']);
    expect(await names(opened, { last: 't/b' })).toEqual(['t/e']);
    expect(await opened.storage.listRepositories({ limit: 1 })).toEqual({ names: ['t/a'], more: true });
    expect(await opened.storage.listRepositories({ limit: 1, last: 't/a' })).toEqual({
      names: ['t/e'],
      more: false,
    });
  });

  it('shows a repository that was copied in by hand on the next page, with its tags', async () => {
    const root = await temporaryFolder();
    const opened = await openStorage(root);
    const { digest } = await pushImage(opened.storage, repositoryOf('a/one'), 'image', 'latest');
    expect(await names(opened)).toEqual(['a/one']);
    const folder = path.join(root, 'repositories');
    await fs.cp(`${folder}/a/one`, `${folder}/a/copy`, { recursive: true, verbatimSymlinks: true });
    await fs.cp(`${folder}/a/one`, `${folder}/new/deep/copy`, { recursive: true, verbatimSymlinks: true });
    expect(await names(opened)).toEqual(['a/copy', 'a/one', 'new/deep/copy']);
    const copy = repositoryOf('new/deep/copy');
    expect((await opened.storage.listTags(copy, { limit: 9 }))?.tags).toEqual([{ name: 'latest', digest }]);
    await fs.rm(`${folder}/a`, { recursive: true });
    expect(await names(opened)).toEqual(['new/deep/copy']);
    await fs.rm(`${folder}/new`, { recursive: true });
    expect(await names(opened)).toEqual([]);
  });

  it('knows all of a namespace that comes back after it was forgotten half-way', async () => {
    const root = await temporaryFolder();
    const opened = await openStorage(root);
    const [one, two] = [repositoryOf('a/one'), repositoryOf('a/two')];
    for (const repository of [one, two]) await pushImage(opened.storage, repository, 'image', 'latest');
    expect(await names(opened)).toEqual([one, two]);
    const folder = path.join(root, 'repositories/a');
    await fs.rename(folder, path.join(root, 'aside'));
    const { database } = opened.storage.parts;
    const transaction = database.transaction.bind(database);
    let steps = 0;
    const spy = vi.spyOn(database, 'transaction').mockImplementation((task) => {
      if (++steps === 2) throw new Error('the disk is full');
      return transaction(task);
    });
    await expect(names(opened)).rejects.toThrow('the disk is full');
    spy.mockRestore();
    await fs.rename(path.join(root, 'aside'), folder);
    expect(await names(opened)).toEqual([one, two]);
    for (const repository of [one, two])
      expect((await opened.storage.listTags(repository, { limit: 9 }))?.tags).toHaveLength(1);
  });

  it('shows one that was copied in between two pages, where its namespace came on the first page', async () => {
    const root = await temporaryFolder();
    const opened = await openStorage(root);
    await pushImage(opened.storage, repositoryOf('a-b/x'), 'image', 'latest');
    await fs.mkdir(path.join(root, 'repositories', 'a'));
    expect(await names(opened, { limit: 1 })).toEqual(['a-b/x']);
    const folder = path.join(root, 'repositories');
    await fs.cp(`${folder}/a-b/x`, `${folder}/a/x`, { recursive: true, verbatimSymlinks: true });
    expect(await names(opened, { last: 'a-b/x' })).toEqual(['a/x']);
  });

  it('sees a change that falls into the same tick of the kernel\u2019s clock as the one it read before', async () => {
    const root = await temporaryFolder();
    const opened = await openStorage(root);
    const { digest } = await pushImage(opened.storage, repositoryOf('a/one'), 'image', 'latest');
    const folder = path.join(root, 'repositories', 'a');
    const manifests = path.join(folder, 'one', 'manifests');
    const tick = new Date();
    const inOneTick = async (file: string, change: () => Promise<unknown>) => {
      await change();
      await fs.utimes(file, tick, tick);
    };
    const copy = (to: string) =>
      fs.cp(`${folder}/one`, `${folder}/${to}`, { recursive: true, verbatimSymlinks: true });
    await inOneTick(folder, () => copy('two'));
    expect(await names(opened)).toEqual(['a/one', 'a/two']);
    await inOneTick(folder, () => copy('three'));
    expect(await names(opened)).toEqual(['a/one', 'a/three', 'a/two']);
    for (const tag of ['v1', 'v2']) {
      await inOneTick(manifests, () => fs.symlink(digest, `${manifests}/${tag}`));
      const tags = (await opened.storage.listTags(repositoryOf('a/one'), { limit: 9 }))?.tags;
      expect(tags?.at(-1)?.name).toBe(tag);
    }
  });

  it('takes nothing for a repository that is none', async () => {
    const root = await temporaryFolder();
    const opened = await openStorage(root);
    await pushManifest(opened.storage, repositoryOf('a/b'), emptyIndex('text'), 'latest');
    const folder = path.join(root, 'repositories');
    await fs.mkdir(`${folder}/Upper/case/manifests`, { recursive: true });
    await fs.mkdir(`${folder}/a/.hidden/manifests`, { recursive: true });
    await fs.mkdir(`${folder}/a/b/blobs/c/manifests`, { recursive: true });
    await fs.mkdir(`${folder}/empty/one/manifests`, { recursive: true });
    await fs.writeFile(`${folder}/file`, 'text');
    await fs.writeFile(`${folder}/a/file`, 'text');
    await fs.symlink('a', `${folder}/linked`);
    expect(await names(opened)).toEqual(['a/b']);
    expect(await names(opened, { last: 'file/x' })).toEqual([]);
  });

  it('is rebuilt from the files when the database was deleted', async () => {
    const root = await temporaryFolder();
    const before = await openStorage(root);
    const { digest, layer } = await pushImage(before.storage, repositoryOf('a/one'), 'image', 'latest', 'v1');
    await pushManifest(before.storage, repositoryOf('a/b/c'), emptyIndex('text'));
    await before.close();
    for (const file of ['cyberdock.db', 'cyberdock.db-wal', 'cyberdock.db-shm']) {
      await fs.rm(path.join(root, file), { force: true });
    }
    const after = await openStorage(root);
    expect(await names(after)).toEqual(['a/b/c', 'a/one']);
    const tags = (await after.storage.listTags(repositoryOf('a/one'), { limit: 9 }))?.tags;
    expect(tags?.map(({ name }) => name)).toEqual(['latest', 'v1']);
    await expect(after.storage.blobs.delete(repositoryOf('a/one'), layer)).rejects.toMatchObject({
      fault: { code: 'REFERENCED', by: [digest] },
    });
  });

  it('finds names that hold a text', async () => {
    const opened = await openStorage(await temporaryFolder());
    for (const name of ['a/web', 'a/worker', 'b/web-app', 'library/nginx']) {
      await pushManifest(opened.storage, repositoryOf(name), emptyIndex('text'));
    }
    expect(await names(opened, { matching: 'web' })).toEqual(['a/web', 'b/web-app']);
    expect(await names(opened, { matching: '%' })).toEqual([]);
    expect(await names(opened, { matching: 'b/', limit: 1 })).toEqual(['b/web-app']);
  });

  it('costs a page what the page costs, in a registry of 50 or of 5,000 repositories', async () => {
    const cost = async (repositories: number) => {
      const driver = new CountingDriver(false);
      const parts = await openParts(await temporaryFolder(), driver);
      const bytes = JSON.stringify(emptyIndex('text'));
      const digest = digestOf(Buffer.from(bytes));
      const file = path.join(parts.paths.root, 'manifest');
      await fs.writeFile(file, bytes);
      for (let at = 0; at < repositories; at++) {
        const name = repositoryOf(`team/r${String(at).padStart(5, '0')}`);
        // Beyond the page folders are enough: a page must not look at them.
        if (at >= 40 && at < repositories - 40) {
          await fs.mkdir(parts.paths.folder(name), { recursive: true });
          continue;
        }
        await fs.mkdir(parts.paths.manifests(name), { recursive: true });
        await fs.link(file, parts.paths.manifest(name, digest));
      }
      await parts.catalog.page({ limit: 10 });
      await parts.catalog.page({ limit: 10, last: 'team/r00005' });
      driver.asked = 0;
      const page = await parts.catalog.page({ limit: 10, last: 'team/r00005' });
      expect(page.names.length).toBe(Math.min(10, repositories - 6));
      return driver.asked;
    };
    const small = await cost(50);
    expect(small).toBeGreaterThan(0);
    expect(await cost(5_000)).toBeLessThanOrEqual(small + 2);
  });

  it('looks through everything behind a server that serves, and reports tags that point nowhere', async () => {
    const root = await temporaryFolder();
    const opened = await openStorage(root);
    const { digest } = await pushImage(opened.storage, repositoryOf('a/one'), 'image', 'latest');
    const other = await pushManifest(opened.storage, repositoryOf('a/one'), emptyIndex('other'), 'v2');
    expect(digest).not.toBe(other);
    const manifests = path.join(root, 'repositories', 'a', 'one', 'manifests');
    await fs.rm(path.join(manifests, other));
    await opened.storage.inspect(new AbortController().signal);
    expect(opened.reported.broken).toEqual(['v2']);
    const tags = (await opened.storage.listTags('a/one' as RepositoryName, { limit: 9 }))?.tags;
    expect(tags?.map(({ name }) => name)).toEqual(['latest']);
  });
});
