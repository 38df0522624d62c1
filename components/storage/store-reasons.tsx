import { clsx } from 'clsx';
import Link from 'next/link';
import type { StorePage, StoreQuery } from '@/lib/dashboard/administration/inventory-contract';
import { storeHref } from '@/lib/dashboard/administration/inventory-queries';
import { reasonTitles } from '@/lib/dashboard/administration/inventory-words';
import { Size } from '../ui/size';

interface StoreReasonsProps {
  sums: NonNullable<StorePage['inventory']>['sums'];
  query: StoreQuery;
}

/** What there is for which reason, how much of it, and the way to each. */
export function StoreReasons({ sums, query: { reason, sort } }: StoreReasonsProps) {
  const all = sums.reduce(
    (total, { count, bytes }) => ({ count: total.count + count, bytes: total.bytes + bytes }),
    { count: 0, bytes: 0 },
  );
  return (
    <nav aria-label="Why things are there" className="mb-4 flex flex-wrap gap-2">
      <Reason href={storeHref({ sort })} isCurrent={reason === undefined} title="All" {...all} />
      {sums.map((sum) => (
        <Reason
          key={sum.reason}
          href={storeHref({ sort, reason: sum.reason })}
          isCurrent={sum.reason === reason}
          title={reasonTitles[sum.reason]}
          {...sum}
        />
      ))}
    </nav>
  );
}

interface ReasonProps {
  href: string;
  isCurrent: boolean;
  title: string;
  count: number;
  bytes: number;
}

function Reason({ href, isCurrent, title, count, bytes }: ReasonProps) {
  return (
    <Link
      href={href}
      prefetch={false}
      scroll={false}
      aria-current={isCurrent ? 'true' : undefined}
      className={clsx(
        'flex h-8 items-center gap-2 rounded-control border px-3 text-table transition-colors',
        isCurrent
          ? 'border-accent bg-sunken text-ink'
          : 'border-line text-ink-soft hover:bg-sunken hover:text-ink',
      )}
    >
      <span className="font-medium">{title}</span>
      <span className="tabular-nums">{count.toLocaleString('en')}</span>
      <Size bytes={bytes} />
    </Link>
  );
}
