'use client';

import { clsx } from 'clsx';
import { Keyboard } from 'lucide-react';
import { turnSingleKeys, useSingleKeys } from './single-keys';

/** Turns single keys on and off. */
export function SingleKeySwitch({ className, describedBy }: { className?: string; describedBy?: string }) {
  const isOn = useSingleKeys();
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isOn}
      aria-describedby={describedBy}
      onClick={() => turnSingleKeys(!isOn)}
      className={clsx(
        'flex items-center justify-between gap-3 rounded-control text-left text-table',
        className,
      )}
    >
      <Keyboard className="size-4 shrink-0 text-ink-dim" aria-hidden="true" />
      <span className="flex-1">Single-key shortcuts</span>
      <span
        aria-hidden="true"
        className={clsx(
          'flex h-4.5 w-8 shrink-0 items-center rounded-full border p-px transition-colors',
          isOn ? 'justify-end border-accent-fill bg-accent-fill' : 'border-edge bg-surface',
        )}
      >
        <span className={clsx('size-3.5 rounded-full', isOn ? 'bg-on-accent' : 'bg-edge')} />
      </span>
    </button>
  );
}
