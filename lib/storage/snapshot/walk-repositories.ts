import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import type { FileSystemDriver } from '../driver';
import type { FolderPrefix, StoragePaths } from '../paths';

/** Names of folders that belong to a repository, and are no part of a repository's name. */
const own = new Set(['manifests', 'blobs', 'referrers']);

/**
 * The repositories of a data folder as they lie on disk, without asking any index; also those that hold blobs alone.
 * One that is there all the time is found, whatever is made and removed beside.
 */
export async function* walkRepositories(
  driver: FileSystemDriver,
  paths: StoragePaths,
  folder: FolderPrefix = '',
): AsyncGenerator<RepositoryName> {
  const children: FolderPrefix[] = [];
  let holds = false;
  for await (const { name, kind } of driver.names(paths.folder(folder))) {
    if (kind !== 'folder') continue;
    if (folder !== '' && own.has(name)) {
      holds = true;
      continue;
    }
    const isPart = isRepositoryName(folder === '' ? `${name}/x` : `${folder}/${name}`);
    if (isPart) children.push((folder === '' ? name : `${folder}/${name}`) as FolderPrefix);
  }
  if (holds && isRepositoryName(folder)) yield folder;
  for (const child of children.sort()) yield* walkRepositories(driver, paths, child);
}
