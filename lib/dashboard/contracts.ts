// The small form of zod: pages load these contracts.
import * as z from 'zod/mini';
import { contentKinds } from './images/content-kinds';
import { cursorLengthMax, repositorySorts, searchLengthMax } from './repository-sorts';

/** Query of `GET /api/v1/repositories`. */
export const repositoryQuery = z.object({
  /**
   * Only repositories whose name contains this text; `app:1.2` for those that also have a tag that begins so,
   * `sha256:…` for those that hold a manifest whose digest begins so; `label:key=value` or `annotation:key=value` for those
   * with an image that has it and a tag, with `*` at the end for values that begin so.
   */
  q: z._default(z.string().check(z.maxLength(searchLengthMax)), ''),
  sort: z._default(z.enum(repositorySorts), 'name'),
  /** Only those that the caller has starred; all for who has not signed in. */
  starred: z.optional(z.literal('1')),
  /** The `next` of the page before; absent on the first page. */
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(cursorLengthMax))),
});

const repositorySummary = z.object({
  name: z.string(),
  /** What the manifest of its newest tag is; null when it was not counted yet. */
  kind: z.nullable(z.enum(contentKinds)),
  /** The tag that was pushed last. */
  newest: z.nullable(z.object({ name: z.string(), digest: z.string() })),
  /** Null when they were not counted yet. */
  tags: z.nullable(z.int()),
  /** Of its manifests and the blobs that they name, each once; null when they were not counted yet. */
  bytes: z.nullable(z.int()),
  /** Of what it holds, what no other repository does: comes free when it goes. Null before it was measured, and for who may not read the state of the registry. */
  uniqueBytes: z.nullable(z.int()),
  /** Null when it has no tags, or was not counted yet. */
  pushedAtMs: z.nullable(z.number()),
  /** Null when the journal does not reach back so far. */
  pushedBy: z.nullable(z.string()),
  pulls: z.int(),
  /** Of these, those of the last 30 days; null when nobody knows. */
  recentPulls: z.nullable(z.int()),
  pulledAtMs: z.nullable(z.number()),
  /** Its size in the last 30 days, the oldest first: how many days ago it became so, and what it was from then on. */
  growth: z.array(z.object({ daysAgo: z.int(), bytes: z.int() })),
  /** When tags, sizes and the last push were counted; null when they never were. */
  countedAtMs: z.nullable(z.number()),
  /** Whether nothing was pushed or deleted since then. */
  isExact: z.boolean(),
  /** Whether the caller has starred it; null for who has not signed in. */
  isStarred: z.nullable(z.boolean()),
});

/** Answer of `GET /api/v1/repositories`. */
export const repositoryPage = z.object({
  /** The server's clock. */
  nowMs: z.number(),
  /** Since when pulls are counted. */
  pullsSinceMs: z.nullable(z.number()),
  /** When `uniqueBytes` were measured; null when they were not, or where they are not told. */
  uniqueAtMs: z.nullable(z.number()),
  repositories: z.array(repositorySummary),
  /** Whether others are still being counted, which may then belong on this page. */
  isCounting: z.boolean(),
  /** What to send as `cursor` for the page that follows; `null` on the last page. */
  next: z.nullable(z.string()),
});

export type RepositoryQuery = z.output<typeof repositoryQuery>;
export type RepositorySummary = z.output<typeof repositorySummary>;
export type RepositoryPage = z.output<typeof repositoryPage>;
