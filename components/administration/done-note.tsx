'use client';

import { Check, X } from 'lucide-react';
import type { ReactNode } from 'react';

/** What was just done, where it was done, until it is put away. A screen reader hears it. */
export function DoneNote({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  return (
    <div
      role="status"
      className="mb-3 flex items-start gap-2 rounded-box border border-line bg-surface px-3 py-2 text-table"
    >
      <Check className="mt-0.5 size-4 shrink-0 text-accent-ink" aria-hidden="true" />
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</div>
      <button
        type="button"
        onClick={onClose}
        aria-label="Put this message away"
        className="-my-0.5 flex size-6 shrink-0 items-center justify-center rounded-control text-ink-dim transition-colors hover:bg-sunken hover:text-ink"
      >
        <X className="size-3.5" aria-hidden="true" />
      </button>
    </div>
  );
}
