'use client';

import { useSyncExternalStore } from 'react';

const key = 'cyberdock-single-keys';
const listeners = new Set<() => void>();
/** What this page was told, where the browser keeps nothing. */
let told: boolean | undefined;

/** Whether a single key does something. They can be turned off, as speech becomes single keys too (WCAG 2.2, 2.1.4). */
export function areSingleKeysOn(): boolean {
  try {
    return window.localStorage.getItem(key) !== 'off' && told !== false;
  } catch {
    return told !== false; // The browser keeps nothing for this page.
  }
}

/** Turns single keys on or off, in every tab of this browser. */
export function turnSingleKeys(isOn: boolean): void {
  told = isOn;
  try {
    if (isOn) window.localStorage.removeItem(key);
    else window.localStorage.setItem(key, 'off');
  } catch {
    // Then it holds for this page.
  }
  for (const listener of listeners) listener();
}

/** Whether single keys do something, followed as it changes. */
export function useSingleKeys(): boolean {
  return useSyncExternalStore(subscribe, areSingleKeysOn, () => true);
}

function subscribe(listener: () => void): () => void {
  const onStorage = (event: StorageEvent) => {
    if (event.key !== key && event.key !== null) return;
    told = undefined;
    listener();
  };
  listeners.add(listener);
  window.addEventListener('storage', onStorage);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', onStorage);
  };
}
