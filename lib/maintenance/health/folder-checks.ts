import path from 'node:path';
import { type Digest, isDigest } from '@/lib/oci/digest';
import { heldInQuarantine, heldUploads } from '@/lib/storage/holdings';
import type { StorageParts } from '@/lib/storage/storage';
import { findBrokenTags } from '../broken-tags';
import { Pace } from '../pace';
import { type HealthCheck, ok, wrong } from './health-check';
import { counted, sizeInWords, spanInWords } from './words';

/** How many digests in quarantine are named. */
const digestsMax = 20;

/** Every folder that storage needs is there and is a folder. */
export async function checkStructure({ driver, paths }: StorageParts): Promise<HealthCheck> {
  const missing: string[] = [];
  for (const folder of paths.fixedFolders) {
    if (!(await driver.stat(folder))?.isFolder) missing.push(path.relative(paths.root, folder));
  }
  const data = { folders: paths.fixedFolders.length, missing };
  if (missing.length === 0) return ok('directory-structure', 'Every folder is in its place.', data);
  return wrong(
    'directory-structure',
    'failing',
    `${missing.join(', ')}: not there, or no folder.`,
    'Start the server again, which makes missing folders; then restore what was in them from a backup and run `cyberdock check`.',
    data,
  );
}

/** This process may read, write and enter every folder that storage needs. */
export async function checkPermissions({ driver, paths }: StorageParts): Promise<HealthCheck> {
  const unusable: string[] = [];
  for (const folder of [paths.root, ...paths.fixedFolders]) {
    if (!(await driver.isUsableFolder(folder))) unusable.push(path.relative(paths.root, folder) || '.');
  }
  const data = { unusable };
  if (unusable.length === 0) return ok('permissions', 'The server may read and write every folder.', data);
  return wrong(
    'permissions',
    'failing',
    `The server may not read, write or enter ${unusable.join(', ')}.`,
    'Give these folders to the user that runs the server, and mount the disk for writing.',
    data,
  );
}

/** Tags are symlinks: each must point to a manifest that is there. */
export async function checkSymlinks({ database }: StorageParts, signal: AbortSignal): Promise<HealthCheck> {
  const broken = await findBrokenTags(database, new Pace(signal));
  const data = { brokenTags: broken.count, examples: broken.examples };
  if (broken.count === 0) return ok('symlinks', 'Every tag points to a manifest.', data);
  return wrong(
    'symlinks',
    'failing',
    `${counted(broken.count, 'tag')} without a manifest, such as ${broken.examples[0]}.`,
    'Push these images again, or delete the tags; `cyberdock check` lists all of them.',
    data,
  );
}

/** There is room for pushes. @param freeBytesMin with less, pushes are refused */
export async function checkDisk({ driver, paths }: StorageParts, freeBytesMin: number): Promise<HealthCheck> {
  const { bytes, freeBytes } = await driver.room(paths.root);
  const data = { bytes, freeBytes, freeBytesMin };
  const detail = `${sizeInWords(freeBytes)} of ${sizeInWords(bytes)} are free.`;
  const whatToDo =
    'Delete images or shorten maintenance.trashPeriod, then run `cyberdock gc run`; or move the folder to a larger disk.';
  if (freeBytes < freeBytesMin) {
    return wrong('disk-space', 'failing', `${detail} Pushes are refused.`, whatToDo, data);
  }
  const isLow = freeBytes < Math.max(freeBytesMin * 2, bytes / 20);
  return isLow ? wrong('disk-space', 'warning', detail, whatToDo, data) : ok('disk-space', detail, data);
}

/** Corrupt files that wait to be healed. */
export async function checkQuarantine(parts: StorageParts): Promise<HealthCheck> {
  const digests: Digest[] = [];
  const healed: Digest[] = [];
  const held = await heldInQuarantine(parts, (digest) => {
    if (digests.length < digestsMax) digests.push(digest);
  });
  for (const digest of digests) {
    if (isDigest(digest) && (await parts.driver.stat(parts.paths.poolBlob(digest)))) healed.push(digest);
  }
  const data = { ...held, digests, healed };
  if (held.count === 0) return ok('quarantine', 'No corrupt file was found.', data);
  return wrong(
    'quarantine',
    healed.length === held.count ? 'warning' : 'failing',
    `${counted(held.count, 'corrupt file')} (${sizeInWords(held.bytes)}); ${healed.length} of those looked at came back by a new push.`,
    'Push the images that need them again: that heals every repository. Look at the disk (its log, SMART), for it may be failing.',
    data,
  );
}

/** Upload sessions that were begun and not finished. @param expiryMs how long one lives without a byte */
export async function checkUploads(parts: StorageParts, expiryMs: number): Promise<HealthCheck> {
  const { count, bytes, oldestAtMs } = await heldUploads(parts);
  const oldestMs = oldestAtMs === undefined ? 0 : Date.now() - oldestAtMs;
  const data = { count, bytes, oldestMs };
  if (count === 0) return ok('uploads', 'No upload is open.', data);
  const detail = `${counted(count, 'upload')} open, ${sizeInWords(bytes)}; the oldest got its last byte ${spanInWords(oldestMs)} ago.`;
  // Expired ones are removed every minute.
  if (oldestMs < expiryMs + 3_600_000) return ok('uploads', detail, data);
  return wrong(
    'uploads',
    'warning',
    `${detail} It should have been removed.`,
    'Look in the log for "the folder could not be tidied".',
    data,
  );
}
