import { removedBy } from '../index/entry-kind';
import { entryAt, type IndexEntry, pathAt } from '../index/layer-index';
import { nameBytes, nameText } from '../index/name-text';
import { pageRowsMax } from '../limits';
import { entryStates } from './merge-layers';
import { resolvePath } from './resolve-link';
import { nodeAt, pathOfNode, type View, type ViewNode } from './view-tree';

/** What is asked of a view. */
export interface ListQuery {
  /** As text. */
  path: string;
  q: string;
  sort: 'name' | '-size';
  /** How many rows are left out. */
  skip: number;
}

/** One row. Layers are places in the view, from 0. */
export interface ListRow {
  name: string;
  path: string;
  isEscaped: boolean;
  isFlagged: boolean;
  kind: IndexEntry['kind'];
  bytes: number;
  below: number | null;
  hiddenBytes: number;
  mode: number | null;
  uid: number | null;
  gid: number | null;
  owner: string;
  group: string;
  modifiedMs: number | null;
  linkTarget: string | null;
  linkPath: string | null;
  device: string | null;
  layer: number;
  entry: number | null;
  state: 'added' | 'changed' | 'removed' | null;
  hiddenBy: number | null;
  isReadable: boolean;
}

/** A page of what lies in a folder. */
export interface ListPage {
  path: string;
  parents: { name: string; path: string }[];
  isThere: boolean;
  rows: ListRow[];
  total: number;
  /** Whether more rows follow. */
  hasMore: boolean;
}

/** The rows of a folder in order, kept for the pages that follow. */
export interface Sorted {
  key: string;
  nodes: ViewNode[];
}

/**
 * A page of what lies in a folder of a view, or below it.
 * @param states of one layer's entries, as `mergeLayers` gives them; undefined to tell those of the view; null when they are
 *   not known
 * @param sorted the order that was made last, which is used again where it is that of the query
 */
export function listView(
  view: View,
  query: ListQuery,
  { states, sorted }: { states?: Uint8Array | null; sorted?: Sorted } = {},
): { page: ListPage; sorted: Sorted } {
  const folder = nodeAt(view.root, nameBytes(query.path));
  const key = JSON.stringify([query.path, query.q, query.sort]);
  const inOrder = sorted?.key === key ? sorted : { key, nodes: folder ? order(folder, query) : [] };
  const nodes = inOrder.nodes.slice(query.skip, query.skip + pageRowsMax);
  return {
    page: {
      path: query.path,
      parents: folder ? parentsOf(folder) : [],
      isThere: folder?.children !== undefined,
      rows: nodes.map((node) => rowOf(view, node, states)),
      total: inOrder.nodes.length,
      hasMore: query.skip + nodes.length < inOrder.nodes.length,
    },
    sorted: inOrder,
  };
}

function order(folder: ViewNode, { q, sort }: ListQuery): ViewNode[] {
  const keyed = q === '' ? childrenOf(folder) : foundBelow(folder, q);
  const byName = (a: Keyed, b: Keyed) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
  const foldersFirst = (a: Keyed, b: Keyed) => Number(b.node.isFolder) - Number(a.node.isFolder);
  keyed.sort(
    sort === '-size'
      ? (a, b) => b.node.bytes - a.node.bytes || byName(a, b)
      : q === ''
        ? (a, b) => foldersFirst(a, b) || byName(a, b)
        : byName,
  );
  return keyed.map(({ node }) => node);
}

interface Keyed {
  key: string;
  node: ViewNode;
}

function childrenOf(folder: ViewNode): Keyed[] {
  return [...(folder.children?.values() ?? [])].map((node) => ({ key: node.name, node }));
}

