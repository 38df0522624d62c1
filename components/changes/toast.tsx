'use client';

import { X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';

const shownMs = 10_000;

interface ToastProps {
  children: ReactNode;
  /** What takes back what was done; absent when nothing can. */
  undo?: { label: string; isDoing: boolean; onUndo: () => void };
  onClose: () => void;
}

/** Tells what was done, and offers to take it back for ten seconds in which nobody points at it; the trash does so longer. */
export function Toast({ children, undo, onClose }: ToastProps) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld || undo?.isDoing) return;
    const timer = setTimeout(onClose, shownMs);
    return () => clearTimeout(timer);
  }, [isHeld, undo?.isDoing, onClose]);
  return (
    <section
      aria-label="What was done"
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="floating fixed right-4 bottom-4 z-20 flex max-w-[calc(100vw-2rem)] items-center gap-3 rounded-box border border-line bg-surface py-2 pr-2 pl-4 text-table"
    >
      <div role="status" className="min-w-0 [overflow-wrap:anywhere]">
        {children}
      </div>
      {undo && (
        <button
          type="button"
          onClick={() => {
            if (!undo.isDoing) undo.onUndo();
          }}
          className="h-7 shrink-0 rounded-control px-2 font-medium text-accent-ink transition-colors hover:bg-sunken"
        >
          {undo.isDoing ? 'Restoring' : undo.label}
        </button>
      )}
      <button
        type="button"
        onClick={onClose}
        aria-label="Close"
        className="flex size-7 shrink-0 items-center justify-center rounded-control text-ink-dim transition-colors hover:bg-sunken hover:text-ink"
      >
        <X className="size-4" aria-hidden="true" />
      </button>
    </section>
  );
}
