import type { NamespacePage, NamespaceSums, TreeRepository } from './namespace-contract';
import type { SteppedRow } from './tree-step';

/** What is known of a namespace: the parts that were loaded, in order. */
export interface TreeLevel {
  parts: readonly NamespacePage[];
  isLoading: boolean;
  error: Error | null;
}

interface Placed {
  /** Names the row, whatever else comes and goes. */
  key: string;
  /** From 1 on. */
  level: number;
}

interface Sibling extends Placed {
  /** Its whole name. */
  path: string;
  /** Its number among what stands right in the same namespace, from 1 on, and how many these are. */
  position: number;
  siblings: number;
  nowMs: number;
}

export interface RepositoryTreeRow extends Sibling {
  kind: 'repository';
  repository: TreeRepository;
}

export interface NamespaceTreeRow extends Sibling {
  kind: 'namespace';
  below: NamespaceSums;
  isOpen: boolean;
}

/** Stands where more of a namespace will: it is being loaded, could not be, or is loaded when this row comes into sight. */
export interface PendingTreeRow extends Placed {
  kind: 'loading' | 'failed' | 'more';
  namespace: string;
}

export type TreeRow = RepositoryTreeRow | NamespaceTreeRow | PendingTreeRow;

/** The rows of the tree from top to bottom: what stands right in a namespace that is open follows it. */
export function treeRows(
  levels: ReadonlyMap<string, TreeLevel>,
  open: ReadonlySet<string>,
  namespace = '',
  level = 1,
): TreeRow[] {
  const known = levels.get(namespace);
  if (!known) return [];
  const last = known.parts.at(-1);
  const siblings = last ? last.repositories + last.namespaces : 0;
  const rows: TreeRow[] = [];
  let position = 0;
  for (const { children, nowMs } of known.parts) {
    for (const { path, repository, below } of children) {
      const placed = { path, level, siblings, nowMs };
      if (repository)
        rows.push({ kind: 'repository', key: `= ${path}`, position: ++position, ...placed, repository });
      if (!below) continue;
      const isOpen = open.has(path);
      rows.push({ kind: 'namespace', key: `/ ${path}`, position: ++position, ...placed, below, isOpen });
      if (isOpen) for (const row of treeRows(levels, open, path, level + 1)) rows.push(row);
    }
  }
  const kind = known.error && !known.isLoading ? 'failed' : known.isLoading ? 'loading' : 'more';
  if (kind !== 'more' || (last && last.next !== null))
    rows.push({ kind, key: `… ${namespace}`, level, namespace });
  return rows;
}

/** What the keys of the tree have to know of a row. */
export function steppedRow(row: TreeRow): SteppedRow {
  const { level, kind } = row;
  const isWaiting = kind === 'more' || kind === 'loading';
  if (kind !== 'namespace') return { level, isWaiting };
  return { level, isWaiting, branch: { name: row.path, isOpen: row.isOpen } };
}
