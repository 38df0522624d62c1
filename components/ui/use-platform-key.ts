'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => undefined;

/** How the reader's keyboard writes Ctrl K. Empty until the browser is asked. */
export function usePlatformKey(): string {
  return useSyncExternalStore(
    never,
    () => (/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K'),
    () => '',
  );
}
