'use client';

import { lazy, Suspense, useEffect } from 'react';
import { useShortcuts } from '../shortcuts/use-shortcuts';
import { useLastingToast } from './lasting-toast';
import { type Overlay, openOverlay, shownOverlay, useOverlay } from './open-overlay';

const loadPalette = () => import('../palette/palette').then(({ Palette }) => ({ default: Palette }));
const Palette = lazy(loadPalette);
const ShortcutHelp = lazy(() =>
  import('../shortcuts/shortcut-help').then(({ ShortcutHelp }) => ({ default: ShortcutHelp })),
);

const closePalette = () => close('palette');
const closeShortcuts = () => close('shortcuts');

/** A dialog tells that it was closed when another already stands in its place. */
function close(overlay: Overlay): void {
  if (shownOverlay() === overlay) openOverlay(undefined);
}

/** What keeps the focus in the page comes with the first thing that gets it. */
function keepFocusOnce(): void {
  // What can not be loaded leaves it to the browser.
  import('./keep-focus').then(
    ({ keepFocus }) => keepFocus(),
    () => undefined,
  );
}

/** What can stand over every page; none of it is loaded before somebody is about to open it. */
export function Overlays() {
  const overlay = useOverlay();
  const toast = useLastingToast();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // The first half of the keys: half a moment to load it in.
      if (event.key === 'Control' || event.key === 'Meta') void loadPalette().catch(() => undefined);
      if (!isPaletteKey(event)) return;
      const isOpen = shownOverlay() === 'palette';
      if (!isOpen && document.querySelector('dialog[open]')) return;
      event.preventDefault();
      openOverlay(isOpen ? undefined : 'palette');
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  useEffect(() => {
    document.addEventListener('focusin', keepFocusOnce, { once: true });
    return () => document.removeEventListener('focusin', keepFocusOnce);
  }, []);
  useShortcuts();
  return (
    <Suspense>
      {toast}
      {overlay === 'palette' && <Palette onClose={closePalette} />}
      {overlay === 'shortcuts' && <ShortcutHelp onClose={closeShortcuts} />}
    </Suspense>
  );
}

function isPaletteKey(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey, shiftKey, isComposing } = event;
  return key.toLowerCase() === 'k' && ctrlKey !== metaKey && !altKey && !shiftKey && !isComposing;
}
