import { createHash } from 'node:crypto';
import type { FileSystemDriver } from '../driver';
import type { SnapshotPaths } from './backup-paths';
import { type ContentsLine, contentsLineSchema, type Description } from './description';

/** Writes the list of what is in a backup. @returns its SHA-256, hex */
export async function writeContents(
  driver: FileSystemDriver,
  paths: SnapshotPaths,
  lines: ContentsLine[],
): Promise<string> {
  const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await driver.write(paths.contents, bytes);
  return createHash('sha256').update(bytes).digest('hex');
}

/** Reads the list of what must be in a backup; text when it can't be believed, which says why. */
export async function readContents(
  driver: FileSystemDriver,
  paths: SnapshotPaths,
  description: Description,
): Promise<ContentsLine[] | string> {
  const read = await driver.read(paths.contents, contentsBytesLimit);
  if (!read) return `${paths.contents} is missing`;
  if (createHash('sha256').update(read.bytes).digest('hex') !== description.contents) {
    return `${paths.contents} is not the file that backup.json names: it was changed`;
  }
  try {
    const lines = read.bytes.toString('utf8').split('\n').filter(Boolean);
    return lines.map((line) => contentsLineSchema.parse(JSON.parse(line)));
  } catch (error) {
    return `${paths.contents} can't be read: ${(error as Error).message}`;
  }
}

/** As long as a text may be in memory. */
const contentsBytesLimit = 512 * 1024 * 1024;
