import { entryAt, hashAt, type IndexEntry } from '../index/layer-index';
import { nameText } from '../index/name-text';
import { pageRowsMax } from '../limits';
import type { View, ViewNode } from './view-tree';

export type FileDifference = 'kind' | 'bytes' | 'content' | 'mode' | 'owner' | 'link';
export type FileChange = 'added' | 'removed' | 'changed' | 'metadata';

/** What is asked of two views. */
export interface CompareFilesQuery {
  change?: FileChange;
  q: string;
  skip: number;
}

/** One of the two files under a path. Layers are places in its view, from 0. */
export interface ComparedRow {
  kind: IndexEntry['kind'];
  bytes: number;
  mode: number | null;
  uid: number | null;
  gid: number | null;
  linkTarget: string | null;
  layer: number | null;
  entry: number | null;
}

/** A path where two views differ. */
export interface ChangeRow {
  path: string;
  isEscaped: boolean;
  change: FileChange;
  a: ComparedRow | null;
  b: ComparedRow | null;
  differs: FileDifference[];
}

export interface ChangeSum {
  files: number;
  bytes: number;
}

export interface ChangePage {
  counts: Record<FileChange | 'same', ChangeSum>;
  rows: ChangeRow[];
  total: number;
  hasMore: boolean;
}

interface Difference {
  path: string;
  change: FileChange;
  a: ViewNode | undefined;
  b: ViewNode | undefined;
  differs: FileDifference[];
}

/** All in which two views differ, kept for the pages that follow. */
export interface Differences {
  list: Difference[];
  counts: ChangePage['counts'];
}

/** In which files two merged file systems differ, in the order of their paths; what was removed in either is in neither. */
export function differencesOf(a: View, b: View): Differences {
  const sum = (): ChangeSum => ({ files: 0, bytes: 0 });
  const counts = { added: sum(), removed: sum(), changed: sum(), metadata: sum(), same: sum() };
  const list: Difference[] = [];
  const count = (kind: FileChange | 'same', node: ViewNode) => {
    counts[kind].files += 1;
    counts[kind].bytes += node.isFolder ? 0 : node.bytes;
  };
  const walk = (inA: ViewNode | undefined, inB: ViewNode | undefined, before: string) => {
    for (const name of namesOf(inA, inB)) {
      const [nodeA, nodeB] = [thereIn(inA, name), thereIn(inB, name)];
      const node = nodeB ?? nodeA;
      if (!node) continue;
      const path = before === '' ? name : `${before}/${name}`;
      const differs = nodeA && nodeB ? differencesBetween(a, nodeA, b, nodeB) : [];
      const change = changeOf(nodeA, nodeB, differs);
      count(change ?? 'same', node);
      if (change) list.push({ path, change, a: nodeA, b: nodeB, differs });
      walk(nodeA, nodeB, path);
    }
  };
  walk(a.root, b.root, '');
  return { list, counts };
}

/** A page of them. */
export function changePage(
  a: View,
  b: View,
  { list, counts }: Differences,
  { change, q, skip }: CompareFilesQuery,
): ChangePage {
  const wanted = q.toLowerCase();
  const found = list.filter(
    (one) =>
      (change === undefined || one.change === change) &&
      (wanted === '' || nameText(one.path).text.toLowerCase().includes(wanted)),
  );
  const rows = found.slice(skip, skip + pageRowsMax).map((one): ChangeRow => {
    const path = nameText(one.path);
    return {
      path: path.text,
      isEscaped: path.isEscaped,
      change: one.change,
      a: one.a ? comparedRow(a, one.a) : null,
      b: one.b ? comparedRow(b, one.b) : null,
      differs: one.differs,
    };
  });
  return { counts, rows, total: found.length, hasMore: skip + rows.length < found.length };
}

function namesOf(a: ViewNode | undefined, b: ViewNode | undefined): string[] {
  const names = new Set([...(a?.children?.keys() ?? []), ...(b?.children?.keys() ?? [])]);
  return [...names].sort((x, y) => (x < y ? -1 : x > y ? 1 : 0));
}

function thereIn(folder: ViewNode | undefined, name: string): ViewNode | undefined {
  const node = folder?.children?.get(name);
  return node && node.hiddenBy < 0 ? node : undefined;
}

function changeOf(
  a: ViewNode | undefined,
  b: ViewNode | undefined,
  differs: FileDifference[],
): FileChange | undefined {
  if (!a) return 'added';
  if (!b) return 'removed';
  if (differs.length === 0) return undefined;
  return differs.every((one) => one === 'mode' || one === 'owner') ? 'metadata' : 'changed';
}

function differencesBetween(a: View, nodeA: ViewNode, b: View, nodeB: ViewNode): FileDifference[] {
  const [indexA, indexB] = [a.layers[nodeA.layer], b.layers[nodeB.layer]];
  // The same entry of the same layer needs no look.
  if (indexA === indexB && nodeA.entry === nodeB.entry) return [];
  const [one, other] = [rawOf(a, nodeA), rawOf(b, nodeB)];
  const differs: FileDifference[] = [];
  if ((one?.kind ?? 'folder') !== (other?.kind ?? 'folder')) return ['kind'];
  // Of a folder that no entry tells of, nothing is known that could differ.
  if (!one || !other || !indexA || !indexB) return [];
  if (one.bytes !== other.bytes) differs.push('bytes');
  if (one.kind === 'file' && hashAt(indexA, nodeA.entry) !== hashAt(indexB, nodeB.entry))
    differs.push('content');
  if (one.kind !== 'symbolic-link' && one.mode !== other.mode) differs.push('mode');
  if (one.uid !== other.uid || one.gid !== other.gid) differs.push('owner');
  if (one.target !== other.target) differs.push('link');
  return differs;
}

function rawOf({ layers }: View, node: ViewNode): IndexEntry | undefined {
  const index = layers[node.layer];
  return index && node.entry >= 0 ? entryAt(index, node.entry) : undefined;
}

function comparedRow(view: View, node: ViewNode): ComparedRow {
  const entry = rawOf(view, node);
  const isLink = entry?.kind === 'symbolic-link' || entry?.kind === 'hard-link';
  return {
    kind: entry?.kind ?? 'folder',
    bytes: node.bytes,
    mode: entry?.mode ?? null,
    uid: entry?.uid ?? null,
    gid: entry?.gid ?? null,
    linkTarget: isLink ? nameText(entry.target).text : null,
    layer: entry?.isReadable ? node.layer : null,
    entry: entry?.isReadable ? node.entry : null,
  };
}
