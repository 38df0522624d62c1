import { clsx } from 'clsx';
import { Check, Copy, X } from 'lucide-react';
import type { CopyState } from './use-copy';

/** What a copy did: a check, a cross, or the offer to copy. */
export function CopyIcon({ state, className }: { state: CopyState; className?: string }) {
  const Icon = state === 'copied' ? Check : state === 'failed' ? X : Copy;
  const colour = state === 'copied' ? 'text-accent-ink' : state === 'failed' ? 'text-amber' : undefined;
  return (
    <Icon
      strokeWidth={state === 'idle' ? 2 : 3}
      className={clsx('shrink-0', colour, className)}
      aria-hidden="true"
    />
  );
}
