'use client';

import { type FocusEvent, type KeyboardEvent, useCallback, useRef, useState } from 'react';
import { type SteppedRow, treeStep } from '@/lib/dashboard/tree/tree-step';

const wideScreens = '(min-width: 48rem)';

interface TreeKeysOptions<Row> {
  /** Of every row, in pixels: on wide screens, and on narrow ones. */
  height: { wide: number; narrow: number };
  look: (row: Row) => SteppedRow;
  onToggle: (name: string) => void;
  /** Does what a row is for that does not open. @returns whether the row goes with that: then the one before gets the focus */
  onAct: (row: Row, element: HTMLElement) => boolean;
}

/**
 * The keys of a tree grid whose rows are windowed and name themselves by `data-tree-key`. One row is what Tab leads to;
 * the others are reached from it.
 */
export function useTreeKeys<Row extends { key: string }>(
  rows: readonly Row[],
  { height, look, onToggle, onAct }: TreeKeysOptions<Row>,
) {
  const grid = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string>();
  /** The row that gets the focus as soon as it is drawn. */
  const awaited = useRef<string | undefined>(undefined);
  const activeIndex = rows.findIndex(({ key }) => key === active);

  const elementOf = (key: string) =>
    grid.current?.querySelector<HTMLElement>(`[data-tree-key="${CSS.escape(key)}"]`);
  const goTo = (index: number) => {
    const row = rows[index];
    if (!row || !grid.current) return;
    setActive(row.key);
    const element = elementOf(row.key);
    if (element) element.focus();
    else {
      awaited.current = row.key;
      const each = window.matchMedia(wideScreens).matches ? height.wide : height.narrow;
      const top = grid.current.getBoundingClientRect().top + window.scrollY + index * each;
      window.scrollTo({ top: top - window.innerHeight / 2 });
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const element = (event.target as HTMLElement).closest<HTMLElement>('[data-tree-key]');
    const at = rows.findIndex(({ key }) => key === element?.dataset.treeKey);
    // A link or a button in a row does by itself what Enter is for.
    if (event.key === 'Enter' && event.target !== element) return;
    const step = treeStep(rows, at, event.key, look);
    if (!step) return;
    event.preventDefault();
    if ('to' in step) goTo(step.to);
    else if ('toggle' in step) onToggle(step.toggle);
    else {
      const row = rows[step.act];
      if (row && element && onAct(row, element)) goTo(step.act - 1);
    }
  };
  const rowRef = useCallback(
    (row: Row) => (element: HTMLDivElement | null) => {
      if (!element || awaited.current !== row.key) return;
      awaited.current = undefined;
      element.focus();
    },
    [],
  );
  return {
    grid,
    onKeyDown,
    onFocus: (event: FocusEvent<HTMLElement>) => {
      const key = event.target.closest<HTMLElement>('[data-tree-key]')?.dataset.treeKey;
      if (key !== undefined) setActive(key);
    },
    /** Where the active row is out of sight, Tab leads to the first that is drawn. */
    isTabStop: (row: Row, index: number, from: number, to: number) =>
      activeIndex >= from && activeIndex < to ? row.key === active : index === from,
    rowRef,
  };
}
