import { algorithmOf, type Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { digestOfFile, hasDigest } from '../digest-of-file';
import { replaceByLink } from '../replace-name';
import type { StorageParts } from '../storage';
import { blobCopies, type MendingOptions } from './intact-copies';

/**
 * Puts a file in quarantine if its bytes do not match the digest.
 * @param file a name of it, in a repository or in the pool
 * @returns whether it was corrupt
 */
export async function quarantineIfCorrupt(
  { driver, paths, quarantine }: StorageParts,
  file: string,
  digest: Digest,
  { onRead }: MendingOptions,
): Promise<boolean> {
  const read = await digestOfFile(driver, file, algorithmOf(digest), onRead);
  if (!read || read.digest === digest) return false;
  await quarantine.take(digest, read.stat, file, paths.poolBlob(digest));
  return true;
}

/**
 * Gives a repository an intact copy of a blob that it lacks or holds corrupt, from wherever there is one.
 * @returns the file that it was taken from, or `undefined` when there is no intact copy
 */
export async function healBlob(
  parts: StorageParts,
  repository: RepositoryName,
  digest: Digest,
  options: MendingOptions,
): Promise<string | undefined> {
  const { driver, blobs } = parts;
  const copy = await takeCopy(parts, repository, digest, options);
  if (!copy) return undefined;
  try {
    await blobs.adopt(repository, digest, copy.file);
    return copy.source;
  } finally {
    await driver.remove(copy.file);
  }
}

/**
 * Gives the pool an intact copy of a blob, and with it every repository that holds the blob corrupt.
 * @returns the file that it was taken from, or `undefined` when there is no intact copy
 */
export async function healPool(
  parts: StorageParts,
  digest: Digest,
  options: MendingOptions,
): Promise<string | undefined> {
  const { driver, paths, blobs, blobListing } = parts;
  const copy = await takeCopy(parts, undefined, digest, options);
  if (!copy) return undefined;
  try {
    await driver.makeFolders(paths.poolFolder(digest));
    await driver.link(copy.file, paths.poolBlob(digest));
    await driver.sync(paths.poolFolder(digest));
    // To find a corrupt blob, where the pool has it again, is to replace it.
    for (const holder of blobListing.holders(digest, 10_000)) await blobs.find(holder, digest);
    return copy.source;
  } finally {
    await driver.remove(copy.file);
  }
}

/** Gives a name that stands in the trash an intact file. @returns where that was taken from */
export async function healTrashBlob(
  parts: StorageParts,
  repository: RepositoryName,
  digest: Digest,
  options: MendingOptions,
): Promise<string | undefined> {
  const { driver, paths } = parts;
  const copy = await takeCopy(parts, repository, digest, options);
  if (!copy) return undefined;
  try {
    const name = paths.trashBlob(repository, digest);
    // Somebody may have healed it since it was found: a sound file's inode must never be in quarantine.
    await quarantineIfCorrupt(parts, name, digest, options);
    await driver.makeFolders(paths.trashBlobs(repository));
    await driver.replace(copy.file, name);
    await driver.sync(paths.trashBlobs(repository));
    return copy.source;
  } finally {
    await driver.remove(copy.file);
  }
}

/** Makes the pool share a repository's blob, or the repository the pool's, whichever is sound. */
export async function shareBlob(
  parts: StorageParts,
  repository: RepositoryName,
  digest: Digest,
  options: MendingOptions,
): Promise<boolean> {
  const { driver, paths, locks } = parts;
  const [blob, pool] = [paths.blob(repository, digest), paths.poolBlob(digest)];
  if (await quarantineIfCorrupt(parts, blob, digest, options)) {
    return (await healBlob(parts, repository, digest, options)) !== undefined;
  }
  await quarantineIfCorrupt(parts, pool, digest, options);
  await driver.makeFolders(paths.poolFolder(digest));
  const made = await driver.link(blob, pool);
  if (made !== 'exists') return made === 'linked';
  return await locks.hold(`repository:${repository}`, async () => {
    if (!(await driver.stat(blob))) return false; // Deleted meanwhile.
    if ((await replaceByLink(parts, pool, blob)) !== 'linked') return false;
    await driver.sync(paths.blobs(repository));
    return true;
  });
}

/** Gives a blob that lies in a wrong folder of the pool its right name. One that is not sound stays where it is. */
export async function moveToItsPlace(
  { driver, paths }: StorageParts,
  misplaced: string,
  digest: Digest,
  { onRead }: MendingOptions,
): Promise<boolean> {
  if (!(await hasDigest(driver, misplaced, digest, onRead))) return false;
  const place = paths.poolBlob(digest);
  await driver.makeFolders(paths.poolFolder(digest));
  const made = await driver.link(misplaced, place);
  if (made !== 'linked' && !(await hasDigest(driver, place, digest, onRead))) return false;
  await driver.sync(paths.poolFolder(digest));
  return await driver.remove(misplaced);
}

/** An intact copy under a temporary name of ours: a link where that can be, else a copy that was read again. */
async function takeCopy(
  parts: StorageParts,
  repository: RepositoryName | undefined,
  digest: Digest,
  { from, onRead }: MendingOptions,
): Promise<{ file: string; source: string } | undefined> {
  const { driver, paths, processes } = parts;
  for await (const source of blobCopies(parts, repository, digest, from)) {
    if (!(await driver.stat(source))?.isFile) continue;
    const own = paths.temporaryFile(processes.id);
    const isOurs = source.startsWith(`${paths.root}/`);
    try {
      // A backup's file must not become ours: whatever damages one would damage the other.
      if (!isOurs || (await driver.link(source, own)) !== 'linked') await driver.copy(source, own);
      if (await hasDigest(driver, own, digest, onRead)) return { file: own, source };
    } catch (error) {
      await driver.remove(own);
      throw error;
    }
    await driver.remove(own);
  }
  return undefined;
}
