'use client';

import { useSyncExternalStore } from 'react';

/** A place over every page, where any part of a page can show something that stays when another page comes. */
export function overPages<Shown>() {
  let now: Shown | undefined;
  const listeners = new Set<() => void>();
  const shown = () => now;
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    /** Shows it in the place of what is shown; `undefined` takes that away. */
    show: (next: Shown | undefined): void => {
      now = next;
      for (const listener of listeners) listener();
    },
    /** What is shown now. */
    shown,
    /** The same, followed as it changes. */
    useShown: () => useSyncExternalStore(subscribe, shown, () => undefined),
  };
}
