import { fetchJson } from '../fetch-json';
import { accessKey } from './access-queries';

const contracts = () => import('./quota-contract');

/** The query of the quotas of namespaces, and what these hold. */
export const quotasQuery = {
  queryKey: [...accessKey, 'quotas'],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    fetchJson('/api/v1/access/quotas', async () => (await contracts()).quotaList, signal),
};

/** The path of the quota of a namespace in the API. */
export function quotaPath(namespace: string): string {
  return `/api/v1/access/quotas/${encodeURIComponent(namespace.replaceAll('/', '~'))}`;
}
