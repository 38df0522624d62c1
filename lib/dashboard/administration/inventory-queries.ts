import { fetchJson } from '../fetch-json';
import { oneOf, textUpTo } from '../read-parameter';
import { withQuery } from '../repository-path';
import { cursorLengthMax } from '../repository-sorts';
import type { SearchParameters } from '../search-parameters';
import type { StoreQuery } from './inventory-contract';
import { storeReasons, storeSorts } from './store-reasons';

const contracts = () => import('./inventory-contract');

/** The query of a page of what is in the store. */
export function storePageQuery(query: StoreQuery) {
  return {
    queryKey: ['store', query] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(withQuery('/api/v1/storage/blobs', query), async () => (await contracts()).storePage, signal),
  };
}

/** The query of who uses a blob or a manifest. */
export function storeUsersQuery(digest: string) {
  return {
    queryKey: ['store-users', digest] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(
        `/api/v1/storage/blobs/${encodeURIComponent(digest)}`,
        async () => (await contracts()).storeUsers,
        signal,
      ),
  };
}

/** What the address of the page asks for; a parameter that can not be one is left out. */
export function readStoreQuery(given: SearchParameters): StoreQuery {
  return {
    reason: oneOf(storeReasons, given.reason),
    sort: oneOf(storeSorts, given.sort) ?? '-size',
    cursor: textUpTo(cursorLengthMax, given.cursor),
  };
}

/** The address of the page. @param open the digest whose users are shown */
export function storeHref(query: Partial<StoreQuery>, open?: string): string {
  const { sort, ...others } = query;
  return withQuery('/storage/blobs', { ...others, ...(sort !== '-size' && { sort }), open });
}
