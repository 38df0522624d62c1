/** What the keys of a tree grid have to know of a row. */
export interface SteppedRow {
  /** From 1 on. */
  level: number;
  /** Whether something else will stand in its place as soon as it is loaded: the focus must not go with it. */
  isWaiting: boolean;
  /** Of a row that opens: what it is called, and whether it is open. */
  branch?: { name: string; isOpen: boolean };
}

/** What a key does in a tree: goes to a row, opens or closes one, or does what the row is for. */
export type TreeStep = { to: number } | { toggle: string } | { act: number };

/**
 * What a key does at a row, in the manner of a tree grid (WAI-ARIA Authoring Practices).
 * @param at the number of the row that has the focus, from 0 on
 * @param look what the keys have to know of a row
 * @returns undefined when the key does nothing there
 */
export function treeStep<Row>(
  rows: readonly Row[],
  at: number,
  key: string,
  look: (row: Row) => SteppedRow,
): TreeStep | undefined {
  const lookAt = (index: number) => {
    const row = rows[index];
    return row && look(row);
  };
  const row = lookAt(at);
  if (!row) return undefined;
  const go = (to: number) => (to >= 0 && to < rows.length && to !== at ? { to } : undefined);
  const next = (from: number, step: 1 | -1) => {
    let to = from;
    while (lookAt(to)?.isWaiting) to += step;
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
      return row.branch ? { toggle: row.branch.name } : { act: at };
    case 'ArrowRight':
      if (!row.branch) return undefined;
      if (!row.branch.isOpen) return { toggle: row.branch.name };
      return (lookAt(at + 1)?.level ?? 0) > row.level ? next(at + 1, 1) : undefined;
    case 'ArrowLeft':
      if (row.branch?.isOpen) return { toggle: row.branch.name };
      return go(rows.slice(0, at).findLastIndex((one) => look(one).level < row.level));
    default:
      return undefined;
  }
}
