import type { Digest } from '@/lib/oci/digest';
import type { FileSystemDriver } from './driver';
import { isUploadId, type StoragePaths } from './paths';
import { entryNamed } from './trash/trash-entry';

/** How many things there are, and their bytes. */
export interface Held {
  count: number;
  bytes: number;
}

/** Open upload sessions, and when the oldest of them last got a byte. */
export interface HeldUploads extends Held {
  oldestAtMs: number | undefined;
}

interface Places {
  driver: FileSystemDriver;
  paths: StoragePaths;
}

/** The upload sessions that are open, of every process. Costs one question of the file system for each. */
export async function heldUploads({ driver, paths }: Places): Promise<HeldUploads> {
  const held: HeldUploads = { count: 0, bytes: 0, oldestAtMs: undefined };
  for await (const { name } of driver.names(paths.uploads)) {
    if (!isUploadId(name)) continue;
    const [folder, data] = [await driver.stat(paths.upload(name)), await driver.stat(paths.uploadData(name))];
    if (!folder) continue; // Finished since its name was read.
    held.count += 1;
    held.bytes += data?.size ?? 0;
    const atMs = Math.max(folder.modifiedAtMs, data?.modifiedAtMs ?? 0);
    held.oldestAtMs = Math.min(held.oldestAtMs ?? atMs, atMs);
  }
  return held;
}

/** The corrupt files in quarantine. @param visit is called with each digest that a file did not match */
export async function heldInQuarantine(
  { driver, paths }: Places,
  visit: (digest: Digest) => void = () => undefined,
): Promise<Held> {
  const held = { count: 0, bytes: 0 };
  for await (const { name } of driver.names(paths.quarantine)) {
    const stat = await driver.stat(paths.quarantined(name as Digest));
    if (!stat) continue;
    held.count += 1;
    held.bytes += stat.size;
    visit(name as Digest);
  }
  return held;
}

/** How many deletions can be undone. */
export async function heldTrashEntries({ driver, paths }: Places): Promise<number> {
  let count = 0;
  for await (const { name } of driver.names(paths.trashEntries)) {
    if (entryNamed(name)?.state === 'kept') count += 1;
  }
  return count;
}
