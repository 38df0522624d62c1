import type { FileStat, FileSystemDriver } from './driver';

/**
 * Which blobs and manifests collection may take: those that it has condemned, and that nobody was told of since.
 *
 * A client that was told "this blob exists" (201 of an upload or a mount, 200 of a HEAD) may name it in a manifest that
 * it pushes later. So collection never takes a blob at first sight. It *condemns* one that no manifest names: its inode
 * loses the right to be written, which nobody needs, for a blob never changes. Whoever tells a client of a condemned
 * blob *reprieves* it first, by giving that right back, under the repository's lock. What is still condemned after the
 * grace period, nobody was told of for that long: collection takes it under the same lock, and none is taken between
 * the look and the answer. An untagged manifest goes the same way, for an index that names it may be on its way.
 *
 * The mark is in the inode itself: it needs no file and no row beside the blob, every process sees it, and it survives
 * a crash. All repositories that share the inode share the mark; so one may keep another's link for longer, which
 * costs no space. Whoever changes the permissions by hand starts the grace period again, which is harmless too.
 */
export const keptMode = 0o640;
const condemnedMode = 0o440;

/** Whether a blob was condemned and not reprieved since. */
export function isCondemned(stat: FileStat): boolean {
  return stat.mode === condemnedMode;
}

/** Whether a blob has been condemned for the grace period, so that collection may take it. */
export function isDue(stat: FileStat, graceMs: number, nowMs = Date.now()): boolean {
  return isCondemned(stat) && nowMs - stat.changedAtMs >= graceMs;
}

/** Condemns a blob. `false` when it is not there. */
export async function condemn(driver: FileSystemDriver, file: string): Promise<boolean> {
  return await driver.setMode(file, condemnedMode);
}

/**
 * Makes sure that a blob that a client is about to be told of stays for the grace period.
 * @param stat what the file system said of it before
 * @returns false when it is not there any more: then the client must not be told
 */
export async function reprieve(driver: FileSystemDriver, file: string, stat: FileStat): Promise<boolean> {
  return !isCondemned(stat) || (await driver.setMode(file, keptMode));
}
