import type { RepositoryQuery } from './contracts';
import { fetchJson } from './fetch-json';
import { toSegment, withQuery } from './repository-path';
import type { TagQuery } from './tags/tag-contracts';

const repositoryContracts = () => import('./contracts');
const tagContracts = () => import('./tags/tag-contracts');

/** How often a visible page asks again, in milliseconds. */
export const refreshMs = 10_000;

/** How often it asks while somebody waits for a first push, or for what is being counted, in milliseconds. */
export const refreshAwaitedMs = 2_000;

/** Keys of TanStack Query: the server fills them, the browser refreshes them. */
export const queryKeys = {
  repositories: (query: RepositoryQuery) =>
    ['repositories', query.q, query.sort, query.starred ?? '', query.cursor ?? ''] as const,
  tags: (repository: string, query: TagQuery) =>
    [
      'tags',
      repository,
      query.q,
      query.sort,
      query.attached,
      query.platform ?? '',
      query.cursor ?? '',
    ] as const,
};

/** The query of a page of repositories, as the browser asks it. */
export function repositoriesQuery(query: RepositoryQuery) {
  return {
    queryKey: queryKeys.repositories(query),
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(
        withQuery('/api/v1/repositories', query),
        async () => (await repositoryContracts()).repositoryPage,
        signal,
      ),
  };
}

/** The query of a page of tags, as the browser asks it. */
export function tagsQuery(repository: string, query: TagQuery) {
  return {
    queryKey: queryKeys.tags(repository, query),
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(
        withQuery(`/api/v1/repositories/${toSegment(repository)}/tags`, query),
        async () => (await tagContracts()).tagPage,
        signal,
      ),
  };
}
