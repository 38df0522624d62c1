import { fetchJson } from '../fetch-json';
import { withQuery } from '../repository-path';
import { type DayRange, storageAnswer, storageDaysAnswer, type UsageOrder } from './storage-contract';

/** The query of what everything takes on disk. */
export function storageQueryOf(sort: UsageOrder) {
  return {
    queryKey: ['storage', sort],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(withQuery('/api/v1/storage', { sort }), storageAnswer, signal),
  };
}

/** The query of what the registry was day by day. */
export function storageDaysQueryOf(days: DayRange) {
  return {
    queryKey: ['storage-days', days],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(withQuery('/api/v1/storage/days', { days }), storageDaysAnswer, signal),
  };
}
