import { fetchJson } from '../fetch-json';
import { textUpTo } from '../read-parameter';
import { withQuery } from '../repository-path';
import type { SearchParameters } from '../search-parameters';
import type { TrashQuery } from './trash-contract';

const contracts = () => import('./trash-contract');

/** As long as the name of a repository, and of an entry of the trash, can be in an address. */
const repositoryLengthMax = 255;
const entryLengthMax = 64;

interface Asking {
  signal: AbortSignal;
}

/** All that is known of the trash: forgotten together after each change. */
export const trashKey = ['trash'] as const;

/** What an address asks for; a parameter that can not be one is left out. */
export function readTrashQuery(given: SearchParameters): TrashQuery {
  return {
    repository: textUpTo(repositoryLengthMax, given.repository),
    after: textUpTo(entryLengthMax, given.after),
  };
}

/** The query of a page of the trash. */
export function trashPageQuery(query: TrashQuery) {
  return {
    queryKey: [...trashKey, 'page', query.repository ?? '', query.after ?? ''],
    queryFn: ({ signal }: Asking) =>
      fetchJson(withQuery('/api/v1/trash', query), async () => (await contracts()).trashPage, signal),
  };
}

/** The query of what the trash holds in all. */
export const trashUsageQuery = {
  queryKey: [...trashKey, 'usage'],
  queryFn: ({ signal }: Asking) =>
    fetchJson('/api/v1/trash/usage', async () => (await contracts()).trashUsage, signal),
};

/** The query of what one entry alone holds: it is not asked again when the entry has gone. */
export function trashYieldQuery(id: string) {
  return {
    queryKey: ['trash-yield', id],
    queryFn: ({ signal }: Asking) =>
      fetchJson(`/api/v1/trash/${id}`, async () => (await contracts()).trashYield, signal),
  };
}
