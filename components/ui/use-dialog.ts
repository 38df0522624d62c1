'use client';

import { type RefObject, useEffect, useRef } from 'react';

/** Shows a dialog over the page as long as it is part of it. The focus goes back to where it was. */
export function useDialog(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return dialog;
}
