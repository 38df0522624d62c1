import { fetchJson } from '../fetch-json';
import { withQuery } from '../repository-path';
import type { FileComparisonQuery } from './file-comparison-contract';
import { refetchWhileIndexing } from './file-queries';

const contracts = () => import('./file-comparison-contract');

/** In which files two images differ. */
export function fileComparisonQuery(query: FileComparisonQuery) {
  return {
    queryKey: ['compare', query.a, query.b, 'files', query] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(
        withQuery('/api/v1/compare/files', query),
        async () => (await contracts()).fileComparison,
        signal,
      ),
    refetchInterval: refetchWhileIndexing,
  };
}
