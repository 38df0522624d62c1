'use client';

import { clsx } from 'clsx';
import { Search } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { openOverlay } from './open-overlay';

/** Opens the palette, and says by which keys it opens too. @param slim shows the icon alone */
export function SearchButton({ slim = false, onOpen }: { slim?: boolean; onOpen?: () => void }) {
  const keys = useSyncExternalStore(never, keysHere, () => 'Ctrl K');
  return (
    <button
      type="button"
      onClick={() => {
        onOpen?.();
        openOverlay('palette');
      }}
      aria-label="Search"
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      title={slim ? `Search, ${keys}` : undefined}
      className={clsx(
        'mb-2 flex h-8 w-full items-center gap-2.5 rounded-control px-2.5 text-ink-soft text-table transition-colors hover:bg-sunken hover:text-ink',
        !slim && 'border border-line',
      )}
    >
      <Search className="size-4 shrink-0 text-ink-dim" aria-hidden="true" />
      {!slim && (
        <>
          <span className="truncate">Search</span>
          <kbd className="ml-auto font-sans text-ink-dim text-meta">{keys}</kbd>
        </>
      )}
    </button>
  );
}

const never = () => () => undefined;

function keysHere(): string {
  return /mac|iphone|ipad/i.test(navigator.platform) ? '⌘ K' : 'Ctrl K';
}
