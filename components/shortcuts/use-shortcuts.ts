'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { openOverlay } from '../layout/open-overlay';
import { useViewer } from '../layout/viewer';
import { leave } from '../ui/leaving';
import { goKeys } from './go-keys';
import { isTyping } from './is-typing';
import { areSingleKeysOn } from './single-keys';

/** How long `g` waits for the key that says where to. */
const goMs = 1_500;
/** What narrows the list that a page shows. */
const filter = 'main [type="search"], main form[aria-label="Filter"] input';

/**
 * The single keys that work on every page: never while somebody writes, with a modifier, or while something stands over
 * the page; and not at all where they are turned off.
 */
export function useShortcuts(): void {
  const router = useRouter();
  const viewer = useViewer();
  useEffect(() => {
    const ways = goKeys(viewer);
    let goesUntilMs = 0;
    const act = (key: string): boolean => {
      const isGoing = performance.now() < goesUntilMs;
      goesUntilMs = 0;
      const way = isGoing ? ways.get(key) : undefined;
      if (way) leave(() => router.push(way.href));
      if (isGoing) return way !== undefined;
      if (key === 'g') goesUntilMs = performance.now() + goMs;
      if (key === '?') openOverlay('shortcuts');
      if (key === 'j' || key === 'k') step(key === 'j' ? 1 : -1);
      return '?jk'.includes(key) || (key === '/' ? focusFilter() : press(key));
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, isComposing, defaultPrevented, target } = event;
      // On its way to the next key, which may need it: `?` does.
      if (key === 'Shift') return;
      // Where `[` stands beside `8`, AltGr is no modifier of it but the way to it.
      const isModified = (ctrlKey || altKey) && !event.getModifierState('AltGraph');
      const isOther = isModified || metaKey || isComposing || defaultPrevented || isTyping(target);
      if (isOther || !areSingleKeysOn() || document.querySelector('dialog[open], :popover-open'))
        goesUntilMs = 0;
      else if (act(key)) event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [router, viewer]);
}

/** Goes to the next row or the one before. How that is done comes with the first of them. */
function step(by: 1 | -1): void {
  // What can not be loaded leaves the focus where it is.
  import('./step-between-rows').then(
    ({ stepBetweenRows }) => stepBetweenRows(by),
    () => undefined,
  );
}

/** What the row that has the focus offers for a key, or the page itself, as the comparison does for `s`. */
function press(key: string): boolean {
  if (!/^[a-z1-9[\]]$/.test(key)) return false;
  const offers = `[data-key="${key}"]`;
  // Those that step through platforms are for the whole page, though they stand in its rows.
  const elsewhere = '[]'.includes(key) ? '' : ':not([data-row] *)';
  const row = document.activeElement?.closest('[data-row]');
  const offered =
    row?.querySelector<HTMLElement>(offers) ??
    document.querySelector<HTMLElement>(`main ${offers}${elsewhere}`);
  offered?.click();
  return offered !== null;
}

function focusFilter(): boolean {
  const input = document.querySelector<HTMLInputElement>(filter);
  input?.focus();
  input?.select();
  return input !== null;
}
