// The small form of zod: pages load these contracts.
import * as z from 'zod/mini';
import { compareQuery } from '../compare/compare-contracts';
import { fileChanges, fileDifferences, fileKinds, unreadableReasons } from './file-kinds';

/** Query of `GET /api/v1/compare/files`: as of `GET /api/v1/compare`, and what is listed. */
export const fileComparisonQueryContract = z.extend(compareQuery, {
  /** Only these; all when absent. */
  change: z.optional(z.enum(fileChanges)),
  /** Only paths that contain this, small letters as capitals. */
  q: z._default(z.string().check(z.maxLength(500)), ''),
  /** The `next` of the page before; absent on the first page. */
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(20_000))),
});

const comparedFile = z.object({
  kind: z.enum(fileKinds),
  bytes: z.int(),
  mode: z.nullable(z.int()),
  uid: z.nullable(z.int()),
  gid: z.nullable(z.int()),
  linkTarget: z.nullable(z.string()),
  /** Where its content can be read; null where it can not. */
  layer: z.nullable(z.string()),
  entry: z.nullable(z.int()),
});

const side = z.object({
  repository: z.string(),
  digest: z.string(),
  /** Whether a layer of it was not read to its end: then not all is compared. */
  isTruncated: z.boolean(),
});

const sum = z.object({ files: z.int(), bytes: z.int() });

/** Answer of `GET /api/v1/compare/files`: in which files two images differ, in the order of their paths. */
export const fileComparison = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('indexing'),
    /** Of both together, which layers of them were read, of how many. */
    layersRead: z.int(),
    layersNeeded: z.int(),
    /** Compressed bytes of the layer that is read now. */
    bytesRead: z.int(),
    bytes: z.int(),
  }),
  z.object({
    state: z.literal('unreadable'),
    /** Which of the two. */
    side: z.enum(['a', 'b']),
    reason: z.enum(unreadableReasons),
  }),
  z.object({
    state: z.literal('ready'),
    a: side,
    b: side,
    /** Bytes of what was added are those of `b`, of what was removed of `a`, of what changed of `b`. */
    counts: z.object({ added: sum, removed: sum, changed: sum, metadata: sum, same: sum }),
    /** At most 200. */
    changes: z.array(
      z.object({
        path: z.string(),
        isEscaped: z.boolean(),
        change: z.enum(fileChanges),
        /** Null where it is not there. */
        a: z.nullable(comparedFile),
        b: z.nullable(comparedFile),
        /** In what the two differ; empty for what is in one alone. */
        differs: z.array(z.enum(fileDifferences)),
      }),
    ),
    /** How many match on all pages. */
    total: z.int(),
    next: z.nullable(z.string()),
  }),
]);

export type FileComparisonQuery = z.output<typeof fileComparisonQueryContract>;
export type FileComparison = z.output<typeof fileComparison>;
