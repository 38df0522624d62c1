// The small form of zod: pages load this contract.
import * as z from 'zod/mini';

/** Answer of `GET …/manifests/{reference}/trash`: what became of a manifest, or a tag, that is not there. */
export const formerManifest = z.object({
  /** The server's clock. */
  nowMs: z.number(),
  /** Null when nothing says that it was deleted. */
  deleted: z.nullable(
    z.object({
      atMs: z.number(),
      actor: z.string(),
      /** `delete`, `retention`, … */
      cause: z.string(),
      /** The manifest, or what the tag pointed to. */
      digest: z.string(),
    }),
  ),
  /** What the trash has of it; null when it has nothing. */
  kept: z.nullable(
    z.object({
      /** What went: the tag alone, the manifest with its tags, or the repository with all that it held. */
      kind: z.enum(['tag', 'manifest', 'repository']),
      tagCount: z.int(),
      expiresAtMs: z.number(),
      /** What `POST …/restorations` brings back; null when the caller may not. */
      entry: z.nullable(z.string()),
    }),
  ),
});

export type FormerManifest = z.output<typeof formerManifest>;
