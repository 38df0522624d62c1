import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import type { FileSystemDriver, FolderEntry } from './driver';
import type { FolderPrefix, StoragePaths } from './paths';

/** The folders in which a repository keeps its own; no repository below another is called so. */
export const repositoryFolders: readonly string[] = ['manifests', 'blobs', 'referrers'];

interface Places {
  driver: FileSystemDriver;
  paths: StoragePaths;
}

/**
 * The repository or namespace of this name in a folder; `undefined` when none can be called so.
 * @param folder a namespace, a repository, or `''`
 */
export function childFolder(folder: FolderPrefix | RepositoryName, name: string): FolderPrefix | undefined {
  const child = folder === '' ? name : `${folder}/${name}`;
  return isRepositoryName(folder === '' ? `${name}/x` : child) ? (child as FolderPrefix) : undefined;
}

/**
 * Every repository as it lies on disk, without asking any index; also those that hold blobs alone. They come in the
 * order of their components, with memory for the names of one folder a level. One that is there all the time is found,
 * whatever is made and removed beside it.
 * @param names gives what is in a folder
 * @param folderOf gives the folder of a prefix: `paths.folder`, or `paths.trashFolder` for the trash
 */
export async function* repositoriesOnDisk(
  names: (folder: string) => AsyncIterable<FolderEntry>,
  folderOf: (prefix: FolderPrefix) => string,
  prefix: FolderPrefix = '',
): AsyncGenerator<RepositoryName> {
  const children: FolderPrefix[] = [];
  let isRepository = false;
  for await (const { name, kind } of names(folderOf(prefix))) {
    if (kind !== 'folder') continue;
    if (repositoryFolders.includes(name) && isRepositoryName(prefix)) isRepository = true;
    else {
      const child = childFolder(prefix, name);
      if (child !== undefined) children.push(child);
    }
  }
  if (isRepository && isRepositoryName(prefix)) yield prefix;
  for (const child of children.sort()) yield* repositoriesOnDisk(names, folderOf, child);
}

/** The repositories of a data folder, or of a backup. */
export function liveRepositories({ driver, paths }: Places): AsyncGenerator<RepositoryName> {
  return repositoriesOnDisk(
    (folder) => driver.names(folder),
    (prefix) => paths.folder(prefix),
  );
}

/** The repositories that the trash holds something of. */
export function trashedRepositories({ driver, paths }: Places): AsyncGenerator<RepositoryName> {
  return repositoriesOnDisk(
    (folder) => driver.names(folder),
    (prefix) => paths.trashFolder(prefix),
  );
}
