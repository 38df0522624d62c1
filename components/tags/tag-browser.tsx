'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { type TagQuery, tagQuery } from '@/lib/dashboard/contracts';
import { ApiError } from '@/lib/dashboard/fetch-json';
import { refreshMs, tagsQuery } from '@/lib/dashboard/list-queries';
import { LoadError } from '../feedback/load-error';
import { StaleBanner } from '../feedback/stale-banner';
import { PushDisclosure } from '../push/push-disclosure';
import { RepositoryGone } from '../repositories/repository-gone';
import { RepositoryTitle } from '../repositories/repository-title';
import { TagList } from './tag-list';
import { TagListSkeleton } from './tag-list-skeleton';

/** The page of one repository: its tags, kept fresh while somebody looks at them. */
export function TagBrowser({ repository }: { repository: string }) {
  const query = readQuery(useSearchParams());
  const { data, error, isPlaceholderData, isFetching, dataUpdatedAt, refetch } = useQuery({
    ...tagsQuery(repository, query),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
  const retry = () => void refetch();
  if (error instanceof ApiError && error.status === 404) return <RepositoryGone name={repository} />;
  const page = isPlaceholderData && error ? undefined : data;
  return (
    <PushDisclosure title={<RepositoryTitle name={repository} />} repository={repository} action="Push a tag">
      {error && page && (
        <StaleBanner error={error} updatedAtMs={dataUpdatedAt} retrying={isFetching} onRetry={retry} />
      )}
      {page && <TagList page={page} query={query} outdated={isPlaceholderData} />}
      {!page && error && <LoadError what="Tags" error={error} retrying={isFetching} onRetry={retry} />}
      {!page && !error && <TagListSkeleton />}
    </PushDisclosure>
  );
}

/** What the URL asks for; a parameter that no list can have is left out, as on the server. */
function readQuery(parameters: URLSearchParams): TagQuery {
  const parsed = tagQuery.safeParse(Object.fromEntries(parameters));
  return parsed.success ? parsed.data : {};
}
