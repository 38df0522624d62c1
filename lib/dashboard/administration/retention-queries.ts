import { fetchJson } from '../fetch-json';
import { retentionAnswer } from './retention-contract';

/** The query of what the retention policies would do now. */
export const simulationQuery = {
  queryKey: ['retention'],
  queryFn: ({ signal }: { signal: AbortSignal }) => fetchJson('/api/v1/retention', retentionAnswer, signal),
};
