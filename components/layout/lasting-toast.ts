'use client';

import { createElement, Fragment, type ReactNode, useSyncExternalStore } from 'react';

let shown: ReactNode;
let count = 0;
const listeners = new Set<() => void>();

/** Shows a toast that stays when another page comes, in the place of the one before; `undefined` takes it away. */
export function showToast(toast: ReactNode): void {
  // Another key: what the one before has counted or done is none of its business.
  shown = toast && createElement(Fragment, { key: ++count }, toast);
  for (const listener of listeners) listener();
}

/** What is shown so, followed as it changes. */
export function useLastingToast(): ReactNode {
  return useSyncExternalStore(
    subscribe,
    () => shown,
    () => undefined,
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
