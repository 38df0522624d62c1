import { constants, type Dirent, lstatSync, readlinkSync } from 'node:fs';
import fs, { type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Metadata } from './metadata';
import { errnoOf } from './storage-error';

/**
 * What storage asks of a file system: a few operations, each atomic or harmless when cut short.
 *
 * A crash can leave a file in `temp/files` (its writer is dead: start-up removes it) and, after a power
 * loss, undo whatever no `sync` of its folder followed: nothing of that was acknowledged.
 */
export class FileSystemDriver {
  readonly #durable: boolean;
  readonly #metadata = new Metadata();
  readonly #syncing = new Map<string, FolderSync>();

  /** @param durable whether to `fsync`; without it, a power loss can undo what was acknowledged */
  constructor(durable: boolean) {
    this.#durable = durable;
  }

  /** The same without syncs, for names that are made durable all together at the end, which costs the disk far less. */
  unsynced(): FileSystemDriver {
    return new FileSystemDriver(false);
  }

  /** What stands at the path, not following a symlink; `undefined` when nothing does. */
  async stat(file: string): Promise<FileStat | undefined> {
    const found = await orMissing(
      this.#metadata.ask(
        () => lstatSync(file),
        () => fs.lstat(file),
      ),
    );
    return found && statOf(found);
  }

  /** When what stands at each path was modified, not following symlinks; `undefined` where nothing does. */
  async modifiedTimes(files: readonly string[]): Promise<(number | undefined)[]> {
    return await this.#metadata.askEach(
      files,
      (file) => orMissingNow(() => lstatSync(file, { throwIfNoEntry: false })?.mtimeMs),
      async (file) => (await orMissing(fs.lstat(file)))?.mtimeMs,
    );
  }

  /** All of a file that has at most `bytesMax` bytes; `undefined` when there is no such regular file. */
  async read(file: string, bytesMax: number): Promise<{ bytes: Buffer; stat: FileStat } | undefined> {
    const opened = await this.open(file);
    if (!opened) return undefined;
    const { handle, stat } = opened;
    try {
      return stat.size > bytesMax ? undefined : { bytes: await handle.readFile(), stat };
    } finally {
      await handle.close();
    }
  }

  /** Opens a regular file for reading; a symlink is not followed. `undefined` when it is not there. */
  async open(file: string): Promise<OpenFile | undefined> {
    // Without O_NONBLOCK, opening a pipe that somebody put there would wait for ever.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const handle = await orMissing(fs.open(file, flags));
    if (!handle) return undefined;
    const stat = statOf(await handle.stat());
    if (stat.isFile) return { handle, stat };
    await handle.close();
    return undefined;
  }

  /** Opens a file for writing at any place, and creates it if asked. */
  async openToWrite(file: string, { create }: { create: boolean }): Promise<FileHandle | undefined> {
    const flags = constants.O_RDWR | constants.O_NOFOLLOW | (create ? constants.O_CREAT : 0);
    return await orMissing(fs.open(file, flags, 0o640));
  }

  /** Writes a new file and makes its bytes durable. Its name is not, until its folder is synced. */
  async write(file: string, bytes: Uint8Array | string): Promise<void> {
    const handle = await fs.open(file, 'wx', 0o640);
    try {
      await handle.writeFile(bytes);
      await this.syncFile(handle);
    } finally {
      await handle.close();
    }
  }

  /** Writes a new file that need not survive a power loss. */
  async writeTemporary(file: string, text: string): Promise<void> {
    await fs.writeFile(file, text, { flag: 'wx', mode: 0o640 });
  }

  /** Makes one folder that need not survive a power loss. */
  async makeTemporaryFolder(folder: string): Promise<void> {
    await fs.mkdir(folder, { mode: 0o750 });
  }

  /** Copies a file to a new name and makes its bytes durable. */
  async copy(from: string, to: string): Promise<void> {
    await fs.copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await fs.chmod(to, 0o640); // The original may be condemned, and then not be written to.
    const handle = await fs.open(to, 'r+');
    try {
      await this.syncFile(handle);
    } finally {
      await handle.close();
    }
  }

  /** Gives a file a second name, unless that name is taken. */
  async link(from: string, to: string): Promise<LinkOutcome> {
    try {
      await fs.link(from, to);
      return 'linked';
    } catch (error) {
      return outcomeOfLink(error);
    }
  }

  /** Moves a file over whatever has the new name. `false` when there is nothing to move or nowhere to. */
  async replace(from: string, to: string): Promise<boolean> {
    return (await orMissing(fs.rename(from, to).then(() => true))) ?? false;
  }

  /** Makes a symlink. Throws `EEXIST` when the name is taken. */
  async symlink(target: string, file: string): Promise<void> {
    await fs.symlink(target, file);
  }

  /** What a symlink holds; `undefined` when there is no symlink of that name. */
  async readSymlink(file: string): Promise<string | undefined> {
    try {
      return await this.#metadata.ask(
        () => readlinkSync(file),
        () => fs.readlink(file),
      );
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'EINVAL'].includes(errnoOf(error) ?? '')) return undefined;
      throw error;
    }
  }

  /** Sets the permissions of a file, and with them the time of its last change. `false` when it is not there. */
  async setMode(file: string, mode: number): Promise<boolean> {
    return (await orMissing(fs.chmod(file, mode).then(() => true))) ?? false;
  }

  /** Whether this process may read, write and enter a folder. */
  async isUsableFolder(folder: string): Promise<boolean> {
    try {
      await fs.access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
      return (await fs.stat(folder)).isDirectory();
    } catch {
      return false;
    }
  }

  /** Sets the modification time of a file, or of a symlink itself. `false` when it is not there. */
  async setTime(file: string, modifiedAtMs: number): Promise<boolean> {
    const seconds = modifiedAtMs / 1000;
    return (await orMissing(fs.lutimes(file, seconds, seconds).then(() => true))) ?? false;
  }

  /** How much room the file system of a folder has. */
  async room(folder: string): Promise<DiskRoom> {
    const { bsize, blocks, bavail } = await fs.statfs(folder);
    return { bytes: bsize * blocks, freeBytes: bsize * bavail };
  }

  /** Removes a name. `false` when it was not there. */
  async remove(file: string): Promise<boolean> {
    return (await orMissing(fs.unlink(file).then(() => true))) ?? false;
  }

  /** Makes folders and those above them, durably. @returns whether any of the folders themselves is new */
  async makeFolders(...folders: string[]): Promise<boolean> {
    const changed = new Set<string>();
    for (const folder of folders) {
      const first = await fs.mkdir(folder, { recursive: true, mode: 0o750 });
      if (first === undefined) continue;
      for (let at = folder; at.length >= first.length; at = path.dirname(at)) changed.add(path.dirname(at));
    }
    for (const parent of changed) await this.sync(parent);
    return changed.size > 0;
  }

  /**
   * Gives a folder a modification time that the kernel, whose clock ticks every few milliseconds, would not
   * give: so that any later change of the folder is seen to be one, even within the same tick.
   * @returns the time in milliseconds, as `stat` will tell it; `undefined` when the folder is not there, or is
   *   another user's, so that its time can't be set
   */
  async stamp(folder: string): Promise<number | undefined> {
    const now = Date.now() / 1000 + Math.random() / 1000;
    try {
      await orMissing(fs.utimes(folder, now, now));
    } catch (error) {
      if (['EPERM', 'EACCES', 'EROFS'].includes(errnoOf(error) ?? '')) return undefined;
      throw error;
    }
    return (await this.stat(folder))?.modifiedAtMs;
  }

  /** As `stamp`, for a folder that is about to be read: leaves alone a time that no later change can get. */
  async settle(folder: string): Promise<number | undefined> {
    const found = await this.stat(folder);
    if (found && Math.abs(Date.now() - found.modifiedAtMs) > settledAfterMs) return found.modifiedAtMs;
    return await this.stamp(folder);
  }

  /** Removes a folder if nothing is in it. `false` when it is not empty, or not there. */
  async removeEmptyFolder(folder: string): Promise<boolean> {
    try {
      await fs.rmdir(folder);
      return true;
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'].includes(errnoOf(error) ?? '')) return false;
      throw error;
    }
  }

  /** Removes a folder and all that is in it, for folders that nobody else changes. */
  async removeTree(folder: string): Promise<void> {
    await fs.rm(folder, { recursive: true, force: true });
  }

  /** The names in a folder, in no order, with memory for a thousand at a time. None when it is not there. */
  async *names(folder: string): AsyncGenerator<FolderEntry> {
    const opened = await orMissing(fs.opendir(folder, { bufferSize: 1024 }));
    if (!opened) return;
    for await (const entry of untilRemoved(opened)) {
      const kind = entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'symlink' : 'file';
      yield { name: entry.name, kind };
    }
  }

  /** Makes the bytes of an open file durable. */
  async syncFile(handle: FileHandle): Promise<void> {
    if (this.#durable) await handle.datasync();
  }

  /**
   * Makes the names in a folder durable. Callers that come while a sync of that folder runs share the next
   * one: what they did may have come too late for the running one.
   */
  async sync(folder: string): Promise<void> {
    if (!this.#durable) return;
    const running = this.#syncing.get(folder);
    if (running) {
      running.next ??= running.done.then(() => this.#startSync(folder));
      return await running.next;
    }
    await this.#startSync(folder);
  }

  #startSync(folder: string): Promise<void> {
    const state: FolderSync = { done: Promise.resolve(), next: undefined };
    const done = syncFolder(folder).finally(() => {
      if (state.next === undefined) this.#syncing.delete(folder);
    });
    // Those who wait for their turn must not fail with this one's error.
    state.done = done.catch(() => undefined);
    this.#syncing.set(folder, state);
    return done;
  }
}

/** What came of giving a file a second name. */
export type LinkOutcome = 'linked' | 'exists' | 'missing' | 'too-many-links';

/** What the error of a link(2) means. @throws the error when it means something else */
export function outcomeOfLink(error: unknown): LinkOutcome {
  const code = errnoOf(error);
  if (code === 'EEXIST') return 'exists';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
  if (code === 'EMLINK') return 'too-many-links';
  throw error;
}

/** Far longer than a tick of any kernel's clock. */
const settledAfterMs = 1_000;

interface FolderSync {
  done: Promise<void>;
  next: Promise<void> | undefined;
}

/** A file open for reading, and what the file system said of it then. Whoever gets it closes it. */
export interface OpenFile {
  handle: FileHandle;
  stat: FileStat;
}

/** What a file system says of a name. */
export interface FileStat {
  isFile: boolean;
  isFolder: boolean;
  isSymlink: boolean;
  /** Bytes. */
  size: number;
  /** Names that the file has. */
  links: number;
  inode: number;
  /** Milliseconds since 1970, with all the fraction that the file system gives. */
  modifiedAtMs: number;
  /** When its permissions or its names were changed last. */
  changedAtMs: number;
  /** The permissions alone, as `0o640`. */
  mode: number;
  /** The number of the user whose it is. */
  owner: number;
}

/** Room on a disk, in bytes; free is what this user may take. */
export interface DiskRoom {
  bytes: number;
  freeBytes: number;
}

/** One name in a folder. */
export interface FolderEntry {
  name: string;
  kind: 'file' | 'folder' | 'symlink';
}

function statOf(stats: Awaited<ReturnType<typeof fs.lstat>>): FileStat {
  return {
    isFile: stats.isFile(),
    isFolder: stats.isDirectory(),
    isSymlink: stats.isSymbolicLink(),
    size: Number(stats.size),
    links: Number(stats.nlink),
    inode: Number(stats.ino),
    modifiedAtMs: Number(stats.mtimeMs),
    changedAtMs: Number(stats.ctimeMs),
    mode: Number(stats.mode) & 0o7777,
    owner: Number(stats.uid),
  };
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await orMissing(fs.open(folder, constants.O_RDONLY | constants.O_DIRECTORY));
  if (!handle) return; // Removed meanwhile, as an empty repository is.
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The value, or `undefined` when a part of the path is not there or is a symlink where none may be. */
async function orMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function orMissingNow<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '');
}

/** The entries of an open folder; one that somebody removes meanwhile, and that was empty then, has no more of them. */
async function* untilRemoved(folder: AsyncIterable<Dirent>): AsyncGenerator<Dirent> {
  try {
    yield* folder;
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
