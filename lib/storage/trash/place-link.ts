import type { FileSystemDriver } from '../driver';
import type { StoragePaths } from '../paths';
import type { Processes } from '../processes';
import { replaceByCopy, replaceByLink } from '../replace-name';

/**
 * Gives a file a second name, in the place of whatever other file has it. Past the links that a file may have, the name
 * gets a copy, or keeps the one that it has. Not durable until the folder is synced.
 * @returns false when the file is not there any more
 */
export async function placeLink(
  parts: { driver: FileSystemDriver; paths: StoragePaths; processes: Processes },
  from: string,
  to: string,
): Promise<boolean> {
  const { driver } = parts;
  const made = await driver.link(from, to);
  if (made === 'linked') return true;
  const [source, present] = await Promise.all([driver.stat(from), driver.stat(to)]);
  if (!source) return false;
  if (source.inode === present?.inode) return true;
  let isPlaced: boolean;
  const linked = made === 'too-many-links' ? made : await replaceByLink(parts, from, to);
  if (linked === 'too-many-links') {
    if (present?.isFile && present.size === source.size) return true;
    isPlaced = await replaceByCopy(parts, from, to);
  } else isPlaced = linked === 'linked';
  if (isPlaced) return true;
  if (!(await driver.stat(from))) return false;
  throw new Error(`the folder of ${to} was removed`);
}
