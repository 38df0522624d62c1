import { fetchJson } from '../fetch-json';

const contracts = () => import('./retention-contract');

/** The query of what the retention policies would do now. */
export const simulationQuery = {
  queryKey: ['retention'],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    fetchJson('/api/v1/retention', async () => (await contracts()).retentionAnswer, signal),
};
