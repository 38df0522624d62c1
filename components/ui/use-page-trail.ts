'use client';

import { useEffect, useSyncExternalStore } from 'react';

const pagesMax = 200;
const never = () => () => undefined;

/**
 * Remembers, for this tab, which page led to which: a cursor says what comes after it but not what came before.
 *
 * @param scope names the list
 * @returns the cursor of the page before this one, or `undefined` when that is the first page or not known
 */
export function usePageTrail(
  scope: string,
  last: string | undefined,
  next: string | null,
): string | undefined {
  const key = `cyberdock-pages:${scope}`;
  useEffect(() => {
    // While a page is on its way, the one before it is shown with the next one's address.
    if (last === undefined || next === null || next === last) return;
    const steps = read(key).filter(([cursor]) => cursor !== next);
    write(key, [...steps, [next, last] as const].slice(-pagesMax));
  }, [key, last, next]);
  return useSyncExternalStore(
    never,
    () => read(key).find(([cursor]) => cursor === last)?.[1],
    () => undefined,
  );
}

type Step = readonly [cursor: string, before: string];

function read(key: string): Step[] {
  try {
    const steps: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
    return Array.isArray(steps)
      ? steps.filter((step): step is Step => Array.isArray(step) && step.length === 2)
      : [];
  } catch {
    return []; // Storage is switched off, or holds what another version wrote.
  }
}

function write(key: string, steps: readonly Step[]): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(steps));
  } catch {
    // Storage is switched off or full: the pager then offers the first page.
  }
}
