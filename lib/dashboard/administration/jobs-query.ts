import * as z from 'zod/mini';
import { jobKind } from './jobs-contract';

/* Apart from the answers, which the browser reads too: what makes numbers of text is no part of its scripts. */

/** Query of `GET /api/v1/jobs`. */
export const jobsQuery = z.object({
  kind: z.optional(jobKind),
  /** Only runs that began before the one of this number. */
  before: z.optional(z.coerce.number().check(z.int(), z.positive())),
});

export type JobsQuery = z.output<typeof jobsQuery>;
