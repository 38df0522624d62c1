'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { lazy, Suspense } from 'react';
import type { RepositoryPage, RepositoryQuery } from '@/lib/dashboard/contracts';
import { refreshAwaitedMs, refreshMs, repositoriesQuery } from '@/lib/dashboard/list-queries';
import { readRepositoryQuery } from '@/lib/dashboard/repository-addresses';
import { searchLengthMax } from '@/lib/dashboard/repository-sorts';
import { readRepositoryView, toggled, viewHref } from '@/lib/dashboard/tree/tree-addresses';
import { LoadError } from '../feedback/load-error';
import { StaleBanner } from '../feedback/stale-banner';
import { useRefreshMs } from '../layout/live';
import { readsEverything } from '../layout/navigation-entries';
import { PageHeader } from '../layout/page-header';
import { useViewer } from '../layout/viewer';
import { PushDisclosure } from '../push/push-disclosure';
import { SearchField } from '../ui/search-field';
import { NothingToSee } from './nothing-to-see';
import { RepositoryList } from './repository-list';
import { RepositoryListSkeleton } from './repository-list-skeleton';
import { RepositorySortSelect } from './repository-sort-select';
import { ViewSwitch } from './view-switch';

const FirstPush = lazy(() => import('../push/first-push').then((push) => ({ default: push.FirstPush })));
const StarredLink = lazy(() =>
  import('./starred-link').then(({ StarredLink }) => ({ default: StarredLink })),
);
const RepositoryTree = lazy(() =>
  import('./tree/repository-tree').then((tree) => ({ default: tree.RepositoryTree })),
);

/** The page of repositories: what the URL asks for, kept fresh while somebody looks at it. */
export function RepositoryBrowser() {
  const oftenMs = useRefreshMs(refreshMs);
  const parameters = Object.fromEntries(useSearchParams());
  const query = readRepositoryQuery(parameters);
  const view = readRepositoryView(parameters);
  // What a search finds is a list in either view.
  const showsTree = view.isTree && query.q === '' && query.starred === undefined;
  const hrefOfToggled = (namespace: string) =>
    viewHref({ isTree: true, open: toggled(view.open, namespace) });
  const { data, error, isPlaceholderData, isFetching, dataUpdatedAt, refetch } = useQuery({
    ...repositoriesQuery(query),
    enabled: !showsTree,
    placeholderData: keepPreviousData,
    refetchInterval: (state) => refreshOf(state.state.data, query, oftenMs),
  });
  const retry = () => void refetch();
  const viewer = useViewer();
  const isEmpty = !showsTree && data !== undefined && !isPlaceholderData && isEmptyRegistry(data, query);
  if (isEmpty && readsEverything(viewer)) {
    return (
      <>
        <PageHeader title="Repositories" />
        {error && (
          <StaleBanner error={error} updatedAtMs={dataUpdatedAt} retrying={isFetching} onRetry={retry} />
        )}
        <Suspense>
          <FirstPush />
        </Suspense>
      </>
    );
  }
  return (
    <PushDisclosure title="Repositories" repository="library/alpine" action="Push an image">
      {!isEmpty && (
        <div key="search" className="mb-4 flex flex-wrap gap-2 max-sm:[&>:first-child]:basis-full">
          <SearchField
            query={query.q}
            busy={isPlaceholderData && isFetching}
            label="Search repositories"
            forms="Name, app:1.2, sha256:…, label:key=value, annotation:key=value"
            lengthMax={searchLengthMax}
            hrefOf={(q) => viewHref(view, { ...query, cursor: undefined, q })}
          />
          {'name' in viewer && (
            <Suspense fallback={<span className="h-9 w-[2.375rem] shrink-0 md:w-[5.75rem]" />}>
              <StarredLink view={view} query={query} />
            </Suspense>
          )}
          <ViewSwitch view={view} query={query} />
          {!showsTree && <RepositorySortSelect query={query} view={view} />}
        </div>
      )}
      {!showsTree && error && data && !isPlaceholderData && (
        <StaleBanner error={error} updatedAtMs={dataUpdatedAt} retrying={isFetching} onRetry={retry} />
      )}
      {view.isTree && !showsTree && (
        <p className="mb-2 text-ink-dim text-meta">
          {query.q === ''
            ? 'What is starred is listed flat. Show all to return to the tree.'
            : 'What a search finds is listed flat. Clear it to return to the tree.'}
        </p>
      )}
      {showsTree ? (
        <Suspense fallback={<RepositoryListSkeleton />}>
          <RepositoryTree
            open={view.open}
            hrefOf={hrefOfToggled}
            onToggle={(namespace) => window.history.replaceState(null, '', hrefOfToggled(namespace))}
            nothing={readsEverything(viewer) ? <FirstPush /> : <NothingToSee viewer={viewer} />}
          />
        </Suspense>
      ) : data === undefined || (isPlaceholderData && error) ? (
        error ? (
          <LoadError what="Repositories" error={error} retrying={isFetching} onRetry={retry} />
        ) : (
          <RepositoryListSkeleton />
        )
      ) : isEmpty ? (
        <NothingToSee viewer={viewer} />
      ) : (
        <RepositoryList page={data} query={query} view={view} outdated={isPlaceholderData} />
      )}
    </PushDisclosure>
  );
}

/** How soon to ask again: sooner where something is awaited. */
function refreshOf(page: RepositoryPage | undefined, query: RepositoryQuery, oftenMs: number): number {
  const isCounting = page?.isCounting || page?.repositories.some(({ isExact }) => !isExact);
  return isCounting || isEmptyRegistry(page, query) ? refreshAwaitedMs : oftenMs;
}

function isEmptyRegistry(page: RepositoryPage | undefined, query: RepositoryQuery): boolean {
  const { q, starred, cursor } = query;
  const isAll = q === '' && starred === undefined && cursor === undefined;
  return page?.repositories.length === 0 && page.next === null && isAll;
}
