'use client';

import { clsx } from 'clsx';
import { digestFace } from '@/lib/dashboard/digest-face';
import { CopyIcon } from '../ui/copy-icon';
import { CopySymbol } from '../ui/copy-symbol';
import { useCopy } from '../ui/use-copy';

/**
 * A digest as it looks everywhere: its hue, `sha256:` dimmed, and the first 12 characters. It copies the whole
 * digest; the square turns into that offer under the pointer and with the focus.
 */
export function DigestChip({ digest, className }: { digest: string; className?: string }) {
  const { prefix, short, hue } = digestFace(digest);
  const { state, copy } = useCopy(digest, 'Digest copied');
  return (
    <button
      type="button"
      onClick={copy}
      title={digest}
      aria-label={`Copy digest ${prefix}${short}`}
      className={clsx('digest-chip group/digest', className)}
    >
      <span className="digest-hue flex size-3 items-center justify-center" data-hue={hue} aria-hidden="true">
        {state === 'idle' ? (
          <>
            <span className="size-2.5 rounded-[3px] bg-current group-hover/digest:hidden group-focus-visible/digest:hidden" />
            <CopySymbol className="hidden size-3 text-ink-soft group-hover/digest:block group-focus-visible/digest:block" />
          </>
        ) : (
          <CopyIcon state={state} className="size-3" />
        )}
      </span>
      <span>
        <span className="text-ink-dim">{prefix}</span>
        {short}
      </span>
    </button>
  );
}
