// The small form of zod, and no more of the runs than is told at the top of every page: each of them loads this.
import * as z from 'zod/mini';

/** Of the answer of `GET /api/v1/jobs`. */
export const runningJobs = z.object({
  jobs: z.array(
    z.object({ id: z.int(), kind: z.string(), state: z.string(), fraction: z.nullable(z.number()) }),
  ),
});

/** Of the answer of `GET /api/v1/repositories/{repository}/tag-deletions/{plan}`. */
export const deletionRun = z.object({ state: z.string(), of: z.int(), done: z.int() });
