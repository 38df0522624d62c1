/** What an entry of a layer is, by its code in an index. */
export const entryKinds = [
  'file',
  'folder',
  'symbolic-link',
  'hard-link',
  'character-device',
  'block-device',
  'fifo',
  'whiteout',
  'opaque',
  'other',
] as const;
export type EntryKind = (typeof entryKinds)[number];

const byType: Record<string, EntryKind> = {
  '0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'hard-link',
  '2': 'symbolic-link',
  '3': 'character-device',
  '4': 'block-device',
  '5': 'folder',
  D: 'folder',
  '6': 'fifo',
};

/** What begins the name of a file that removes one of a layer below (image-spec, layer.md, "Whiteouts"). */
export const whiteoutPrefix = '.wh.';
const opaqueName = '.wh..wh..opq';
/** What a file system of old kept for itself: it removes nothing. */
const metaPrefix = '.wh..wh.';

/**
 * @param type of the header
 * @param name as it stands in the archive
 * @param path as `pathOf` makes it
 */
export function kindOf(type: string, name: string, path: string): EntryKind {
  const kind = byType[type] ?? 'other';
  // Programs of old write a folder as a file whose name ends so.
  if (kind === 'file' && name.endsWith('/')) return 'folder';
  const base = path.slice(path.lastIndexOf('/') + 1);
  if (!base.startsWith(whiteoutPrefix)) return kind;
  if (base === opaqueName) return 'opaque';
  return base.startsWith(metaPrefix) || base === whiteoutPrefix ? 'other' : 'whiteout';
}

/** The path that a whiteout removes. */
export function removedBy(path: string): string {
  const at = path.lastIndexOf('/') + 1;
  return path.slice(0, at) + path.slice(at + whiteoutPrefix.length);
}

/**
 * A name of an archive as a path from the root: without `/` before it, without empty parts and `.`. Names are bytes, as
 * latin1. One that has `..` is left as it is.
 */
export function pathOf(name: string): { path: string; isFlagged: boolean } {
  // What most of them are.
  if (!/^\/|^\.\/|\/\/|\/\.(?:\/|$)|\/$|(?:^|\/)\.\.(?:\/|$)|^\.$/.test(name))
    return { path: name, isFlagged: name === '' };
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return { path: name, isFlagged: true };
  return { path: parts.join('/'), isFlagged: false };
}
