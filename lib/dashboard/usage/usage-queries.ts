import { fetchJson } from '../fetch-json';
import { toSegment, withQuery } from '../repository-path';
import type { SearchParameters } from '../search-parameters';
import { repositoryUsage, type UsageRange, usageRange } from './usage-contracts';

/** The days that an address asks for; what can not be asked has its default. */
export function readUsageRange({ days }: SearchParameters): UsageRange {
  const given = usageRange.safeParse(days);
  return given.success ? given.data : '30';
}

/** The query of what a repository holds, as the browser asks it. */
export function usageQueryOf(repository: string, days: UsageRange) {
  return {
    queryKey: ['usage', repository, days] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(
        withQuery(`/api/v1/repositories/${toSegment(repository)}/usage`, { days }),
        repositoryUsage,
        signal,
      ),
  };
}
