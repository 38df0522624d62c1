// The small form of zod: pages load these contracts.
import * as z from 'zod/mini';
import { repositoryRights } from '../tags/tag-contracts';

/** Query of `GET /api/v1/repositories/{repository}/history`. */
export const historyQuery = z.object({
  /** Of this tag alone. */
  tag: z.optional(z.string().check(z.minLength(1), z.maxLength(128))),
  /** The `next` of the page before; absent on the first page. */
  before: z.optional(z.string().check(z.regex(/^\d{1,15}$/))),
});

const event = z.object({
  id: z.int(),
  tag: z.string(),
  /** Null when the tag was made. */
  from: z.nullable(z.string()),
  /** Null when the tag was removed. */
  to: z.nullable(z.string()),
  atMs: z.number(),
  /** `push`, `delete`, `rollback`, `restore`, `retention`, …; `protect` and `unprotect` move nothing. */
  cause: z.string(),
  actor: z.string(),
  client: z.nullable(z.string()),
});

/** Answer of `GET /api/v1/repositories/{repository}/history`: moves of tags, the newest first. */
export const historyPage = z.object({
  repository: z.string(),
  nowMs: z.number(),
  /** Since when moves are recorded. */
  sinceMs: z.nullable(z.number()),
  events: z.array(event),
  next: z.nullable(z.string()),
  rights: repositoryRights,
});

/** Answer of `GET …/tags/{tag}`: what a tag points to; null for one that is not there. */
export const tagNow = z.object({ name: z.string(), digest: z.nullable(z.string()) });

export type HistoryQuery = z.output<typeof historyQuery>;
export type HistoryPage = z.output<typeof historyPage>;
export type HistoryEvent = z.output<typeof event>;
