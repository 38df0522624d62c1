import { fetchJson } from '../fetch-json';
import { withQuery } from '../repository-path';
import { searchTextMax } from './search-text-max';

const contracts = () => import('./search-contract');

/** The query of a search, as the browser asks it. What is no longer waited for is given up. */
export function searchFor(text: string) {
  const q = text.trim().slice(0, searchTextMax);
  return {
    queryKey: ['search', q] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(withQuery('/api/v1/search', { q }), async () => (await contracts()).searchAnswer, signal),
  };
}
