'use client';

import { useSyncExternalStore } from 'react';

/** What can stand over any page. */
export type Overlay = 'palette' | 'shortcuts';

let shown: Overlay | undefined;
const listeners = new Set<() => void>();

/** Shows it in the place of what is shown; `undefined` takes that away. */
export function openOverlay(overlay: Overlay | undefined): void {
  shown = overlay;
  for (const listener of listeners) listener();
}

/** What is shown over the page now. */
export function shownOverlay(): Overlay | undefined {
  return shown;
}

/** The same, followed as it changes. */
export function useOverlay(): Overlay | undefined {
  return useSyncExternalStore(subscribe, shownOverlay, () => undefined);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
