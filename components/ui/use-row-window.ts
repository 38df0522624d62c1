'use client';

import { type RefObject, useEffect, useState } from 'react';

/** Rows before and after those in sight: enough to move on by keyboard, and for a turn of the wheel. */
const overscan = 8;
/** The window moves by so many rows, so that not every pixel of scrolling draws anew. */
const step = 4;

/** The rows that are drawn, from the first up to before the last. */
export interface RowWindow {
  from: number;
  to: number;
}

/** Which of `count` rows of one height are in sight of a view. All in pixels. @param top where the first row is, seen from the view */
export function rowsInSight(count: number, height: number, top: number, viewHeight: number): RowWindow {
  const [first, last] = [
    Math.floor(-top / height) - overscan,
    Math.ceil((viewHeight - top) / height) + overscan,
  ];
  return {
    from: Math.min(Math.max(first - (first % step), 0), count),
    to: Math.min(Math.max(last + step - (last % step), 0), count),
  };
}

/** The rows of a group that are in sight of the window as it scrolls; `undefined` until the browser is asked. */
export function useRowWindow(
  group: RefObject<HTMLElement | null>,
  count: number,
  height: number,
): RowWindow | undefined {
  const [seen, setSeen] = useState<RowWindow>();
  useEffect(() => {
    const look = () => {
      const top = group.current?.getBoundingClientRect().top;
      if (top === undefined) return;
      const next = rowsInSight(count, height, top, window.innerHeight);
      setSeen((before) => (before?.from === next.from && before.to === next.to ? before : next));
    };
    look();
    // Also of what scrolls in the page, as a dialog does: that event comes down here and does not go up.
    window.addEventListener('scroll', look, { passive: true, capture: true });
    window.addEventListener('resize', look);
    return () => {
      window.removeEventListener('scroll', look, { capture: true });
      window.removeEventListener('resize', look);
    };
  }, [group, count, height]);
  return seen;
}
