import type { FileSystemDriver } from './driver';
import type { StoragePaths } from './paths';
import type { Processes } from './processes';

interface Parts {
  driver: FileSystemDriver;
  paths: StoragePaths;
  processes: Processes;
}

/**
 * Puts a second name of a file in the place of whatever has that name, in one step. Not durable until the folder is
 * synced.
 * @returns `missing` when there is no such file, or no folder for the name
 */
export async function replaceByLink(
  { driver, paths, processes }: Parts,
  file: string,
  name: string,
): Promise<'linked' | 'missing' | 'too-many-links'> {
  const own = paths.temporaryFile(processes.id);
  const made = await driver.link(file, own);
  if (made === 'exists') throw new Error(`${own} is taken`);
  if (made !== 'linked') return made;
  try {
    return (await driver.replace(own, name)) ? 'linked' : 'missing';
  } finally {
    await driver.remove(own); // rename(2) does nothing when both names are one file's already.
  }
}

/** Puts a copy, which has one link, in the place of a name. @returns false when its folder was removed */
export async function replaceByCopy(
  { driver, paths, processes }: Parts,
  file: string,
  name: string,
): Promise<boolean> {
  const copy = paths.temporaryFile(processes.id);
  try {
    await driver.copy(file, copy);
    return await driver.replace(copy, name);
  } finally {
    await driver.remove(copy);
  }
}
