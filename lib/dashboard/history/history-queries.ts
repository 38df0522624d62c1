import { fetchJson } from '../fetch-json';
import { toSegment, withQuery } from '../repository-path';
import { type HistoryQuery, historyPage, tagNow } from './history-contracts';

/** The query of a page of history, as the browser asks it; the server fills it by the same key. */
export function historyPageQuery(repository: string, query: HistoryQuery) {
  return {
    queryKey: ['history', repository, query.tag ?? '', query.before ?? ''] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(
        withQuery(`/api/v1/repositories/${toSegment(repository)}/history`, query),
        historyPage,
        signal,
      ),
  };
}

/** What a tag points to now; null for one that is not there. @throws ApiError */
export async function fetchTagNow(repository: string, tag: string): Promise<string | null> {
  const path = `/api/v1/repositories/${toSegment(repository)}/tags/${encodeURIComponent(tag)}`;
  return (await fetchJson(path, tagNow, new AbortController().signal)).digest;
}
