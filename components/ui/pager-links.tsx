'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { buttonClass } from './button';
import { usePageTrail } from './use-page-trail';

export interface PagerLinksProps {
  /** Names the list: the address of its first page. */
  scope: string;
  /** The cursor of this page, and of the page that follows. */
  last: string | undefined;
  next: string | null;
  /** The address of the page after a cursor. */
  hrefOf: (last: string | undefined) => string;
}

/** The way to the pages before and after one, of a list that has several. */
export function PagerLinks({ scope, last, next, hrefOf }: PagerLinksProps) {
  const previous = usePageTrail(scope, last, next);
  return (
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
  );
}
