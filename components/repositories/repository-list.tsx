'use client';

import { clsx } from 'clsx';
import { PackageOpen, SearchX } from 'lucide-react';
import Link from 'next/link';
import type { RepositoryPage, RepositoryQuery } from '@/lib/dashboard/contracts';
import { withQuery } from '@/lib/dashboard/repository-path';
import { Notice } from '../feedback/notice';
import { buttonClass } from '../ui/button';
import { moveBetweenRows } from '../ui/move-between-rows';
import { Pager } from '../ui/pager';
import { RepositoryRow, rowColumns } from './repository-row';

interface RepositoryListProps {
  page: RepositoryPage;
  query: RepositoryQuery;
  /** Whether this is still the answer to what was asked before. */
  outdated: boolean;
}

/** One page of repositories. */
export function RepositoryList({ page, query, outdated }: RepositoryListProps) {
  const { repositories, next } = page;
  const hrefOf = (last: string | undefined) => withQuery('/', { q: query.q, last });
  return (
    <div className={clsx('transition-opacity', outdated && 'late-dim')} aria-busy={outdated}>
      {repositories.length === 0 && !next ? (
        <NothingHere query={query} />
      ) : (
        <div className="rounded-box border border-line bg-surface">
          <div
            className={clsx(rowColumns, 'hidden h-8 border-line border-b text-ink-dim text-meta md:grid')}
            aria-hidden="true"
          >
            <span>Repository</span>
            <span className="text-right">Tags</span>
          </div>
          <ul aria-label="Repositories" onKeyDown={moveBetweenRows}>
            {repositories.map((repository) => (
              <RepositoryRow key={repository.name} repository={repository} />
            ))}
          </ul>
        </div>
      )}
      <Pager
        scope={hrefOf(undefined)}
        last={query.last}
        next={next}
        hrefOf={hrefOf}
        summary={outdated ? '' : summaryOf(page, query)}
        quiet={repositories.length === 0}
      />
    </div>
  );
}

function NothingHere({ query }: { query: RepositoryQuery }) {
  if (query.last !== undefined) {
    return (
      <Notice
        Icon={PackageOpen}
        title="No more repositories"
        actions={
          <Link href={withQuery('/', { q: query.q })} className={buttonClass('plain')}>
            Show the first page
          </Link>
        }
      >
        None comes after <code className="font-mono">{query.last}</code>.
      </Notice>
    );
  }
  return (
    <Notice
      Icon={SearchX}
      title={`No repository has “${query.q}” in its name`}
      actions={
        <Link href="/" className={buttonClass('plain')}>
          Clear search
        </Link>
      }
    >
      The search looks for the text anywhere in the name, its namespace included.
    </Notice>
  );
}

function summaryOf({ repositories, next }: RepositoryPage, query: RepositoryQuery): string {
  const count = `${repositories.length} ${repositories.length === 1 ? 'repository' : 'repositories'}`;
  const what = query.q === '' ? count : `${count} with “${query.q}”`;
  return next || query.last ? `${what} on this page${next ? ', more follow' : ''}` : what;
}
