import { type Digest, isDigest } from '@/lib/oci/digest';
import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import type { FileStat, FileSystemDriver } from '../driver';
import type { FolderPrefix, StoragePaths } from '../paths';
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
  for await (const repository of trashedRepositories(parts, '')) {
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

/** How many deletions can be restored. */
export async function countTrashEntries({ driver, paths }: Omit<Parts, 'index'>): Promise<number> {
  let count = 0;
  for await (const { name, kind } of driver.names(paths.trashEntries)) {
    if (kind === 'file' && name.endsWith('.json')) count += 1;
  }
  return count;
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
  for await (const { name, kind } of driver.names(folder)) {
    if (kind !== 'file' || !isDigest(name)) continue;
    const stat = await driver.stat(pathOf(name));
    if (stat?.isFile) yield [name, stat];
  }
}

async function* trashedRepositories(
  parts: Parts,
  prefix: FolderPrefix | RepositoryName,
): AsyncGenerator<RepositoryName> {
  if (isRepositoryName(prefix)) yield prefix;
  for await (const { name, kind } of parts.driver.names(parts.paths.trashFolder(prefix))) {
    const child = prefix === '' ? name : `${prefix}/${name}`;
    // The folders of a repository's own content are no names of repositories.
    if (kind !== 'folder' || !isRepositoryName(prefix === '' ? `${name}/x` : child)) continue;
    yield* trashedRepositories(parts, child as FolderPrefix);
  }
}
