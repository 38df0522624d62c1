'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { buttonClass } from './button';
import { usePageTrail } from './use-page-trail';

interface PagerProps {
  /** Names the list: the address of its first page. */
  scope: string;
  /** The cursor of this page, and of the page that follows. */
  last: string | undefined;
  next: string | null;
  /** The address of the page after a cursor. */
  hrefOf: (last: string | undefined) => string;
  /** What this page holds, in words. */
  summary: string;
  /** Whether only a screen reader is told so: the page says it already. */
  quiet: boolean;
}

/** What the page holds, and the way to the pages before and after it. */
export function Pager({ scope, last, next, hrefOf, summary, quiet }: PagerProps) {
  const previous = usePageTrail(scope, last, next);
  return (
    <div className="mt-3 flex min-h-8 flex-wrap items-center justify-between gap-3">
      <p
        role="status"
        className={quiet ? 'sr-only' : 'min-w-0 text-ink-dim text-meta [overflow-wrap:anywhere]'}
      >
        {summary}
      </p>
      {(last !== undefined || next !== null) && (
        <nav aria-label="Pages" className="ml-auto flex gap-2">
          {last !== undefined && (
            <Link href={hrefOf(previous)} prefetch={false} className={buttonClass('plain', 'pl-2')}>
              <ChevronLeft className="size-3.5" aria-hidden="true" />
              {previous === undefined ? 'First page' : 'Previous'}
            </Link>
          )}
          {next !== null && (
            <Link href={hrefOf(next)} prefetch={false} className={buttonClass('plain', 'pr-2')}>
              Next
              <ChevronRight className="size-3.5" aria-hidden="true" />
            </Link>
          )}
        </nav>
      )}
    </div>
  );
}
