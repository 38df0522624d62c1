'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { History } from 'lucide-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { ApiError } from '@/lib/dashboard/fetch-json';
import { historyPageQuery, readHistoryQuery } from '@/lib/dashboard/history/history-queries';
import { refreshMs } from '@/lib/dashboard/list-queries';
import { historyPath } from '@/lib/dashboard/repository-path';
import { ListSkeleton } from '../administration/list-skeleton';
import { LoadError } from '../feedback/load-error';
import { Notice } from '../feedback/notice';
import { StaleBanner } from '../feedback/stale-banner';
import { useRefreshMs } from '../layout/live';
import { PageHeader } from '../layout/page-header';
import { RepositoryGone } from '../repositories/repository-gone';
import { RepositoryTabs } from '../repositories/repository-tabs';
import { RepositoryTitle } from '../repositories/repository-title';
import { buttonClass } from '../ui/button';
import { HistoryRow } from './history-row';

const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' });

/** What happened to the tags of a repository, or to one of them. */
export function HistoryBrowser({ repository }: { repository: string }) {
  const query = readHistoryQuery(Object.fromEntries(useSearchParams()));
  const client = useQueryClient();
  const { data, error, isFetching, dataUpdatedAt, refetch } = useQuery({
    ...historyPageQuery(repository, query),
    refetchInterval: useRefreshMs(refreshMs),
  });
  const retry = () => void refetch();
  if (error instanceof ApiError && error.status === 404) return <RepositoryGone name={repository} />;
  return (
    <>
      <PageHeader title={<RepositoryTitle name={repository} />} />
      <RepositoryTabs repository={repository} current="History" />
      {query.tag !== undefined && (
        <p className="mb-4 flex flex-wrap items-center gap-x-3 text-table">
          <span className="[overflow-wrap:anywhere]">
            Moves of <span className="font-mono">{query.tag}</span>
          </span>
          <Link
            href={historyPath(repository)}
            prefetch={false}
            className="text-accent-ink underline underline-offset-2"
          >
            Show those of all tags
          </Link>
        </p>
      )}
      {error && data && (
        <StaleBanner error={error} updatedAtMs={dataUpdatedAt} retrying={isFetching} onRetry={retry} />
      )}
      {!data && error && <LoadError what="The history" error={error} retrying={isFetching} onRetry={retry} />}
      {!data && !error && <ListSkeleton what="the history" />}
      {data && data.events.length === 0 && (
        <Notice Icon={History} title="Nothing has happened">
          No move of a tag was recorded{data.sinceMs === null ? '' : ` since ${day.format(data.sinceMs)}`}.
        </Notice>
      )}
      {data && data.events.length > 0 && (
        <>
          <ol aria-label="History" className="rounded-box border border-line bg-surface">
            {data.events.map((event) => (
              <HistoryRow
                key={event.id}
                repository={repository}
                event={event}
                nowMs={data.nowMs}
                rights={data.rights}
                onRestored={() => void client.invalidateQueries({ queryKey: ['history', repository] })}
              />
            ))}
          </ol>
          <div className="mt-3 flex min-h-8 flex-wrap items-center justify-between gap-3 text-ink-dim text-meta">
            <p>{data.sinceMs === null ? '' : `Recorded since ${day.format(data.sinceMs)}`}</p>
            {data.next !== null && (
              <Link
                href={historyPath(repository, query.tag).concat(
                  `${query.tag === undefined ? '?' : '&'}before=${data.next}`,
                )}
                prefetch={false}
                className={buttonClass('plain')}
              >
                Older
              </Link>
            )}
          </div>
        </>
      )}
    </>
  );
}
