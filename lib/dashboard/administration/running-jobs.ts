// The small form of zod, and no more of the runs than is told at the top of every page: this is loaded with each of them.
import * as z from 'zod/mini';
import { fetchJson } from '../fetch-json';
import { toSegment } from '../repository-path';

interface Asking {
  signal: AbortSignal;
}

const jobs = z.object({
  jobs: z.array(
    z.object({ id: z.int(), kind: z.string(), state: z.string(), fraction: z.nullable(z.number()) }),
  ),
});

/** What runs in the registry, of the latest runs. */
export const runningJobsQuery = {
  queryKey: ['jobs', 'running'],
  queryFn: async ({ signal }: Asking) =>
    (await fetchJson('/api/v1/jobs', jobs, signal)).jobs.filter(({ state }) => state === 'running'),
};

const deletionRun = z.object({ state: z.string(), of: z.int(), done: z.int() });

/** How far a deletion of tags has come that somebody began. */
export function ownDeletionQuery(repository: string, plan: number) {
  return {
    queryKey: ['jobs', 'deletion', repository, plan],
    queryFn: ({ signal }: Asking) =>
      fetchJson(`/api/v1/repositories/${toSegment(repository)}/tag-deletions/${plan}`, deletionRun, signal),
  };
}
