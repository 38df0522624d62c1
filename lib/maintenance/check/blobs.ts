import { algorithmOf, type Digest, isDigest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { digestOfFile } from '@/lib/storage/digest-of-file';
import { contentKeyOf } from '@/lib/storage/small-cache';
import { type CheckContext, isUnreadable, type Look, namesIn, type Suspicion, suspect } from './context';
import { finding, type Place } from './finding';

/** A file with so many links filled an inode up to the limit of its file system, or nearly: a copy besides is right. */
const manyLinks = 1_000;

/** Every blob is a file, is sound as far as is looked, and is the pool's. */
export async function* checkBlobs(
  context: CheckContext,
  repository: RepositoryName,
): AsyncGenerator<Suspicion> {
  const { driver, paths, quarantine } = context.parts;
  for await (const { name: digest } of namesIn(context, paths.blobs(repository))) {
    if (!isDigest(digest)) continue;
    const file = paths.blob(repository, digest);
    const place = { path: paths.relative(file), repository, digest };
    const stat = await driver.stat(file);
    if (!stat) continue;
    if (!stat.isFile) {
      const look: Look = async () => {
        const now = await driver.stat(file);
        return now && !now.isFile ? finding('wrong-type', place, 'not a file, as a blob is') : undefined;
      };
      yield* suspect(look, repository);
      continue;
    }
    if (quarantine.has(digest, stat)) {
      yield* suspect(quarantinedLook(context, file, digest, place), repository);
      continue;
    }
    const pool = await driver.stat(paths.poolBlob(digest));
    // The pool's own files are read where the pool is looked at.
    if (context.deep && pool?.inode !== stat.inode)
      yield* suspect(blobLook(context, file, place), repository);
    yield* suspect(sharingLook(context, repository, digest), repository);
  }
}

/**
 * Looks whether the bytes of a file match a digest. Each inode is read once; a later look, as that under a lock, only
 * asks whether it is still the same file.
 */
export function blobLook(
  { parts: { driver }, pace, hashed }: CheckContext,
  file: string,
  place: Place & { digest: Digest },
  kind: 'corrupt-blob' | 'corrupt-trash' = 'corrupt-blob',
): Look {
  const { digest } = place;
  return async () => {
    const stat = await driver.stat(file);
    if (!stat?.isFile) return undefined;
    let sound = hashed.get(contentKeyOf(digest, stat));
    if (sound === undefined) {
      try {
        const read = await digestOfFile(driver, file, algorithmOf(digest), (bytes) => pace.spend(bytes));
        if (!read) return undefined;
        sound = read.digest === digest;
        hashed.set(contentKeyOf(digest, read.stat), sound);
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        return finding('unreadable', place, (error as Error).message);
      }
    }
    return sound ? undefined : finding(kind, place, `it has ${stat.size} bytes`);
  };
}

function quarantinedLook(context: CheckContext, file: string, digest: Digest, place: Place): Look {
  const { driver, quarantine } = context.parts;
  return async () => {
    const stat = await driver.stat(file);
    return stat && quarantine.has(digest, stat) ? finding('quarantined-content', place) : undefined;
  };
}

function sharingLook({ parts }: CheckContext, repository: RepositoryName, digest: Digest): Look {
  const { driver, paths, quarantine } = parts;
  const file = paths.blob(repository, digest);
  const place = { path: paths.relative(file), repository, digest };
  return async () => {
    const [stat, pool] = [await driver.stat(file), await driver.stat(paths.poolBlob(digest))];
    if (!stat || quarantine.has(digest, stat)) return undefined;
    if (!pool) return finding('not-in-pool', place);
    if (pool.inode === stat.inode || Math.max(pool.links, stat.links) >= manyLinks) return undefined;
    return pool.isFile ? finding('unshared-copy', place) : undefined;
  };
}
