import * as z from 'zod/mini';
import { cursorLengthMax } from '../repository-sorts';
import { storeReasons, storeSorts } from './store-reasons';

const storeReason = z.enum(storeReasons);

/** Query of `GET /api/v1/storage/blobs`. */
export const storeQuery = z.object({
  /** Only what is there for this reason. */
  reason: z.optional(storeReason),
  sort: z._default(z.enum(storeSorts), '-size'),
  /** The `next` of the page before; absent on the first page. */
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(cursorLengthMax))),
});

const storeItem = z.object({
  /** Of an upload its name. */
  digest: z.string(),
  kind: z.enum(['layer', 'config', 'manifest', 'index', 'upload', 'unknown']),
  /** Whose manifest it is; null of all else, which is one file however many repositories hold it. */
  repository: z.nullable(z.string()),
  bytes: z.number(),
  /** Repositories that hold it. */
  holders: z.int(),
  reason: storeReason,
  /** When it goes at the earliest: the end of the grace period, or of its time in the trash. */
  dueAtMs: z.nullable(z.number()),
  /** Links of it that a collection takes now, and those that have time left. */
  going: z.int(),
  waiting: z.int(),
});

/** Answer of `GET /api/v1/storage/blobs`: what is in the store, as the latest plan of a collection found it. */
export const storePage = z.object({
  nowMs: z.number(),
  /** Whether a plan is made just now. */
  isPlanning: z.boolean(),
  /** Null until a plan was made. */
  inventory: z.nullable(
    z.object({
      /** The run of the plan. */
      plan: z.int(),
      takenAtMs: z.number(),
      /** What comes free when the plan is run: what its own page says. */
      freeBytes: z.number(),
      sums: z.array(
        z.object({ reason: storeReason, count: z.int(), bytes: z.number(), freeBytes: z.number() }),
      ),
    }),
  ),
  items: z.array(storeItem),
  next: z.nullable(z.string()),
});

/** Answer of `GET /api/v1/storage/blobs/{digest}`: who uses a blob or a manifest, now. */
export const storeUsers = z.object({
  digest: z.string(),
  nowMs: z.number(),
  /** What the latest plan said of it; of a manifest, once for each repository. */
  items: z.array(storeItem),
  /** The first repositories that hold it. */
  repositories: z.array(
    z.object({
      repository: z.string(),
      /** The first tags that point to it, of a manifest. */
      tags: z.array(z.string()),
      /** The first manifests that name it, and the first tags of each. */
      manifests: z.array(z.object({ digest: z.string(), tags: z.array(z.string()) })),
      /** Whether there are more of these manifests. */
      more: z.boolean(),
    }),
  ),
  /** Whether more repositories hold it. */
  more: z.boolean(),
});

export type StoreQuery = z.output<typeof storeQuery>;
export type StoreItem = z.output<typeof storeItem>;
export type StorePage = z.output<typeof storePage>;
export type StoreUsers = z.output<typeof storeUsers>;
