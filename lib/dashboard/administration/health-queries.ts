import { fetchJson } from '../fetch-json';

const contracts = () => import('../health-contract');

interface Asking {
  signal: AbortSignal;
}

/** The query of every check of the registry. */
export const healthQuery = {
  queryKey: ['health'],
  queryFn: ({ signal }: Asking) =>
    fetchJson('/api/v1/health', async () => (await contracts()).healthReport, signal),
};

/** The query of what the server does now. */
export const activityQuery = {
  queryKey: ['activity'],
  queryFn: ({ signal }: Asking) =>
    fetchJson('/api/v1/activity', async () => (await contracts()).activity, signal),
};
