'use client';

import { type ReactNode, useRef } from 'react';
import { scrollable } from '../ui/scrollable';
import { useRowWindow } from '../ui/use-row-window';

/** Of every row, in pixels: that of its line of text. */
const rowHeight = 20;
/** What is drawn before it is known how much is in sight. */
const firstRows = 30;

interface CodeRowsProps<Row> {
  rows: readonly Row[];
  /** What is shown: "Content of motd". */
  label: string;
  children: (row: Row, index: number) => ReactNode;
}

/** Rows of a file in a box that scrolls, of which those in sight are drawn. */
export function CodeRows<Row>({ rows, label, children }: CodeRowsProps<Row>) {
  const group = useRef<HTMLDivElement>(null);
  const seen = useRowWindow(group, rows.length, rowHeight);
  const [from, to] = seen ? [Math.min(seen.from, rows.length), seen.to] : [0, firstRows];
  const room = seen && {
    paddingTop: from * rowHeight,
    paddingBottom: Math.max(rows.length - to, 0) * rowHeight,
  };
  return (
    <section
      {...scrollable}
      aria-label={label}
      className="max-h-[60dvh] overflow-auto rounded-control border border-line bg-canvas -outline-offset-2"
    >
      <div
        ref={group}
        style={room}
        className="w-max min-w-full font-mono text-meta leading-5 [unicode-bidi:plaintext]"
      >
        {rows.slice(from, to).map((row, at) => children(row, from + at))}
      </div>
    </section>
  );
}
