import * as z from 'zod/mini';

const entryId = z.string().check(z.minLength(1), z.maxLength(64));
const moment = z.number();

/** Query of `GET /api/v1/trash`. */
export const trashQuery = z.object({
  /** Only what was deleted in this repository, by its whole name. */
  repository: z.optional(z.string().check(z.maxLength(255))),
  /** The entry that the page before ended with; absent on the first page. */
  after: z.optional(entryId),
});

const taggedDigest = z.object({ name: z.string(), digest: z.string() });

/** One deletion that can be undone. */
const trashEntry = z.object({
  id: entryId,
  kind: z.enum(['tag', 'manifest', 'repository']),
  repository: z.string(),
  /** The first of the tags that went, and what they pointed to. */
  tags: z.array(taggedDigest),
  tagCount: z.number(),
  /** The manifest that went, or that the tag pointed to; null for a repository, of which there are many. */
  digest: z.nullable(z.string()),
  /** Of all that it holds, what it shares included. */
  bytes: z.number(),
  deletedAtMs: moment,
  /** When it goes for good. */
  expiresAtMs: moment,
  actor: z.string(),
  /** Why: `delete`, `retention`. */
  cause: z.string(),
  /** From where; null for who does not see the whole trash. */
  address: z.nullable(z.string()),
  /** Whether whoever asks may bring it back. */
  mayRestore: z.boolean(),
});

/** Answer of `GET /api/v1/trash`: the newest deletion first, of those that whoever asks may see. */
export const trashPage = z.object({
  /** The server's clock. */
  nowMs: moment,
  /** How long a deletion can be undone; 0 when nothing is kept. */
  keptMs: z.number(),
  entries: z.array(trashEntry),
  /** Files of entries that can not be read. */
  unreadable: z.array(z.string()),
  /** What to send as `after` for the page that follows; null on the last page. */
  next: z.nullable(z.string()),
});

/** Answer of `GET /api/v1/trash/usage`: how much there is of what whoever asks may see. */
export const trashUsage = z.object({
  entries: z.number(),
  /** What comes free when all of it goes; for who does not see the whole trash, the sum of what its entries hold. */
  bytes: z.number(),
  /** Whether that is the whole trash. */
  isAll: z.boolean(),
});

/** Answer of `GET /api/v1/trash/{entry}`: what comes free when this one goes for good now. */
export const trashYield = z.object({ id: entryId, freeBytes: z.number() });

/** Body of `POST /api/v1/trash/{entry}/restore`. */
export const restoreBody = z.object({
  /** Also tags that point to another manifest by now. */
  overwrite: z.boolean(),
});

/** Answer of `POST /api/v1/trash/{entry}/restore`. */
export const restoredAnswer = z.object({
  repository: z.string(),
  /** What the repository did not hold. */
  manifests: z.number(),
  blobs: z.number(),
  restored: z.number(),
  /** Tags that were left, because they point to another manifest by now. */
  taken: z.array(taggedDigest),
  /** Whether all is back; else the entry stays. */
  complete: z.boolean(),
});

/** Body of `POST /api/v1/trash/purge`: everything that is as old as an entry, or older. */
export const purgeBody = z.object({ newest: entryId });

/** Answer of `POST /api/v1/trash/purge`. */
export const purgedAnswer = z.object({ entries: z.number() });

export type TrashQuery = z.output<typeof trashQuery>;
export type TrashEntry = z.output<typeof trashEntry>;
export type TrashPage = z.output<typeof trashPage>;
export type RestoredAnswer = z.output<typeof restoredAnswer>;
