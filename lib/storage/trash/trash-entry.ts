import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { digestSchema, repositoryNameSchema, tagSchema } from '@/lib/oci/schemas';

/** Far more than an entry of a repository with a million tags has, in bytes. */
export const trashEntryBytesMax = 512 * 1024 * 1024;

/** What an entry's file holds, as JSON. Fields that a later version may add are kept out of sight. */
export const trashEntrySchema = z.object({
  id: z.custom<TrashEntryId>((value) => typeof value === 'string' && isTrashEntryId(value), 'no entry id'),
  /** What was deleted: a tag alone, a manifest with its tags, or a whole repository. */
  kind: z.enum(['tag', 'manifest', 'repository']),
  repository: repositoryNameSchema,
  /** The tags that went, and what they pointed to. */
  tags: z.array(z.object({ name: tagSchema, digest: digestSchema })),
  /** The manifests from which all that can be restored is reached. */
  digests: z.array(digestSchema),
  /** Bytes of all that the entry holds, what it shares included; 0 for a tag, whose manifest stayed. */
  bytes: z.number().int().nonnegative(),
  deletedAtMs: z.number(),
  /** When it goes for good. */
  expiresAtMs: z.number(),
  actor: z.string(),
  cause: z.string(),
  address: z.string().optional(),
  client: z.string().optional(),
});

/** One deletion that can be undone. */
export type TrashEntry = z.output<typeof trashEntrySchema>;

/** The name of an entry: when it was deleted, when it expires, a hint of its repository, and chance. */
export type TrashEntryId = string & { readonly __brand: 'TrashEntryId' };

const idForm = /^([0-9a-z]{9})-([0-9a-z]{9})-([0-9a-f]{6})-[0-9a-f]{6}$/;
const suffix = '.json';
const purgingSuffix = '.purging';

/** A new name; names sort by the time of the deletion. Times in milliseconds. */
export function newTrashEntryId(
  deletedAtMs: number,
  expiresAtMs: number,
  repository: RepositoryName,
): TrashEntryId {
  const parts = [inBase36(deletedAtMs), inBase36(expiresAtMs), hintOf(repository)];
  return `${parts.join('-')}-${randomBytes(3).toString('hex')}` as TrashEntryId;
}

/** Whether the text can be the name of an entry. */
export function isTrashEntryId(text: string): text is TrashEntryId {
  return idForm.test(text);
}

/** When what an entry stands for was deleted, in milliseconds: known from its name too. */
export function deletionOf(id: TrashEntryId): number {
  return Number.parseInt(idForm.exec(id)?.[1] ?? '', 36);
}

/** When an entry expires, in milliseconds: known from its name, so that a look for what is due reads no file. */
export function expiryOf(id: TrashEntryId): number {
  return Number.parseInt(idForm.exec(id)?.[2] ?? '', 36);
}

/** The hint of the repository in an entry's name. */
export function hintIn(id: TrashEntryId): string {
  return idForm.exec(id)?.[3] ?? '';
}

/** The name of an entry's file; while the entry is purged, another. */
export function fileNameOf(id: TrashEntryId, state: 'kept' | 'purging' = 'kept'): string {
  return `${id}${state === 'kept' ? suffix : purgingSuffix}`;
}

/** Which entry a file name in `trash/entries` stands for. */
export function entryNamed(name: string): { id: TrashEntryId; state: 'kept' | 'purging' } | undefined {
  for (const [end, state] of [
    [suffix, 'kept'],
    [purgingSuffix, 'purging'],
  ] as const) {
    const id = name.slice(0, -end.length);
    if (name.endsWith(end) && isTrashEntryId(id)) return { id, state };
  }
  return undefined;
}

function inBase36(ms: number): string {
  return Math.floor(ms).toString(36).padStart(9, '0');
}

/** The hint that the entries of a repository have; those of others may have it too: only the file says for sure. */
export function hintOf(repository: RepositoryName): string {
  return createHash('sha256').update(repository).digest('hex').slice(0, 6);
}
