import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { FileSystemDriver } from '../driver';
import type { StoragePaths } from '../paths';
import type { Processes } from '../processes';
import { errnoOf } from '../storage-error';
import { type BackupName, BackupPaths, readBackupName, SnapshotPaths } from './backup-paths';
import { type Description, descriptionSchema } from './description';

/** A folder can't be used for a backup or for what is restored; the message says what to do. */
export class RefusedFolder extends Error {
  override readonly name = 'RefusedFolder';
}

/** The folder in which the backups of one data folder lie. */
export class BackupFolder {
  readonly paths: BackupPaths;
  readonly #driver: FileSystemDriver;

  private constructor(driver: FileSystemDriver, paths: BackupPaths) {
    this.#driver = driver;
    this.paths = paths;
  }

  /**
   * Opens the folder, and makes it if need be.
   * @throws RefusedFolder when it lies in the data folder, or that in it
   */
  static async open(driver: FileSystemDriver, folder: string, source: StoragePaths): Promise<BackupFolder> {
    const [backups, data] = [await realPathOf(folder), await realPathOf(source.root)];
    if (isWithin(backups, data)) {
      throw new RefusedFolder(
        `${folder} lies in the data folder ${source.root}: give a folder outside of it`,
      );
    }
    if (isWithin(data, backups)) {
      throw new RefusedFolder(`the data folder ${source.root} lies in ${folder}: give a folder beside it`);
    }
    const paths = new BackupPaths(backups);
    await driver.makeFolders(paths.folder);
    return new BackupFolder(driver, paths);
  }

  /** The finished backups, the oldest first. */
  async list(): Promise<{ name: BackupName; description: Description }[]> {
    const found: { name: BackupName; description: Description }[] = [];
    for (const { name, partial } of await this.#names()) {
      if (partial) continue;
      const description = await readDescription(this.#driver, new SnapshotPaths(this.paths.finished(name)));
      if (typeof description !== 'string') found.push({ name, description });
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Removes what interrupted runs left. The caller knows that no other runs. @returns how many there were */
  async removePartials(): Promise<number> {
    let removed = 0;
    for (const { name, partial } of await this.#names()) {
      if (!partial) continue;
      await this.#driver.removeTree(this.paths.partial(name));
      removed += 1;
    }
    return removed;
  }

  /** Removes a finished backup: never is one seen that is half removed. */
  async remove(name: BackupName): Promise<void> {
    await this.#driver.replace(this.paths.finished(name), this.paths.partial(name));
    await this.#driver.sync(this.paths.folder);
    await this.#driver.removeTree(this.paths.partial(name));
  }

  /** Writes what the backup is, and gives it its name. */
  async finish(name: BackupName, description: Description): Promise<void> {
    const target = new SnapshotPaths(this.paths.partial(name));
    await this.#driver.write(target.description, `${JSON.stringify(description, null, 2)}\n`);
    await this.#driver.sync(target.root);
    if (!(await this.#driver.replace(target.root, this.paths.finished(name)))) {
      throw new Error(`${target.root} was removed while the backup was made`);
    }
    await this.#driver.sync(this.paths.folder);
  }

  /** Whether files of the data folder can have a second name here. */
  async canLinkFrom(source: StoragePaths, processes: Processes): Promise<boolean> {
    const file = source.temporaryFile(processes.id);
    const probe = path.join(this.paths.folder, `probe-${randomUUID()}`);
    await this.#driver.writeTemporary(file, '');
    try {
      return (await this.#driver.link(file, probe)) === 'linked';
    } catch (error) {
      if (['EXDEV', 'EPERM', 'ENOSYS', 'EOPNOTSUPP', 'ENOTSUP'].includes(errnoOf(error) ?? '')) return false;
      throw error;
    } finally {
      await this.#driver.remove(probe);
      await this.#driver.remove(file);
    }
  }

  async #names(): Promise<{ name: BackupName; partial: boolean }[]> {
    const found: { name: BackupName; partial: boolean }[] = [];
    for await (const { name, kind } of this.#driver.names(this.paths.folder)) {
      const read = kind === 'folder' ? readBackupName(name) : undefined;
      if (read) found.push(read);
    }
    return found;
  }
}

/** What a backup says of itself; text when it can't be believed, which says why. */
export async function readDescription(
  driver: FileSystemDriver,
  paths: SnapshotPaths,
): Promise<Description | string> {
  const read = await driver.read(paths.description, 64 * 1024 * 1024);
  if (!read) return `${paths.root} is no finished backup: it has no backup.json`;
  try {
    const result = descriptionSchema.safeParse(JSON.parse(read.bytes.toString('utf8')));
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    return `${paths.description} can't be read: ${issue?.path.join('.')}: ${issue?.message}`;
  } catch (error) {
    return `${paths.description} can't be read: ${(error as Error).message}`;
  }
}

/** Makes the names in a folder and in all folders below it durable. */
export async function syncTree(driver: FileSystemDriver, folder: string): Promise<void> {
  for await (const { name, kind } of driver.names(folder)) {
    if (kind === 'folder') await syncTree(driver, path.join(folder, name));
  }
  await driver.sync(folder);
}

/** The path without symlinks, also of a folder that is not there yet. */
export async function realPathOf(folder: string): Promise<string> {
  const whole = path.resolve(folder);
  try {
    return await fs.realpath(whole);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT' || whole === path.dirname(whole)) throw error;
    return path.join(await realPathOf(path.dirname(whole)), path.basename(whole));
  }
}

/** Whether a path is a folder or lies in it. Both without symlinks. */
export function isWithin(inner: string, outer: string): boolean {
  const way = path.relative(outer, inner);
  return way === '' || !(way === '..' || way.startsWith(`..${path.sep}`));
}
