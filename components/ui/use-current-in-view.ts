import { type RefObject, useEffect, useRef } from 'react';

/**
 * Keeps the current one of a row of links in view where the row is wider than its place, as on a narrow screen.
 * @param current the `data-part` of that link
 * @returns to be given to the element that holds the links and scrolls
 */
export function useCurrentInView<Row extends HTMLElement>(current: string): RefObject<Row | null> {
  const row = useRef<Row>(null);
  useEffect(() => {
    const link = row.current?.querySelector<HTMLElement>(`[data-part="${current}"]`);
    if (!row.current || !link) return;
    const middle = link.offsetLeft - row.current.offsetLeft + link.offsetWidth / 2;
    row.current.scrollLeft = middle - row.current.clientWidth / 2;
  }, [current]);
  return row;
}
