import { fetchJson } from '../fetch-json';

const contracts = () => import('./settings-contract');

/** The query of the configuration with which the server started. */
export const settingsQuery = {
  queryKey: ['settings'],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    fetchJson('/api/v1/settings', async () => (await contracts()).settingsAnswer, signal),
};