/** Everything below a folder whose path from the root contains a text. */
function foundBelow(folder: ViewNode, q: string): Keyed[] {
  const wanted = q.toLowerCase();
  const found: Keyed[] = [];
  const look = (node: ViewNode, before: string) => {
    for (const child of node.children?.values() ?? []) {
      const key = before === '' ? child.name : `${before}/${child.name}`;
      if (nameText(key).text.toLowerCase().includes(wanted)) found.push({ key, node: child });
      look(child, key);
    }
  };
  look(folder, pathOfNode(folder));
  return found;
}

function parentsOf(folder: ViewNode): { name: string; path: string }[] {
  const parents: { name: string; path: string }[] = [];
  for (let node: ViewNode | undefined = folder; node?.parent; node = node.parent)
    parents.push({ name: nameText(node.name).text, path: nameText(pathOfNode(node)).text });
  return parents.reverse();
}

function rowOf(view: View, node: ViewNode, states: Uint8Array | null | undefined): ListRow {
  const index = view.layers[node.layer];
  const entry = index && node.entry >= 0 ? entryAt(index, node.entry) : undefined;
  const isFlagged = entry?.isFlagged ?? false;
  const isWhiteout = entry?.kind === 'whiteout';
  // A flagged one stands there under a name of its own.
  const bytes = isFlagged && index ? pathAt(index, node.entry) : pathOfNode(node);
  const path = nameText(bytes);
  const name = nameText(isFlagged ? bytes : isWhiteout ? removedBy(node.name) : node.name);
  const isLink = entry?.kind === 'symbolic-link' || entry?.kind === 'hard-link';
  const target = isLink ? nameText(entry.target) : undefined;
  return {
    name: name.text,
    path: path.text,
    isEscaped: path.isEscaped || (target?.isEscaped ?? false),
    isFlagged,
    kind: entry?.kind ?? 'folder',
    bytes: node.bytes,
    below: node.isFolder ? node.below : null,
    hiddenBytes: node.hiddenBytes,
    mode: entry?.mode ?? null,
    uid: entry?.uid ?? null,
    gid: entry?.gid ?? null,
    owner: entry ? ownerText(entry.owner) : '',
    group: entry ? ownerText(entry.group) : '',
    modifiedMs: entry?.modifiedMs ?? null,
    linkTarget: target?.text ?? null,
    linkPath: isLink && !isFlagged ? linkPathOf(view, node, entry) : null,
    device: entry?.kind.endsWith('-device') ? entry.target : null,
    layer: node.layer,
    entry: entry ? node.entry : null,
    state: stateOf(node, states),
    hiddenBy: node.hiddenBy >= 0 ? node.hiddenBy : null,
    isReadable: isFlagged ? false : isReadable(view, node, entry),
  };
}

function ownerText(bytes: string): string {
  return nameText(bytes).text;
}

function stateOf(node: ViewNode, states: Uint8Array | null | undefined): ListRow['state'] {
  if (states === null) return null;
  if (states) return node.entry >= 0 ? (entryStates[states[node.entry] ?? 0] ?? null) : null;
  return node.hiddenBy >= 0 ? 'removed' : node.state;
}

/** Where a link leads within a view, as text. */
function linkPathOf(view: View, node: ViewNode, entry: IndexEntry): string | null {
  const found =
    entry.kind === 'hard-link'
      ? nodeAt(view.root, entry.target)
      : node.parent && resolvePath(view, node.parent, entry.target);
  if (!found || found === node || found.hiddenBy >= 0) return null;
  return nameText(pathOfNode(found)).text;
}

/** Whether bytes can be read: of a file, and of a hard link to one that is in the same layer. */
function isReadable(view: View, node: ViewNode, entry: IndexEntry | undefined): boolean {
  if (entry?.kind !== 'hard-link') return entry?.isReadable ?? false;
  const target = nodeAt(view.root, entry.target);
  if (!target || target.layer !== node.layer || target.entry < 0 || target.entry >= node.entry) return false;
  const index = view.layers[target.layer];
  return (index && entryAt(index, target.entry)?.isReadable) ?? false;
}
