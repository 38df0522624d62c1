import { fetchJson } from '../fetch-json';
import { withQuery } from '../repository-path';
import type { SearchParameters } from '../search-parameters';
import {
  type DayRange,
  dayRange,
  storageAnswer,
  storageDaysAnswer,
  type UsageOrder,
  usageOrder,
} from './storage-contract';

/** What an address asks for; what can not be asked has its default. */
export function readStorageQuery({ sort, days }: SearchParameters): { sort: UsageOrder; days: DayRange } {
  const [order, range] = [usageOrder.safeParse(sort), dayRange.safeParse(days)];
  return { sort: order.success ? order.data : 'logical', days: range.success ? range.data : '30' };
}

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
