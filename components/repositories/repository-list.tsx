'use client';

import { clsx } from 'clsx';
import { PackageOpen, SearchX, Star } from 'lucide-react';
import Link from 'next/link';
import type { RepositoryPage, RepositoryQuery } from '@/lib/dashboard/contracts';
import { type RepositoryView, viewHref } from '@/lib/dashboard/tree/tree-addresses';
import { Notice } from '../feedback/notice';
import { buttonClass } from '../ui/button';
import { moveBetweenRows } from '../ui/move-between-rows';
import { Pager } from '../ui/pager';
import { FigureNote } from './figure-note';
import { RepositoryRow } from './repository-row';
import { RepositoryTableHead } from './repository-table-head';

interface RepositoryListProps {
  page: RepositoryPage;
  query: RepositoryQuery;
  view: RepositoryView;
  /** Whether this is still the answer to what was asked before. */
  outdated: boolean;
}

/** One page of repositories. */
export function RepositoryList({ page, query, view, outdated }: RepositoryListProps) {
  const { repositories, next, nowMs } = page;
  return (
    <div className={clsx('transition-opacity', outdated && 'late-dim')} aria-busy={outdated}>
      {repositories.length === 0 && !next ? (
        <NothingHere query={query} view={view} />
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: a table element cannot have rows of two lines.
        <div
          role="table"
          aria-label="Repositories"
          className="rounded-box border border-line bg-surface"
          onKeyDown={moveBetweenRows}
        >
          <RepositoryTableHead query={query} view={view} />
          {repositories.map((repository) => (
            <RepositoryRow key={repository.name} repository={repository} nowMs={nowMs} />
          ))}
        </div>
      )}
      <Pager
        scope={viewHref(view, { ...query, cursor: undefined })}
        last={query.cursor}
        next={next}
        hrefOf={(cursor) => viewHref(view, { ...query, cursor })}
        summary={outdated ? '' : summaryOf(page, query)}
        quiet={repositories.length === 0}
      />
      {repositories.length > 0 && <FigureNote page={page} />}
    </div>
  );
}

function NothingHere({ query, view }: Pick<RepositoryListProps, 'query' | 'view'>) {
  if (query.cursor !== undefined) {
    return (
      <Notice
        Icon={PackageOpen}
        title="No more repositories"
        actions={
          <Link href={viewHref(view, { ...query, cursor: undefined })} className={buttonClass('plain')}>
            Show the first page
          </Link>
        }
      >
        None comes after those of the page before.
      </Notice>
    );
  }
  if (query.q === '' && query.starred !== undefined) {
    return (
      <Notice
        Icon={Star}
        title="You have starred nothing"
        actions={
          <Link href={viewHref(view, { sort: query.sort })} className={buttonClass('plain')}>
            Show all repositories
          </Link>
        }
      >
        The star before a name keeps a repository here, and first in the search on every page.
      </Notice>
    );
  }
  const holds = query.q.includes(':');
  return (
    <Notice
      Icon={SearchX}
      title={holds ? `No repository holds “${query.q}”` : `No repository has “${query.q}” in its name`}
      actions={
        <Link href={viewHref(view, { sort: query.sort })} className={buttonClass('plain')}>
          Clear search
        </Link>
      }
    >
      The search looks for the text anywhere in the name, its namespace included; for <code>app:1.2</code>{' '}
      also for tags that begin so, for <code>sha256:</code> with 8 characters or more for manifests, and for{' '}
      <code>label:key=value</code> or <code>annotation:key=value</code> in images with a tag; a value may end
      in <code>*</code>.
    </Notice>
  );
}

function summaryOf({ repositories, next }: RepositoryPage, query: RepositoryQuery): string {
  const count = `${repositories.length} ${repositories.length === 1 ? 'repository' : 'repositories'}`;
  const starred = query.starred === undefined ? count : `${count}, starred`;
  const what = query.q === '' ? starred : `${starred} with “${query.q}”`;
  return next || query.cursor ? `${what} on this page${next ? ', more follow' : ''}` : what;
}
