import { fetchJson } from '../fetch-json';
import { toSegment } from '../repository-path';

const contracts = () => import('./running-jobs-contract');

interface Asking {
  signal: AbortSignal;
}

/** What runs in the registry, of the latest runs. */
export const runningJobsQuery = {
  queryKey: ['jobs', 'running'],
  queryFn: async ({ signal }: Asking) => {
    const { jobs } = await fetchJson('/api/v1/jobs', async () => (await contracts()).runningJobs, signal);
    return jobs.filter(({ state }) => state === 'running');
  },
};

/** How far a deletion of tags has come that somebody began. */
export function ownDeletionQuery(repository: string, plan: number) {
  const path = `/api/v1/repositories/${toSegment(repository)}/tag-deletions/${plan}`;
  return {
    queryKey: ['jobs', 'deletion', repository, plan],
    queryFn: ({ signal }: Asking) => fetchJson(path, async () => (await contracts()).deletionRun, signal),
  };
}
