'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { type RepositoryPage, repositoryQuery, searchLengthMax } from '@/lib/dashboard/contracts';
import { refreshEmptyMs, refreshMs, repositoriesQuery } from '@/lib/dashboard/list-queries';
import { withQuery } from '@/lib/dashboard/repository-path';
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

/** The page of repositories: what the URL asks for, kept fresh while somebody looks at it. */
export function RepositoryBrowser() {
  const parameters = useSearchParams();
  const query = readQuery(parameters);
  const oftenMs = useRefreshMs(refreshMs);
  const { data, error, isPlaceholderData, isFetching, dataUpdatedAt, refetch } = useQuery({
    ...repositoriesQuery(query),
    placeholderData: keepPreviousData,
    refetchInterval: (state) => (isEmptyRegistry(state.state.data, query) ? refreshEmptyMs : oftenMs),
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
        <div key="search" className="mb-4 flex">
          <SearchField
            query={query.q}
            busy={isPlaceholderData && isFetching}
            label="Search repositories"
            lengthMax={searchLengthMax}
            hrefOf={searchHref}
          />
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

function searchHref(text: string): string {
  return withQuery('/', { q: text });
}

/** What the URL asks for; a parameter that no list can have is left out, as on the server. */
function readQuery(parameters: URLSearchParams) {
  const parsed = repositoryQuery.safeParse(Object.fromEntries(parameters));
  return parsed.success ? parsed.data : repositoryQuery.parse({});
}

function isEmptyRegistry(page: RepositoryPage | undefined, query: { q: string; last?: string }): boolean {
  return page?.repositories.length === 0 && query.q === '' && query.last === undefined;
}
