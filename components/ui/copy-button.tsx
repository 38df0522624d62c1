'use client';

import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { CopyIcon } from './copy-icon';
import { useCopy } from './use-copy';

interface CopyButtonProps {
  /** What is copied, or what fetches it. */
  text: string | (() => Promise<string>);
  /** What the button does to what: "Copy pull command for latest". */
  label: string;
  /** What a screen reader hears afterwards: "Pull command copied". */
  done: string;
  /** Beside the icon. */
  children?: ReactNode;
  iconAfter?: boolean;
  /** Whether it is what a row is copied by: `moveBetweenRows` stops here, and `c` presses it. */
  rowTarget?: boolean;
  className?: string;
}

/** A quiet button that copies a text and shows that it did. */
export function CopyButton({
  text,
  label,
  done,
  children,
  iconAfter,
  rowTarget,
  className,
}: CopyButtonProps) {
  const { state, copy } = useCopy(text, done);
  const icon = <CopyIcon state={state} className="size-3.5" />;
  return (
    <button
      type="button"
      onClick={copy}
      data-row-link={rowTarget}
      data-key={rowTarget && 'c'}
      aria-label={label}
      title={state === 'failed' ? 'It could not be copied' : label}
      className={clsx(
        'flex h-7 items-center justify-center gap-1.5 rounded-control text-ink-soft transition-colors hover:bg-sunken hover:text-ink',
        className,
      )}
    >
      {!iconAfter && icon}
      {children}
      {iconAfter && icon}
    </button>
  );
}
