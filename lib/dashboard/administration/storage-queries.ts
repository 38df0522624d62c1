import { fetchJson } from '../fetch-json';
import { withQuery } from '../repository-path';
import { storageAnswer, type UsageOrder } from './storage-contract';

/** The query of what everything takes on disk. */
export function storageQueryOf(sort: UsageOrder) {
  return {
    queryKey: ['storage', sort],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(withQuery('/api/v1/storage', { sort }), storageAnswer, signal),
  };
}
