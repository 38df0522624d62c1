import { fetchJson } from '../fetch-json';
import { withQuery } from '../repository-path';
import { type FileComparisonQuery, fileComparison } from './file-comparison-contract';
import { refetchWhileIndexing } from './file-queries';

/** In which files two images differ. */
export function fileComparisonQuery(query: FileComparisonQuery) {
  return {
    queryKey: ['compare', query.a, query.b, 'files', query] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(withQuery('/api/v1/compare/files', query), fileComparison, signal),
    refetchInterval: refetchWhileIndexing,
  };
}
