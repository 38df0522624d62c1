import { clsx } from 'clsx';
import { Star } from 'lucide-react';
import Link from 'next/link';
import type { RepositoryQuery } from '@/lib/dashboard/contracts';
import { type RepositoryView, viewHref } from '@/lib/dashboard/tree/tree-addresses';

/** Narrows the list to what whoever looks has starred, and shows all again. */
export function StarredLink({ view, query }: { view: RepositoryView; query: RepositoryQuery }) {
  const isOn = query.starred !== undefined;
  return (
    <Link
      href={viewHref(view, { ...query, cursor: undefined, starred: isOn ? undefined : '1' })}
      prefetch={false}
      scroll={false}
      aria-current={isOn ? 'true' : undefined}
      className={clsx(
        'flex h-9 shrink-0 items-center gap-1.5 rounded-control border border-edge bg-surface px-2.5 font-medium text-table transition-colors',
        isOn ? 'text-accent-ink' : 'text-ink-soft hover:text-ink',
      )}
    >
      <Star className={clsx('size-4', isOn && 'fill-current')} aria-hidden="true" />
      <span className="max-md:sr-only">Starred</span>
    </Link>
  );
}
