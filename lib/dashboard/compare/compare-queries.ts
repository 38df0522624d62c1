import { fetchJson } from '../fetch-json';
import type { CompareQuery } from './compare-contracts';
import { comparePath } from './compare-path';

const contracts = () => import('./compare-contracts');

/** Keys of TanStack Query. */
export const compareKeys = {
  images: ({ a, b, platform }: CompareQuery) => ['compare', a, b, platform ?? ''] as const,
  packages: (a: string, b: string) => ['compare', a, b, 'packages'] as const,
};

interface Fetching {
  signal: AbortSignal;
}

/** Two manifests beside each other. */
export function comparisonQuery(query: CompareQuery) {
  return {
    queryKey: compareKeys.images(query),
    queryFn: ({ signal }: Fetching) =>
      fetchJson(
        `/api/v1${comparePath(query.a, query.b, query.platform)}`,
        async () => (await contracts()).comparison,
        signal,
      ),
  };
}

/** What their SBOMs say differently. @param a of a manifest itself, not of an index */
export function packageComparisonQuery(a: string, b: string) {
  return {
    queryKey: compareKeys.packages(a, b),
    queryFn: ({ signal }: Fetching) =>
      fetchJson(
        comparePath(a, b).replace('/compare', '/api/v1/compare/packages'),
        async () => (await contracts()).packageComparison,
        signal,
      ),
  };
}
