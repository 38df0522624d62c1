import fs from 'node:fs/promises';
import path from 'node:path';
import Sqlite from 'libsql';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { StoragePaths } from './paths';
import { prepareFolders, UnusableFolder } from './probe';
import { openStorage, pushBlob, repositoryOf, temporaryFolder } from './testing/open-storage';

async function prepare(root: string): Promise<void> {
  const paths = new StoragePaths(root);
  await prepareFolders(paths.root, paths.fixedFolders, paths.temp);
}

describe('prepareFolders', () => {
  it('makes every folder that is missing, and leaves nothing of what it tried', async () => {
    const root = path.join(await temporaryFolder(), 'not', 'there', 'yet');
    await prepare(root);
    await prepare(root);
    for (const folder of new StoragePaths(root).fixedFolders) {
      expect((await fs.stat(folder)).isDirectory()).toBe(true);
      expect(await fs.readdir(folder)).toEqual([]);
    }
    expect((await fs.readdir(path.join(root, 'temp'))).sort()).toEqual([
      'files',
      'locks',
      'processes',
      'uploads',
    ]);
  });

  it('says what is in the way when a file stands where a folder must be', async () => {
    const root = await temporaryFolder();
    await fs.writeFile(path.join(root, 'pool'), '');
    await expect(prepare(root)).rejects.toThrow(/there is a file where a folder must be/);
    await expect(prepare(path.join(root, 'pool'))).rejects.toThrow(UnusableFolder);
  });

  it.each(['mkdtemp', 'open'] as const)(
    'says that the disk is full, and not that it is of the wrong kind, when %s fails so',
    async (call) => {
      const root = await temporaryFolder();
      await prepare(root);
      const full = vi.spyOn(fs, call).mockRejectedValue(Object.assign(new Error(), { code: 'ENOSPC' }));
      onTestFinished(() => full.mockRestore());
      await expect(prepare(root)).rejects.toThrow(UnusableFolder);
      await expect(prepare(root)).rejects.toThrow(/the disk is full to the last byte/);
    },
  );

  it('refuses a folder that stands on another file system, and names it', async () => {
    const root = await temporaryFolder();
    // /dev/shm is one on every Linux; nothing is written to it but empty folders that go again.
    const elsewhere = await fs.mkdtemp('/dev/shm/cyberdock-');
    try {
      await fs.symlink(elsewhere, path.join(root, 'pool'));
      await expect(prepare(root)).rejects.toThrow(/pool\/sha256 is on another file system/);
    } finally {
      await fs.rm(elsewhere, { recursive: true });
    }
  });

  it('removes what an earlier start left when it was killed, but not what another start is trying', async () => {
    const root = await temporaryFolder();
    await prepare(root);
    const [old, young] = [path.join(root, 'temp/probe-old'), path.join(root, 'temp/probe-young')];
    for (const folder of [old, young]) await fs.mkdir(folder);
    await fs.writeFile(path.join(old, 'file'), '');
    const longAgo = new Date(Date.now() - 3_600_000);
    await fs.utimes(old, longAgo, longAgo);
    await prepare(root);
    await expect(fs.stat(old)).rejects.toThrow();
    expect((await fs.stat(young)).isDirectory()).toBe(true);
  });

  it('lets many processes start at once, each of which makes a probe and removes it while the others look', async () => {
    const root = await temporaryFolder();
    await prepare(root);
    await Promise.all(Array.from({ length: 200 }, () => prepare(root)));
    const left = await fs.readdir(path.join(root, 'temp'));
    expect(left.filter((name) => name.startsWith('probe-'))).toEqual([]);
  });
});

describe('Storage.open', () => {
  it('clears what a killed process left, and keeps unfinished uploads', async () => {
    const root = await temporaryFolder();
    const before = await openStorage(root);
    const id = await before.storage.uploads.begin(repositoryOf('a/b'), 'sha256');
    await before.close();
    const paths = new StoragePaths(root);
    await fs.writeFile(path.join(paths.files, 'b5b5e3f0-0000-4000-8000-000000000000.half'), 'half a blob');
    const { storage } = await openStorage(root);
    expect(await fs.readdir(paths.files)).toEqual([]);
    expect(await storage.uploads.offset(repositoryOf('a/b'), id)).toBe(0);
  });

  it('reports a damaged database and goes on without it', async () => {
    const root = await temporaryFolder();
    const before = await openStorage(root);
    const digest = await pushBlob(before.storage, repositoryOf('a/b'), 'content');
    await before.close();
    // A new file: libsql lets go of the old one at some garbage collection, and then writes into it what is in its log.
    const rubbish = path.join(root, 'rubbish');
    await fs.writeFile(rubbish, 'rubbish'.repeat(1000));
    await fs.rm(path.join(root, 'cyberdock.db-wal'), { force: true });
    await fs.rename(rubbish, path.join(root, 'cyberdock.db'));
    const { storage, reported } = await openStorage(root);
    expect(reported.damaged).toHaveLength(1);
    expect(await storage.blobs.find(repositoryOf('a/b'), digest)).toBeDefined();
  });

  it('refuses the database of a later CyberDock in words, and leaves it and the folder as they are', async () => {
    const root = await temporaryFolder();
    await (await openStorage(root)).close();
    const file = path.join(root, 'cyberdock.db');
    const sqlite = new Sqlite(file);
    sqlite.pragma('user_version = 999');
    sqlite.close();
    const opening = openStorage(root);
    await expect(opening).rejects.toThrow(UnusableFolder);
    await expect(opening).rejects.toThrow(/run the newer CyberDock, or move the file away/);
    expect(await fs.readdir(path.join(root, 'temp/processes'))).toEqual([]);
    await fs.rename(file, `${file}.of-the-later-version`);
    await fs.rm(`${file}-wal`, { force: true });
    await openStorage(root);
  });

  it('leaves nothing of its own behind when it is closed', async () => {
    const root = await temporaryFolder();
    const { close } = await openStorage(root);
    await close();
    const paths = new StoragePaths(root);
    for (const folder of [paths.files, paths.locks, paths.processes]) {
      expect(await fs.readdir(folder)).toEqual([]);
    }
  });
});
