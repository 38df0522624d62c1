import { z } from 'zod';
import { type Digest, isDigest } from '@/lib/oci/digest';
import { isTag, type Tag } from '@/lib/oci/reference';
import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';

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

const digestSchema = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value), 'no digest');
const tagSchema = z.custom<Tag>((value) => typeof value === 'string' && isTag(value), 'no tag');
const nameSchema = z.custom<RepositoryName>(
  (value) => typeof value === 'string' && isRepositoryName(value),
  'no repository name',
);

/** A line of `contents.jsonl`: what of a repository must be in the backup. */
export const contentsLineSchema = z.object({
  repository: nameSchema,
  tags: z.array(z.tuple([tagSchema, digestSchema])),
  manifests: z.array(digestSchema),
  blobs: count,
});

export type ContentsLine = z.infer<typeof contentsLineSchema>;
