import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lutimesSync,
  openSync,
  readFileSync,
  symlinkSync,
} from 'node:fs';
import { type LinkOutcome, outcomeOfLink } from '../driver';
import { errnoOf } from '../storage-error';

/*
 * Calls that are made on this thread. A backup makes hundreds of thousands of them, and each takes microseconds; the way
 * through the thread pool takes ten times that. They are made in small batches, between which others get their turn.
 */

/** Gives a file a second name, as the driver's `link` does. */
export function linkAtOnce(from: string, to: string): LinkOutcome {
  try {
    linkSync(from, to);
    return 'linked';
  } catch (error) {
    return outcomeOfLink(error);
  }
}

/** The bytes of a small regular file; `undefined` when it is not there, or is larger than `bytesMax`. */
export function readAtOnce(
  file: string,
  bytesMax: number,
): { bytes: Buffer; inode: number; size: number } | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '')) return undefined;
    throw error;
  }
  try {
    const { ino, size, mode } = fstatSync(descriptor);
    const isFile = (mode & constants.S_IFMT) === constants.S_IFREG;
    return isFile && size <= bytesMax ? { bytes: readFileSync(descriptor), inode: ino, size } : undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** Makes a symlink with a modification time. Throws `EEXIST` when the name is taken. */
export function symlinkAtOnce(target: string, file: string, modifiedAtMs: number): void {
  symlinkSync(target, file);
  lutimesSync(file, modifiedAtMs / 1000, modifiedAtMs / 1000);
}
