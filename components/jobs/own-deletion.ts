'use client';

import { useSyncExternalStore } from 'react';

/** A deletion of many tags that somebody began in this tab, and that may go on. */
export interface OwnDeletion {
  repository: string;
  plan: number;
}

const key = 'cyberdock-deletion';
const listeners = new Set<() => void>();
/** As it is kept, and as it was told where the browser keeps nothing. */
let told = '';

/** Remembers it until it has ended, also when the page is loaded again; `undefined` forgets it. */
export function rememberDeletion(deletion: OwnDeletion | undefined): void {
  told = deletion ? JSON.stringify(deletion) : '';
  try {
    if (deletion) window.sessionStorage.setItem(key, told);
    else window.sessionStorage.removeItem(key);
  } catch {
    // Then it is known until the page is loaded again.
  }
  for (const listener of listeners) listener();
}

/** The one that was remembered last, followed as it changes. */
export function useOwnDeletion(): OwnDeletion | undefined {
  const text = useSyncExternalStore(subscribe, kept, () => '');
  return parsed(text);
}

function kept(): string {
  try {
    return window.sessionStorage.getItem(key) ?? told;
  } catch {
    return told; // The browser keeps nothing for this page.
  }
}

function parsed(text: string): OwnDeletion | undefined {
  try {
    const { repository, plan } = JSON.parse(text) as Partial<OwnDeletion>;
    return typeof repository === 'string' && Number.isSafeInteger(plan)
      ? { repository, plan: plan as number }
      : undefined;
  } catch {
    return undefined; // Nothing was remembered.
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
