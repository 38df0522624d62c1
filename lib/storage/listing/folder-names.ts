import { isRepositoryName } from '@/lib/oci/repository-name';
import { type FolderPrefix, parentOf } from '../paths';

/** `a/b/c` gives `''`, `a`, `a/b` and `a/b/c`; text that is no name gives those of its parts that are. */
export function ancestorsOf(name: string): FolderPrefix[] {
  const folders: FolderPrefix[] = [''];
  for (const part of name.split('/')) {
    const child = childOf(folders.at(-1) ?? '', part);
    if (child === undefined) break;
    folders.push(child);
  }
  return folders;
}

/** The folders that a folder lies in, up to the first that was seen; marks them as seen. */
export function parentsOf(folder: FolderPrefix, seen: Set<FolderPrefix>): FolderPrefix[] {
  const parents: FolderPrefix[] = [];
  for (let at = parentOf(folder); !seen.has(at); at = parentOf(at)) {
    seen.add(at);
    parents.push(at);
  }
  return parents;
}

/**
 * The folders before a name in whose children the list goes on after it: those that it lies in, and `a` for
 * `a-b/x`, because `a/x` comes after that.
 */
export function foldersAround(name: string): FolderPrefix[] {
  const folders = new Set(ancestorsOf(name));
  const end = Math.min(name.length, nameLengthMax);
  for (let at = 0; at < end; at++) {
    if ((name[at] ?? '') < '/') for (const folder of ancestorsOf(name.slice(0, at))) folders.add(folder);
  }
  return [...folders];
}

/** No repository's name is longer; the name that a page begins after may be any text. */
const nameLengthMax = 255;

/** The folder's child of this name, if a repository may be called so or lie below it. */
export function childOf(folder: FolderPrefix, name: string): FolderPrefix | undefined {
  const child = folder === '' ? name : `${folder}/${name}`;
  const isName = isRepositoryName(folder === '' ? `${name}/x` : child);
  return isName ? (child as FolderPrefix) : undefined;
}
