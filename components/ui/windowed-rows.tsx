'use client';

import { type KeyboardEvent, type ReactNode, useRef, useSyncExternalStore } from 'react';
import { type RowWindow, useRowWindow } from './use-row-window';

/** What the server renders, without knowing how high the window is. */
const firstRows = 30;
const wideScreens = '(min-width: 48rem)';

interface WindowedRowsProps<Row> {
  rows: readonly Row[];
  /** Of every row, in pixels: on wide screens, and on narrow ones, where it has two lines. */
  height: { wide: number; narrow: number };
  children: (row: Row, index: number, drawn: RowWindow) => ReactNode;
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
}

/** The rows of a table that are in sight, and a few around them; room is kept for the others. */
export function WindowedRows<Row>({ rows, height, children, onKeyDown }: WindowedRowsProps<Row>) {
  const group = useRef<HTMLDivElement>(null);
  const isWide = useSyncExternalStore(
    onScreenChange,
    () => window.matchMedia(wideScreens).matches,
    () => true,
  );
  const each = isWide ? height.wide : height.narrow;
  const seen = useRowWindow(group, rows.length, each);
  const [from, to] = seen ? [Math.min(seen.from, rows.length), seen.to] : [0, firstRows];
  // Never in the server's HTML: the Content-Security-Policy forbids styles there.
  const room = seen && { paddingTop: from * each, paddingBottom: Math.max(rows.length - to, 0) * each };
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are windowed cannot be those of a table element.
    <div ref={group} role="rowgroup" style={room} onKeyDown={onKeyDown}>
      {rows.slice(from, to).map((row, at) => children(row, from + at, { from, to }))}
    </div>
  );
}

function onScreenChange(onChange: () => void): () => void {
  const query = window.matchMedia(wideScreens);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}
