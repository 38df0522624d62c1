import { fetchJson } from '../fetch-json';
import { oneOf } from '../read-parameter';
import { toSegment, withQuery } from '../repository-path';
import type { SearchParameters } from '../search-parameters';
import { type UsageRange, usageRanges } from './usage-ranges';

const contracts = () => import('./usage-contracts');

/** The days that an address asks for; what can not be asked has its default. */
export function readUsageRange({ days }: SearchParameters): UsageRange {
  return oneOf(usageRanges, days) ?? '30';
}

/** The query of what a repository holds, as the browser asks it. */
export function usageQueryOf(repository: string, days: UsageRange) {
  return {
    queryKey: ['usage', repository, days] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(
        withQuery(`/api/v1/repositories/${toSegment(repository)}/usage`, { days }),
        async () => (await contracts()).repositoryUsage,
        signal,
      ),
  };
}
