import type { CutReason } from '../scan/cut';
import type { Packing } from '../scan/unpack';
import { type EntryKind, entryKinds } from './entry-kind';

/** What is counted in a layer. */
export interface LayerFacts {
  uncompressedBytes: number;
  fileBytes: number;
  entries: number;
  files: number;
  folders: number;
  links: number;
  whiteouts: number;
  /** Files and folders, also those that no entry tells of, at most. */
  nodes: number;
  truncated: CutReason | null;
  /** What the index takes in memory. */
  indexBytes: number;
}

/** Hashes of contents are kept as far as that tells them apart. */
export const hashBytes = 16;

/**
 * What lies in a layer: columns, with a row for each entry in the order of the archive. Texts are bytes, as latin1. It is
 * never changed.
 */
export interface LayerIndex {
  digest: string;
  packing: Packing;
  facts: LayerFacts;
  kinds: Uint8Array;
  flags: Uint8Array;
  bytes: Float64Array;
  modes: Uint16Array;
  uids: Float64Array;
  gids: Float64Array;
  modifiedMs: Float64Array;
  /** Where the bytes of a file begin in the tar. */
  offsets: Float64Array;
  hashes: Buffer;
  /** Which of `ownerNames`. */
  owners: Uint32Array;
  /** The names of a user and a group, with a NUL between them. */
  ownerNames: string[];
  paths: Buffer;
  pathEnds: Uint32Array;
  /** Targets of links, and the numbers of devices. */
  targets: Buffer;
  targetEnds: Uint32Array;
}

/** Bits of `flags`. */
export const flagged = 1;
export const sparse = 2;
/** Not all of its bytes were there. */
export const partial = 4;

/** One row of an index. */
export interface IndexEntry {
  kind: EntryKind;
  path: string;
  isFlagged: boolean;
  isReadable: boolean;
  bytes: number;
  mode: number;
  uid: number;
  gid: number;
  owner: string;
  group: string;
  modifiedMs: number;
  target: string;
  offset: number;
}

export function kindAt(index: LayerIndex, entry: number): EntryKind {
  return entryKinds[index.kinds[entry] ?? 0] ?? 'other';
}

export function pathAt(index: LayerIndex, entry: number): string {
  return textAt(index.paths, index.pathEnds, entry);
}

export function targetAt(index: LayerIndex, entry: number): string {
  return textAt(index.targets, index.targetEnds, entry);
}

/** The hash of a file's content, as text. */
export function hashAt(index: LayerIndex, entry: number): string {
  return index.hashes.toString('latin1', entry * hashBytes, (entry + 1) * hashBytes);
}

/** @returns undefined when there is no such entry */
export function entryAt(index: LayerIndex, entry: number): IndexEntry | undefined {
  if (!(entry >= 0 && entry < index.facts.entries)) return undefined;
  const flags = index.flags[entry] ?? 0;
  const kind = kindAt(index, entry);
  const [owner = '', group = ''] = (index.ownerNames[index.owners[entry] ?? 0] ?? '').split('\0');
  return {
    kind,
    path: pathAt(index, entry),
    isFlagged: (flags & flagged) !== 0,
    isReadable: kind === 'file' && (flags & (sparse | partial)) === 0,
    bytes: index.bytes[entry] ?? 0,
    mode: index.modes[entry] ?? 0,
    uid: index.uids[entry] ?? 0,
    gid: index.gids[entry] ?? 0,
    owner,
    group,
    modifiedMs: index.modifiedMs[entry] ?? 0,
    target: targetAt(index, entry),
    offset: index.offsets[entry] ?? 0,
  };
}

/** Whether mode and owner of two entries are the same. */
export function isSameMetadata(a: LayerIndex, atA: number, b: LayerIndex, atB: number): boolean {
  return a.modes[atA] === b.modes[atB] && a.uids[atA] === b.uids[atB] && a.gids[atA] === b.gids[atB];
}

/**
 * The entry whose bytes an entry stands for: itself, or for a hard link the file before it in the same layer.
 * @returns undefined when there are no bytes that can be read
 */
export function contentEntry(index: LayerIndex, entry: number): number | undefined {
  let at = entry;
  for (let hops = 0; hops < 40; hops++) {
    const found = entryAt(index, at);
    if (found?.isReadable) return at;
    if (found?.kind !== 'hard-link') return undefined;
    const target = found.target;
    at = lastBefore(index, at, target);
    if (at < 0) return undefined;
  }
  return undefined;
}

function lastBefore(index: LayerIndex, before: number, path: string): number {
  const wanted = Buffer.from(path, 'latin1');
  for (let at = before - 1; at >= 0; at--) {
    const start = at === 0 ? 0 : (index.pathEnds[at - 1] ?? 0);
    const end = index.pathEnds[at] ?? 0;
    if (end - start === wanted.length && index.paths.compare(wanted, 0, wanted.length, start, end) === 0)
      return at;
  }
  return -1;
}

function textAt(bytes: Buffer, ends: Uint32Array, entry: number): string {
  return bytes.toString('latin1', entry === 0 ? 0 : (ends[entry - 1] ?? 0), ends[entry] ?? 0);
}
