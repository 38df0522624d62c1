import { fetchJson } from '../fetch-json';
import { toSegment, withQuery } from '../repository-path';
import { repositoryUsage, type UsageRange } from './usage-contracts';

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
