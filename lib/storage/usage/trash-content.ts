import type { Digest } from '@/lib/oci/digest';
import { digestsIn } from '../digests-in';
import type { FileStat, FileSystemDriver } from '../driver';
import type { StoragePaths } from '../paths';
import { trashedRepositories } from '../repositories-on-disk';
import type { ContentIndex } from './content-index';

/** What measuring needs of storage. */
interface Parts {
  driver: FileSystemDriver;
  paths: StoragePaths;
  index: ContentIndex;
}

/**
 * The bytes of each file that only the trash holds, one after the other: manifests and blobs that no repository has a
 * link to, each once, however many repositories' trash has one. Other files yield 0.
 */
export async function* trashOnlyBytes(parts: Parts): AsyncGenerator<number> {
  const { driver, paths } = parts;
  const seen = new Set<number>();
  for await (const repository of trashedRepositories(parts)) {
    for await (const [digest, stat] of files(driver, paths.trashManifests(repository), (digest) =>
      paths.trashManifest(repository, digest),
    )) {
      const live = await driver.stat(paths.manifest(repository, digest));
      yield live?.inode === stat.inode ? 0 : stat.size;
    }
    for await (const [digest, stat] of files(driver, paths.trashBlobs(repository), (digest) =>
      paths.trashBlob(repository, digest),
    )) {
      yield (await isCounted(parts, digest, stat, seen)) ? stat.size : 0;
    }
  }
}

/** Whether a blob in the trash is in no repository, and was not counted by the trash of another. */
async function isCounted(
  { driver, paths, index }: Parts,
  digest: Digest,
  { inode, links }: FileStat,
  seen: Set<number>,
): Promise<boolean> {
  if (index.isHeld(digest, inode)) return false;
  const pool = await driver.stat(paths.poolBlob(digest));
  // Most have this link and the pool's: only the others need to be remembered.
  if (links - (pool?.inode === inode ? 1 : 0) <= 1) return true;
  if (seen.has(inode)) return false;
  seen.add(inode);
  return true;
}

async function* files(
  driver: FileSystemDriver,
  folder: string,
  pathOf: (digest: Digest) => string,
): AsyncGenerator<[Digest, FileStat]> {
  for await (const digest of digestsIn(driver, folder)) {
    const stat = await driver.stat(pathOf(digest));
    if (stat?.isFile) yield [digest, stat];
  }
}
