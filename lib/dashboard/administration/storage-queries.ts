import { fetchJson } from '../fetch-json';
import { oneOf } from '../read-parameter';
import { withQuery } from '../repository-path';
import type { SearchParameters } from '../search-parameters';
import { type DayRange, dayRanges, type UsageOrder, usageOrders } from './storage-asks';

const contracts = () => import('./storage-contract');

/** What an address asks for; what can not be asked has its default. */
export function readStorageQuery({ sort, days }: SearchParameters): { sort: UsageOrder; days: DayRange } {
  return { sort: oneOf(usageOrders, sort) ?? 'logical', days: oneOf(dayRanges, days) ?? '30' };
}

/** The query of what everything takes on disk. */
export function storageQueryOf(sort: UsageOrder) {
  return {
    queryKey: ['storage', sort],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(
        withQuery('/api/v1/storage', { sort }),
        async () => (await contracts()).storageAnswer,
        signal,
      ),
  };
}

/** The query of what the registry was day by day. */
export function storageDaysQueryOf(days: DayRange) {
  return {
    queryKey: ['storage-days', days],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(
        withQuery('/api/v1/storage/days', { days }),
        async () => (await contracts()).storageDaysAnswer,
        signal,
      ),
  };
}
