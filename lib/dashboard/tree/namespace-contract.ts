// The small form of zod: pages load this contract.
import * as z from 'zod/mini';
import { contentKinds } from '../images/content-kinds';

/** Query of `GET /api/v1/namespaces`. */
export const namespaceQuery = z.object({
  /** The namespace, `team` or `team/web`; empty for the root. */
  in: z._default(z.string().check(z.maxLength(255)), ''),
  /** The `next` of the part before; absent on the first. */
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(1_000))),
});

const treeRepository = z.object({
  /** What the manifest of its newest tag is; null when it was not counted yet. */
  kind: z.nullable(z.enum(contentKinds)),
  /** Null when they were not counted yet. */
  tags: z.nullable(z.int()),
  /** Of its manifests and the blobs that they name, each once; null when they were not counted yet. */
  bytes: z.nullable(z.int()),
  /** Null when it has no tags, or was not counted yet. */
  pushedAtMs: z.nullable(z.number()),
  /** Null when the journal does not reach back so far. */
  pushedBy: z.nullable(z.string()),
  /** Whether nothing was pushed or deleted since it was counted. */
  isExact: z.boolean(),
});

const namespaceSums = z.object({
  repositories: z.int(),
  /** Of those that were counted. */
  tags: z.int(),
  /** Of those that were counted; what two repositories share is in both. */
  bytes: z.int(),
  /** Null when nothing has a tag, or was not counted yet. */
  pushedAtMs: z.nullable(z.number()),
  /** How many of the repositories were not counted yet. */
  uncounted: z.int(),
  /** Whether nothing was pushed or deleted since they were counted. */
  isExact: z.boolean(),
});

/** Answer of `GET /api/v1/namespaces`: what stands right in a namespace, by name. */
export const namespacePage = z.object({
  /** The server's clock. */
  nowMs: z.number(),
  children: z.array(
    z.object({
      /** Its whole name. */
      path: z.string(),
      /** Null when no repository is called so. */
      repository: z.nullable(treeRepository),
      /** What lies below it; null when nothing does. */
      below: z.nullable(namespaceSums),
    }),
  ),
  /** How many repositories, and how many namespaces, stand there in all. */
  repositories: z.int(),
  namespaces: z.int(),
  /** Whether others are still being counted. */
  isCounting: z.boolean(),
  /** What to send as `cursor` for the part that follows; `null` on the last. */
  next: z.nullable(z.string()),
});

export type NamespacePage = z.output<typeof namespacePage>;
export type NamespaceSums = z.output<typeof namespaceSums>;
export type TreeRepository = z.output<typeof treeRepository>;
