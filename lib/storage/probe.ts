import { constants, type Stats } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { errnoOf } from './storage-error';

/** The data folder can't be used; the message says what to change. */
export class UnusableFolder extends Error {
  override readonly name = 'UnusableFolder';
}

/**
 * Makes the folders of the data folder and proves, by doing each thing once, that its file system can do
 * what storage needs. Whatever it makes for that is gone afterwards.
 * @param folders absolute paths, in the order in which to make them
 * @param scratch an existing folder, of those, to try things in
 * @throws UnusableFolder
 */
export async function prepareFolders(root: string, folders: string[], scratch: string): Promise<void> {
  try {
    await fs.mkdir(root, { recursive: true, mode: 0o750 });
    for (const folder of folders) await fs.mkdir(folder, { recursive: true, mode: 0o750 });
    for (const folder of [root, ...folders]) {
      await fs.access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    }
  } catch (error) {
    if (isFull(error)) throw fullDisk(root, error);
    throw new UnusableFolder(
      `storage.root ${root}: ${folderProblem(errnoOf(error), error)}. Give the user that runs CyberDock the right to read, write and enter it, or set storage.root (CYBERDOCK_STORAGE_ROOT) to another folder.`,
      { cause: error },
    );
  }
  await requireOneFileSystem(root, folders);
  await removeOldProbes(scratch);
  const folder = await fs.mkdtemp(path.join(scratch, 'probe-')).catch((error: unknown) => {
    throw isFull(error) ? fullDisk(root, error) : error;
  });
  try {
    for (const [name, ability] of Object.entries(abilities)) {
      await ability(folder).catch((error: unknown) => {
        if (isFull(error)) throw fullDisk(root, error);
        throw new UnusableFolder(
          `storage.root ${root}: its file system can't ${name} (${errnoOf(error) ?? String(error)}). Put it on a local file system such as ext4, XFS, Btrfs, ZFS or APFS; network shares and FAT lack what a registry needs.`,
          { cause: error },
        );
      });
    }
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

/** Content moves between the folders by rename and by link, which do not cross from one file system to another. */
async function requireOneFileSystem(root: string, folders: string[]): Promise<void> {
  const { dev } = await fs.stat(root);
  for (const folder of folders) {
    if ((await fs.stat(folder)).dev === dev) continue;
    throw new UnusableFolder(
      `storage.root ${root}: ${folder} is on another file system. Put the whole folder on one: mount at ${root}, not inside it.`,
    );
  }
}

/** Those that a crash left. A probe takes milliseconds, so an old one is nobody's; a young one may go while it is looked at. */
async function removeOldProbes(scratch: string): Promise<void> {
  for (const name of await fs.readdir(scratch)) {
    if (!name.startsWith('probe-')) continue;
    const probe = path.join(scratch, name);
    const madeMs = (await statUnlessGone(probe))?.mtimeMs ?? Date.now();
    if (Date.now() - madeMs >= 60_000) await fs.rm(probe, { recursive: true, force: true });
  }
}

async function statUnlessGone(file: string): Promise<Stats | undefined> {
  return await fs.stat(file).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  });
}

/** A start needs a little room; it has set some aside, but other programs may have filled that too. */
function fullDisk(root: string, cause: unknown): UnusableFolder {
  return new UnusableFolder(
    `storage.root ${root}: the disk is full to the last byte, and to start takes about 2 MiB. Free some on that disk, as by deleting old logs, but nothing in the data folder by hand; then start again.`,
    { cause },
  );
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(errnoOf(error) ?? '');
}

function folderProblem(errno: string | undefined, error: unknown): string {
  if (errno === 'EACCES' || errno === 'EPERM') return 'no permission';
  if (errno === 'EROFS') return 'it is on a read-only file system';
  if (errno === 'EEXIST' || errno === 'ENOTDIR') return 'there is a file where a folder must be';
  return String(error);
}

/** Each throws when the file system can't do it. */
const abilities: Record<string, (folder: string) => Promise<void>> = {
  'make a file durable (fsync)': async (folder) => {
    const handle = await fs.open(path.join(folder, 'file'), 'wx', 0o640);
    await handle.writeFile('probe');
    await handle.datasync().finally(() => handle.close());
  },
  'make a name durable (fsync of a folder)': async (folder) => {
    const handle = await fs.open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
    await handle.sync().finally(() => handle.close());
  },
  'give a file a second name (hard link)': async (folder) => {
    await fs.link(path.join(folder, 'file'), path.join(folder, 'link'));
    const { nlink } = await fs.stat(path.join(folder, 'file'));
    if (nlink !== 2) throw new Error(`the link count is ${nlink} instead of 2`);
    const again = await fs.link(path.join(folder, 'file'), path.join(folder, 'link')).catch(errnoOf);
    if (again !== 'EEXIST') throw new Error('a second link of the same name was not refused');
  },
  'make and read a symlink': async (folder) => {
    await fs.symlink('sha256:probe', path.join(folder, 'tag'));
    if ((await fs.readlink(path.join(folder, 'tag'))) !== 'sha256:probe')
      throw new Error('it reads otherwise');
  },
  'move one name over another (rename)': async (folder) => {
    await fs.symlink('sha256:other', path.join(folder, 'moved'));
    await fs.rename(path.join(folder, 'moved'), path.join(folder, 'tag'));
    if ((await fs.readlink(path.join(folder, 'tag'))) !== 'sha256:other')
      throw new Error('the old one is left');
  },
  'tell capital letters from small ones': async (folder) => {
    await fs.symlink('a', path.join(folder, 'case'));
    await fs.symlink('b', path.join(folder, 'CASE'));
  },
  'take file names of 200 characters with a colon': async (folder) => {
    await fs.symlink('a', path.join(folder, `sha512:${'a'.repeat(193)}`));
  },
};
