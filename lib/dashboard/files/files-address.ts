import { oneOf } from '../read-parameter';
import { manifestPath, withQuery } from '../repository-path';

/** By what a folder is sorted: by name with folders first, or from the largest down. */
export const fileSorts = ['name', '-size'] as const;
export type FileSort = (typeof fileSorts)[number];

/** What an address of the files of an image shows. */
export interface FilesAddress {
  /** One layer; all of them, one over the other, when absent. */
  layer: string | undefined;
  /** The folder that was opened last; those that it lies in are open too. Empty: none. */
  path: string;
  q: string;
  sort: FileSort;
  /** The entry into which one looks. */
  open: OpenEntry | undefined;
}

/** An entry of a layer, by its number there. */
export interface OpenEntry {
  layer: string;
  entry: number;
}

/** As long as a text of an address that is searched for can be. */
export const filesSearchLengthMax = 500;
const pathLengthMax = 20_000;
const digestForm = /^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/;
const openForm = /^(sha\d{3}:[0-9a-f]+):(\d{1,8})$/;

/** What an address asks for; a parameter that can not be one is left out. */
export function readFilesAddress(given: Record<string, unknown>): FilesAddress {
  const text = (name: string, lengthMax: number) => {
    const value = given[name];
    return typeof value === 'string' && value.length <= lengthMax ? value : '';
  };
  const [, layer = '', entry] = openForm.exec(text('open', 160)) ?? [];
  const asked = text('d', 140);
  return {
    layer: digestForm.test(asked) ? asked : undefined,
    path: text('path', pathLengthMax),
    q: text('q', filesSearchLengthMax),
    sort: oneOf(fileSorts, given.sort) ?? 'name',
    open: digestForm.test(layer) ? { layer, entry: Number(entry) } : undefined,
  };
}

/** The address of the files of an image. */
export function filesHref(repository: string, digest: string, address: Partial<FilesAddress>): string {
  const { layer, path, q, sort, open } = address;
  return withQuery(manifestPath(repository, digest, 'files'), {
    d: layer,
    path,
    q,
    sort: sort === 'name' ? undefined : sort,
    open: open && `${open.layer}:${open.entry}`,
  });
}

/** The folders that a path lies in, the outermost first, and itself: `a`, `a/b` and `a/b/c` of `a/b/c`. */
export function foldersOf(path: string): string[] {
  if (path === '') return [];
  const names = path.split('/');
  return names.map((_, at) => names.slice(0, at + 1).join('/'));
}

/** The folder that a path lies in; empty for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
