// The small form of zod: pages load these contracts.
import * as z from 'zod/mini';
import { usageRanges } from './usage-ranges';

/** Query of `GET /api/v1/repositories/{repository}/usage`. */
export const usageQuery = z.object({ days: z._default(z.enum(usageRanges), '30') });

/** What a repository was at the end of a day. */
const usageDay = z.object({
  /** Days since 1970, UTC. */
  day: z.int(),
  bytes: z.int(),
  /** On that day; null for the first that is known. */
  pulls: z.nullable(z.int()),
});

/** Answer of it: what a repository holds, whose that is, and how it came to it. */
export const repositoryUsage = z.object({
  repository: z.string(),
  /** The server's clock. */
  nowMs: z.number(),
  tags: z.int(),
  manifests: z.int(),
  /** Of its manifests and the blobs that they name, each once. */
  bytes: z.int(),
  /** Of these, what no other repository that the caller may pull from needs, and what others need too. */
  uniqueBytes: z.int(),
  sharedBytes: z.int(),
  /** Some of those others, and how many there are; `exact` is false when there are more. */
  sharers: z.array(z.object({ repository: z.string(), bytes: z.int() })),
  sharerCount: z.int(),
  exact: z.boolean(),
  /** The last push of a tag, and by whom as far as the journal reaches back. */
  pushedAtMs: z.nullable(z.number()),
  pushedBy: z.nullable(z.string()),
  pulls: z.int(),
  /** Of these, those of the last 30 days; null when nobody knows. */
  recentPulls: z.nullable(z.int()),
  pulledAtMs: z.nullable(z.number()),
  /** Today, the last day of the range. */
  today: z.int(),
  /** Every day from the first that is known on, the oldest first. */
  days: z.array(usageDay),
});

export type UsageQuery = z.output<typeof usageQuery>;
export type UsageDay = z.output<typeof usageDay>;
export type RepositoryUsage = z.output<typeof repositoryUsage>;
