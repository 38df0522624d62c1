'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import { ApiError } from '@/lib/dashboard/fetch-json';
import { refreshMs, tagsQuery } from '@/lib/dashboard/list-queries';
import { readTagQuery, tagsHref } from '@/lib/dashboard/tags/tag-addresses';
import { nothingSelected, selectedCount, type TagSelection } from '@/lib/dashboard/tags/tag-selection';
import { filterLengthMax } from '@/lib/dashboard/tags/tag-sorts';
import { LoadError } from '../feedback/load-error';
import { StaleBanner } from '../feedback/stale-banner';
import { useRefreshMs } from '../layout/live';
import { PushDisclosure } from '../push/push-disclosure';
import { DeleteRepositoryButton } from '../repositories/delete-repository-button';
import { RepositoryTabs } from '../repositories/repository-tabs';
import { RepositoryTitle } from '../repositories/repository-title';
import { RunningPush } from '../repositories/running-push';
import { Star } from '../repositories/star';
import { SearchField } from '../ui/search-field';
import { PlatformSelect } from './platform-select';
import { TagSortSelect } from './tag-sort-select';
import { TagTable } from './tag-table';
import { useDeletionRun } from './use-deletion-run';

const RepositoryGone = lazy(() =>
  import('../repositories/repository-gone').then(({ RepositoryGone }) => ({ default: RepositoryGone })),
);
const BulkActions = lazy(() =>
  import('./bulk-actions').then(({ BulkActions }) => ({ default: BulkActions })),
);
const DeletionRun = lazy(() =>
  import('../changes/deletion-run').then(({ DeletionRun }) => ({ default: DeletionRun })),
);

interface TagBrowserProps {
  repository: string;
  /** What stands there until the tags do. The server makes it: it takes no script, and waits for none. */
  loading: ReactNode;
}

/** The page of one repository: its tags, kept fresh while somebody looks at them. */
export function TagBrowser({ repository, loading }: TagBrowserProps) {
  const query = readTagQuery(Object.fromEntries(useSearchParams()));
  const { data, error, isPlaceholderData, isFetching, dataUpdatedAt, refetch } = useQuery({
    ...tagsQuery(repository, query),
    placeholderData: keepPreviousData,
    refetchInterval: useRefreshMs(refreshMs),
  });
  const [selection, setSelection] = useState(nothingSelected);
  const select = useCallback((change: (before: TagSelection) => TagSelection) => {
    setSelection((before) => change(before));
  }, []);
  // What is done with them stays, and says so, when none is selected any more.
  const [hasSelected, setHasSelected] = useState(false);
  if (!hasSelected && selectedCount(selection) > 0) setHasSelected(true);
  const clear = useCallback(() => setSelection(nothingSelected), []);
  const { plan, follow } = useDeletionRun();
  const retry = () => void refetch();
  if (error instanceof ApiError && error.status === 404)
    return (
      <Suspense>
        <RepositoryGone name={repository} />
      </Suspense>
    );
  const page = isPlaceholderData && error ? undefined : data;
  return (
    <PushDisclosure
      title={<RepositoryTitle name={repository} />}
      repository={repository}
      action="Push a tag"
      isOffered={data?.rights.push !== false}
      more={
        <>
          <Star repository={repository} isStarred={data?.isStarred} className="size-8" />
          {data?.rights.delete && <DeleteRepositoryButton repository={repository} />}
        </>
      }
    >
      <RepositoryTabs repository={repository} current="Tags" />
      <div className="mb-4 flex flex-wrap gap-2">
        <div className="min-w-56 flex-1">
          <SearchField
            query={query.q}
            busy={isPlaceholderData && isFetching}
            label="Filter tags"
            lengthMax={filterLengthMax}
            hrefOf={(q) => tagsHref(repository, { ...query, cursor: undefined, q })}
          />
        </div>
        {page && <PlatformSelect page={page} query={query} />}
        <TagSortSelect repository={repository} query={query} />
      </div>
      <RunningPush repository={repository} />
      {error && page && (
        <StaleBanner error={error} updatedAtMs={dataUpdatedAt} retrying={isFetching} onRetry={retry} />
      )}
      {plan !== undefined && (
        <Suspense>
          <DeletionRun key={plan} repository={repository} plan={plan} onClose={() => follow(undefined)} />
        </Suspense>
      )}
      {page && (
        <TagTable
          page={page}
          query={query}
          outdated={isPlaceholderData}
          selection={selection}
          onSelect={select}
        />
      )}
      {page && hasSelected && (
        <Suspense>
          <BulkActions
            page={page}
            query={query}
            selection={selection}
            onSelect={setSelection}
            onClear={clear}
            onBegun={follow}
          />
        </Suspense>
      )}
      {!page && error && <LoadError what="Tags" error={error} retrying={isFetching} onRetry={retry} />}
      {!page && !error && loading}
    </PushDisclosure>
  );
}
