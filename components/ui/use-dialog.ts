'use client';

import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * Shows a dialog over the page as long as it is part of it. The focus goes to what has `data-first`, or else to the first
 * that can have it, and in the end back to where it was.
 */
export function useDialog(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before it is taken out of the page: from then on it gives the focus back to nobody.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => element?.close();
  }, []);
  return dialog;
}
