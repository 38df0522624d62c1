'use client';

import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { counted } from '@/lib/dashboard/administration/counted';
import type { UsageOrder } from '@/lib/dashboard/administration/storage-asks';
import type { RepositoryUsage } from '@/lib/dashboard/administration/storage-contract';
import { repositoryPath, withQuery } from '@/lib/dashboard/repository-path';
import { ListHead } from '../administration/list-head';
import { MiddleTruncate } from '../ui/middle-truncate';
import { Size } from '../ui/size';

const columns =
  'grid-cols-[minmax(0,1fr)_auto] gap-x-4 lg:grid-cols-[minmax(0,1fr)_12rem_6rem_6rem_6rem_6rem]';

const orders: readonly { sort: UsageOrder; word: string }[] = [
  { sort: 'logical', word: 'In all' },
  { sort: 'unique', word: 'Its own' },
  { sort: 'shared', word: 'Shared' },
];

interface RepositoryUsageListProps {
  repositories: readonly RepositoryUsage[];
  total: number;
  sort: UsageOrder;
}

/** The repositories that take most, with what is theirs alone and what others hold too. */
export function RepositoryUsageList({ repositories, total, sort }: RepositoryUsageListProps) {
  const largest = Math.max(...repositories.map(({ logicalBytes }) => logicalBytes), 1);
  return (
    <>
      <div className="rounded-box border border-line bg-surface">
        <ListHead columns={columns} isMute={false}>
          <SortLink sort="name" current={sort}>
            Repository
          </SortLink>
          <span aria-hidden="true" />
          {orders.map((order) => (
            <SortLink key={order.sort} sort={order.sort} current={sort} className="justify-self-end">
              {order.word}
            </SortLink>
          ))}
          <span className="text-right">Tags</span>
        </ListHead>
        <ul aria-label="Repositories by size" className="divide-y divide-line">
          {repositories.map((usage) => (
            <Row key={usage.repository} usage={usage} largest={largest} />
          ))}
        </ul>
      </div>
      {total > repositories.length && (
        <p className="mt-2 text-ink-dim text-meta">
          And {counted(total - repositories.length, 'repository', 'repositories')} more: cyberdock usage --top{' '}
          {total} lists all.
        </p>
      )}
    </>
  );
}

function Row({ usage, largest }: { usage: RepositoryUsage; largest: number }) {
  const { repository, logicalBytes, uniqueBytes, sharedBytes, tags } = usage;
  const share = (bytes: number) => (bytes / largest) * 100;
  return (
    <li
      data-row
      className={`relative grid items-center px-4 py-2 text-table transition-colors hover:bg-sunken lg:h-10 lg:py-0 ${columns}`}
    >
      <Link
        href={repositoryPath(repository)}
        prefetch={false}
        aria-label={repository}
        className="flex min-w-0 rounded-control font-medium after:absolute after:inset-0"
      >
        <MiddleTruncate text={repository} />
      </Link>
      <svg
        className="hidden h-2 w-full lg:block"
        viewBox="0 0 100 1"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <rect width={share(uniqueBytes)} height="1" className="fill-accent" />
        <rect
          x={share(uniqueBytes)}
          width={share(sharedBytes)}
          height="1"
          className="fill-accent opacity-40"
        />
      </svg>
      <span className="text-right">
        <Size bytes={logicalBytes} />
      </span>
      <span className="text-right max-lg:text-left max-lg:text-meta">
        <Size bytes={uniqueBytes} />
        <span className="text-ink-dim lg:hidden"> its own, </span>
        <span className="lg:hidden">
          <Size bytes={sharedBytes} />
          <span className="text-ink-dim"> shared</span>
        </span>
      </span>
      <span className="hidden text-right lg:block">
        <Size bytes={sharedBytes} />
      </span>
      <span className="text-right text-ink-soft tabular-nums max-lg:text-meta">
        {tags}
        <span className="text-ink-dim lg:hidden"> {tags === 1 ? 'tag' : 'tags'}</span>
      </span>
    </li>
  );
}

interface SortLinkProps {
  sort: UsageOrder;
  current: UsageOrder;
  className?: string;
  children: string;
}

function SortLink({ sort, current, className = '', children }: SortLinkProps) {
  return (
    <Link
      href={withQuery('/storage', {
        sort: sort === 'logical' ? undefined : sort,
        days: useSearchParams().get('days') ?? undefined,
      })}
      prefetch={false}
      replace
      scroll={false}
      aria-current={sort === current ? 'true' : undefined}
      className={`rounded-control transition-colors hover:text-ink ${sort === current ? 'font-semibold text-ink' : ''} ${className}`}
    >
      {children}
      {sort === current && sort !== 'name' && ' ↓'}
    </Link>
  );
}
