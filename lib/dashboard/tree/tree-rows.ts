import type { NamespacePage, NamespaceSums, TreeRepository } from './namespace-contract';

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

/** What a key does in the tree: goes to a row, opens or closes a namespace, or does what the row is for. */
export type TreeStep = { to: number } | { toggle: string } | { act: number };

/** What a key does at a row, in the manner of a tree grid (WAI-ARIA Authoring Practices); `undefined`: nothing. */
export function treeStep(rows: readonly TreeRow[], at: number, key: string): TreeStep | undefined {
  const row = rows[at];
  if (!row) return undefined;
  const go = (to: number) => (to >= 0 && to < rows.length && to !== at ? { to } : undefined);
  // What is being loaded gives way to what it becomes: the focus must not go with it.
  const next = (from: number, step: 1 | -1) => {
    let to = from;
    while (rows[to]?.kind === 'more' || rows[to]?.kind === 'loading') to += step;
    return go(to);
  };
  switch (key) {
    case 'ArrowDown':
      return next(at + 1, 1);
    case 'ArrowUp':
      return next(at - 1, -1);
    case 'Home':
      return go(0);
    case 'End':
      return next(rows.length - 1, -1);
    case 'Enter':
      return row.kind === 'namespace' ? { toggle: row.path } : { act: at };
    case 'ArrowRight':
      if (row.kind !== 'namespace') return undefined;
      if (!row.isOpen) return { toggle: row.path };
      return (rows[at + 1]?.level ?? 0) > row.level ? next(at + 1, 1) : undefined;
    case 'ArrowLeft':
      if (row.kind === 'namespace' && row.isOpen) return { toggle: row.path };
      return go(rows.slice(0, at).findLastIndex(({ level }) => level < row.level));
    default:
      return undefined;
  }
}
