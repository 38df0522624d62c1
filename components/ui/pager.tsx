'use client';

import { lazy, Suspense } from 'react';
import type { PagerLinksProps } from './pager-links';

// Most lists have one page.
const PagerLinks = lazy(() => import('./pager-links').then(({ PagerLinks }) => ({ default: PagerLinks })));

interface PagerProps extends PagerLinksProps {
  /** What this page holds, in words. */
  summary: string;
  /** Whether only a screen reader is told so: the page says it already. */
  quiet: boolean;
}

/** What the page holds, and the way to the pages before and after it. */
export function Pager({ summary, quiet, ...links }: PagerProps) {
  return (
    <div className="mt-3 flex min-h-8 flex-wrap items-center justify-between gap-3">
      <p
        role="status"
        className={quiet ? 'sr-only' : 'min-w-0 text-ink-dim text-meta [overflow-wrap:anywhere]'}
      >
        {summary}
      </p>
      <Suspense>{(links.last !== undefined || links.next !== null) && <PagerLinks {...links} />}</Suspense>
    </div>
  );
}
