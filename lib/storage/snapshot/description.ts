import { z } from 'zod';
import { digestSchema, repositoryNameSchema, tagSchema } from '@/lib/oci/schemas';

const count = z.int().nonnegative();

/** Something that the registry holds and the backup does not, because it is broken there already. */
const leftOutSchema = z.object({ repository: z.string(), reference: z.string(), reason: z.string() });

/** `backup.json`: what a backup is. A folder without one is no backup. */
export const descriptionSchema = z.object({
  /** The version of this layout. */
  format: z.literal(1),
  finished: z.literal(true),
  /** The CyberDock that made it. */
  tool: z.string(),
  /** The data folder that it was made of. */
  source: z.string(),
  /** `link`: it shares its files with the data folder; `copy`: it has files of its own. */
  mode: z.enum(['link', 'copy']),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  database: z.boolean(),
  repositories: count,
  tags: count,
  manifests: count,
  /** Names of blobs; one that three repositories hold counts three times. */
  blobs: count,
  /** Bytes of all files, each once. */
  bytes: count,
  /** Files and bytes that were written anew; all others are links. */
  copied: count,
  copiedBytes: count,
  leftOut: z.array(leftOutSchema),
  /** SHA-256 of `contents.jsonl`, hex. */
  contents: z.string(),
});

export type Description = z.infer<typeof descriptionSchema>;
export type LeftOut = z.infer<typeof leftOutSchema>;

/** A line of `contents.jsonl`: what of a repository must be in the backup. */
export const contentsLineSchema = z.object({
  repository: repositoryNameSchema,
  tags: z.array(z.tuple([tagSchema, digestSchema])),
  manifests: z.array(digestSchema),
  blobs: count,
  /** Those of the tags that somebody protects, each with a file; absent when there is none. */
  protectedTags: z.array(tagSchema).optional(),
});

export type ContentsLine = z.infer<typeof contentsLineSchema>;
