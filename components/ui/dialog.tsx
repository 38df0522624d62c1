'use client';

import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { useDialog } from './use-dialog';

interface DialogProps {
  title: ReactNode;
  /** For what has long lines of its own. */
  isWide?: boolean;
  children: ReactNode;
  onClose: () => void;
}

/** A box over the page, with a title and a button that closes it; Escape does too. The focus goes back to where it was. */
export function Dialog({ title, isWide = false, children, onClose }: DialogProps) {
  const dialog = useDialog();
  const titleId = useId();
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onClose={() => {
        if (!dialog.current?.open) onClose();
      }}
      className={clsx(
        'floating m-auto max-h-[calc(100dvh-2rem)] rounded-box border border-line bg-surface p-0 text-ink backdrop:bg-scrim',
        isWide ? 'w-[min(64rem,calc(100vw-2rem))]' : 'w-[min(42rem,calc(100vw-2rem))]',
      )}
    >
      <div className="flex items-start justify-between gap-4 px-5 pt-4">
        <h2 id={titleId} className="min-w-0 py-1 font-semibold text-body [overflow-wrap:anywhere]">
          {title}
        </h2>
        <button
          type="button"
          onClick={() => dialog.current?.close()}
          aria-label="Close"
          className="-mr-1.5 flex size-7 shrink-0 items-center justify-center rounded-control text-ink-dim transition-colors hover:bg-sunken hover:text-ink"
        >
          <X className="size-4" aria-hidden="true" />
        </button>
      </div>
      <div className="px-5 pt-3 pb-5">{children}</div>
    </dialog>
  );
}
