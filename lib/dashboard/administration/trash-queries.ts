import { fetchJson } from '../fetch-json';
import { withQuery } from '../repository-path';
import { filledIn, type SearchParameters } from '../search-parameters';
import { type TrashQuery, trashPage, trashQuery, trashUsage, trashYield } from './trash-contract';

interface Asking {
  signal: AbortSignal;
}

/** All that is known of the trash: forgotten together after each change. */
export const trashKey = ['trash'] as const;

/** What an address asks for; a parameter that can not be one is left out. */
export function readTrashQuery(given: SearchParameters): TrashQuery {
  const parsed = trashQuery.safeParse(filledIn(given));
  return parsed.success ? parsed.data : {};
}

/** The query of a page of the trash. */
export function trashPageQuery(query: TrashQuery) {
  return {
    queryKey: [...trashKey, 'page', query.repository ?? '', query.after ?? ''],
    queryFn: ({ signal }: Asking) => fetchJson(withQuery('/api/v1/trash', query), trashPage, signal),
  };
}

/** The query of what the trash holds in all. */
export const trashUsageQuery = {
  queryKey: [...trashKey, 'usage'],
  queryFn: ({ signal }: Asking) => fetchJson('/api/v1/trash/usage', trashUsage, signal),
};

/** The query of what one entry alone holds: it is not asked again when the entry has gone. */
export function trashYieldQuery(id: string) {
  return {
    queryKey: ['trash-yield', id],
    queryFn: ({ signal }: Asking) => fetchJson(`/api/v1/trash/${id}`, trashYield, signal),
  };
}
