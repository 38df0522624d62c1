'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { type RepositoryPage, type RepositoryQuery, searchLengthMax } from '@/lib/dashboard/contracts';
import { refreshAwaitedMs, refreshMs, repositoriesQuery } from '@/lib/dashboard/list-queries';
import { readRepositoryQuery, repositoriesHref } from '@/lib/dashboard/repository-addresses';
import { LoadError } from '../feedback/load-error';
import { StaleBanner } from '../feedback/stale-banner';
import { useRefreshMs } from '../layout/live';
import { readsEverything } from '../layout/navigation-entries';
import { PageHeader } from '../layout/page-header';
import { useViewer } from '../layout/viewer';
import { FirstPush } from '../push/first-push';
import { PushDisclosure } from '../push/push-disclosure';
import { SearchField } from '../ui/search-field';
import { NothingToSee } from './nothing-to-see';
import { RepositoryList } from './repository-list';
import { RepositoryListSkeleton } from './repository-list-skeleton';
import { RepositorySortSelect } from './repository-sort-select';

/** The page of repositories: what the URL asks for, kept fresh while somebody looks at it. */
export function RepositoryBrowser() {
  const oftenMs = useRefreshMs(refreshMs);
  const query = readRepositoryQuery(Object.fromEntries(useSearchParams()));
  const { data, error, isPlaceholderData, isFetching, dataUpdatedAt, refetch } = useQuery({
    ...repositoriesQuery(query),
    placeholderData: keepPreviousData,
    refetchInterval: (state) => refreshOf(state.state.data, query, oftenMs),
  });
  const retry = () => void refetch();
  const viewer = useViewer();
  const isEmpty = data !== undefined && !isPlaceholderData && isEmptyRegistry(data, query);
  if (isEmpty && readsEverything(viewer)) {
    return (
      <>
        <PageHeader title="Repositories" />
        {error && (
          <StaleBanner error={error} updatedAtMs={dataUpdatedAt} retrying={isFetching} onRetry={retry} />
        )}
        <FirstPush />
      </>
    );
  }
  return (
    <PushDisclosure title="Repositories" repository="library/alpine" action="Push an image">
      {!isEmpty && (
        <div key="search" className="mb-4 flex gap-2">
          <SearchField
            query={query.q}
            busy={isPlaceholderData && isFetching}
            label="Search repositories"
            lengthMax={searchLengthMax}
            hrefOf={(q) => repositoriesHref({ q, sort: query.sort })}
          />
          <RepositorySortSelect query={query} />
        </div>
      )}
      {error && data && !isPlaceholderData && (
        <StaleBanner error={error} updatedAtMs={dataUpdatedAt} retrying={isFetching} onRetry={retry} />
      )}
      {data === undefined || (isPlaceholderData && error) ? (
        error ? (
          <LoadError what="Repositories" error={error} retrying={isFetching} onRetry={retry} />
        ) : (
          <RepositoryListSkeleton />
        )
      ) : isEmpty ? (
        <NothingToSee viewer={viewer} />
      ) : (
        <RepositoryList page={data} query={query} outdated={isPlaceholderData} />
      )}
    </PushDisclosure>
  );
}

/** How soon to ask again: sooner where something is awaited. */
function refreshOf(page: RepositoryPage | undefined, query: RepositoryQuery, oftenMs: number): number {
  const isCounting = page?.isCounting || page?.repositories.some(({ isExact }) => !isExact);
  return isCounting || isEmptyRegistry(page, query) ? refreshAwaitedMs : oftenMs;
}

function isEmptyRegistry(page: RepositoryPage | undefined, { q, cursor }: RepositoryQuery): boolean {
  return page?.repositories.length === 0 && page.next === null && q === '' && cursor === undefined;
}
