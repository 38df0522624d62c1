import fs from 'node:fs/promises';
import path from 'node:path';
import type { FileSystemDriver } from '../driver';
import { StoragePaths } from '../paths';
import { Processes } from '../processes';
import { errnoOf } from '../storage-error';
import { isWithin, RefusedFolder, realPathOf } from './backup-folder';

/**
 * A folder that is being filled beside the place where it is to be: `{target}.partial`. While it is, this process is
 * registered in it, as one that uses a data folder is; so nobody takes it for what a dead one left.
 */
export class RestoreTarget {
  readonly paths: StoragePaths;
  readonly #driver: FileSystemDriver;
  readonly #target: string;
  readonly #processes: Processes;
  #filled = false;

  private constructor(driver: FileSystemDriver, target: string, paths: StoragePaths, processes: Processes) {
    this.#driver = driver;
    this.#target = target;
    this.paths = paths;
    this.#processes = processes;
  }

  /**
   * @param target is not there, or is an empty folder
   * @param backup what is to be restored
   * @throws RefusedFolder
   */
  static async begin(driver: FileSystemDriver, target: string, backup: string): Promise<RestoreTarget> {
    const [place, source] = [await realPathOf(target), await realPathOf(backup)];
    if (isWithin(place, source) || isWithin(source, place)) {
      throw new RefusedFolder(`${target} and the backup lie in each other: restore into a folder beside it`);
    }
    await requireEmpty(driver, place);
    const paths = new StoragePaths(`${place}.partial`);
    await requireNobody(driver, paths);
    await driver.makeFolders(...paths.fixedFolders);
    const processes = await Processes.join(driver, paths);
    if ((await Processes.living(driver, paths)) > 1) {
      await processes.leave();
      throw new RefusedFolder(`another restore into ${target} is running: wait until it has ended`);
    }
    return new RestoreTarget(driver, place, paths, processes);
  }

  /** Gives the folder its name. @throws RefusedFolder when somebody has put something there meanwhile */
  async finish(): Promise<void> {
    await this.#processes.leave();
    this.#filled = true;
    try {
      if (!(await this.#driver.replace(this.paths.root, this.#target))) {
        throw new Error(`${this.paths.root} was removed while it was filled`);
      }
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw error;
      throw new RefusedFolder(
        `${this.#target} is not empty any more; what was restored is in ${this.paths.root}`,
      );
    }
    await this.#driver.sync(path.dirname(this.#target));
  }

  /** Removes what is there so far, unless it is whole and only its name was taken. */
  async abandon(): Promise<void> {
    await this.#processes.leave();
    if (!this.#filled) await this.#driver.removeTree(this.paths.root);
  }
}

async function requireEmpty(driver: FileSystemDriver, target: string): Promise<void> {
  const found = await driver.stat(target);
  if (!found) return;
  if (!found.isFolder) throw new RefusedFolder(`${target} is no folder: give one that is empty or not there`);
  if ((await Processes.living(driver, new StoragePaths(target))) > 0) {
    throw new RefusedFolder(`a CyberDock is using ${target}: restore into another folder`);
  }
  for await (const { name } of driver.names(target)) {
    throw new RefusedFolder(
      `${target} is not empty, it has ${name}: restore into a folder that is, or is not there`,
    );
  }
  if ((await fs.stat(target)).dev !== (await fs.stat(path.dirname(target))).dev) {
    throw new RefusedFolder(`a disk is mounted at ${target}: restore into a folder on it, as ${target}/data`);
  }
}

/** What a restore that was interrupted left is removed; anything else is not ours. */
async function requireNobody(driver: FileSystemDriver, paths: StoragePaths): Promise<void> {
  if (!(await driver.stat(paths.root))) return;
  if (!(await driver.stat(paths.processes))?.isFolder) {
    throw new RefusedFolder(`${paths.root} is in the way, and no restore made it: move it away`);
  }
  if ((await Processes.living(driver, paths)) > 0) {
    throw new RefusedFolder(`another restore into it is filling ${paths.root}: wait until it has ended`);
  }
  await driver.removeTree(paths.root);
}
