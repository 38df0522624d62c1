import { fetchJson } from '../fetch-json';
import { textOfForm, textUpTo } from '../read-parameter';
import { toSegment, withQuery } from '../repository-path';
import type { SearchParameters } from '../search-parameters';
import type { HistoryQuery } from './history-contracts';

const contracts = () => import('./history-contracts');

/** As long as a tag can be, and as the contract of what is asked has it. */
const tagLengthMax = 128;
const cursorForm = /^\d{1,15}$/;

/** What an address asks for; a parameter that can not be one is left out. */
export function readHistoryQuery(given: SearchParameters): HistoryQuery {
  return { tag: textUpTo(tagLengthMax, given.tag), before: textOfForm(cursorForm, given.before) };
}

/** The query of a page of history, as the browser asks it; the server fills it by the same key. */
export function historyPageQuery(repository: string, query: HistoryQuery) {
  return {
    queryKey: ['history', repository, query.tag ?? '', query.before ?? ''] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(
        withQuery(`/api/v1/repositories/${toSegment(repository)}/history`, query),
        async () => (await contracts()).historyPage,
        signal,
      ),
  };
}

/** What a tag points to now; null for one that is not there. @throws ApiError */
export async function fetchTagNow(repository: string, tag: string): Promise<string | null> {
  const path = `/api/v1/repositories/${toSegment(repository)}/tags/${encodeURIComponent(tag)}`;
  return (await fetchJson(path, async () => (await contracts()).tagNow, new AbortController().signal)).digest;
}
