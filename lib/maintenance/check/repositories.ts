import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import type { FolderPrefix } from '@/lib/storage/paths';
import { type CheckContext, namesIn } from './context';

/** What a folder is named in which a repository keeps its own. */
export const repositoryFolders: readonly string[] = ['manifests', 'blobs', 'referrers'];

/**
 * The repository or namespace of this name in a folder; `undefined` when none can be called so.
 * @param folder a namespace, a repository, or `''`
 */
export function childFolder(folder: FolderPrefix | RepositoryName, name: string): FolderPrefix | undefined {
  const child = folder === '' ? name : `${folder}/${name}`;
  return isRepositoryName(folder === '' ? `${name}/x` : child) ? (child as FolderPrefix) : undefined;
}

/**
 * Every repository as it lies on disk, whether or not the index knows it, in no order.
 * @param root gives the folder of a prefix: `paths.folder`, or `paths.trashFolder` for the trash
 */
export async function* repositoriesOnDisk(
  context: CheckContext,
  root: (prefix: FolderPrefix) => string,
  prefix: FolderPrefix = '',
): AsyncGenerator<RepositoryName> {
  let isRepository = false;
  const children: FolderPrefix[] = [];
  for await (const { name, kind } of namesIn(context, root(prefix))) {
    if (kind !== 'folder') continue;
    if (repositoryFolders.includes(name) && isRepositoryName(prefix)) isRepository = true;
    else {
      const child = childFolder(prefix, name);
      if (child !== undefined) children.push(child);
    }
  }
  if (isRepository && isRepositoryName(prefix)) yield prefix;
  for (const child of children) yield* repositoriesOnDisk(context, root, child);
}
