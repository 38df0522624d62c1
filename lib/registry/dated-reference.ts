import { type DatedTag, datedEnding, parseDatedTag } from '@/lib/oci/dated-tag';
import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { RegistryError } from './registry-error';
import type { RegistryRequest } from './request';

/** How many moves of one day an answer names. */
const movesMax = 20;

/**
 * The manifest that a reference such as `3.20.at.20261101T120000Z` asks for: what the tag pointed to at that time.
 * @returns undefined when the reference is a tag as any other
 * @throws Invalid TAG_INVALID for a date that is none or not past; RegistryError TAG_INVALID when it is ambiguous,
 *   MANIFEST_UNKNOWN when there was no such tag, that is not known, or its manifest is gone
 */
export async function resolveDated(
  { storage }: RegistryRequest,
  repository: RepositoryName,
  reference: Tag,
): Promise<Digest | undefined> {
  const dated = parseDatedTag(reference, Date.now());
  if (!dated) return undefined;
  if (await storage.manifests.hasName(repository, reference)) {
    throw new RegistryError('TAG_INVALID', {
      message: `${reference} is ambiguous: somebody put a tag of just this name into the repository, where it also stands for ${dated.tag} at a time; rename or delete the one on disk`,
    });
  }
  if (dated.kind === 'day') await refuseIfMoved(storage.history, repository, dated);
  const atMs = dated.kind === 'day' ? dated.fromMs : dated.atMs;
  const then = await storage.history.digestAt(repository, dated.tag, atMs);
  if (then.state === 'none') {
    throw new RegistryError('MANIFEST_UNKNOWN', {
      message: `the repository had no tag ${dated.tag} at ${timeOf(atMs)}`,
      detail: { tag: dated.tag, at: timeOf(atMs) },
    });
  }
  if (then.state === 'unknown') {
    throw new RegistryError('MANIFEST_UNKNOWN', {
      message: `it is not known what the tag ${dated.tag} was at ${timeOf(atMs)}: its history is known since ${timeOf(then.knownSinceMs)}`,
      detail: { tag: dated.tag, at: timeOf(atMs), knownSince: timeOf(then.knownSinceMs) },
    });
  }
  if (await storage.manifests.read(repository, then.digest)) return then.digest;
  const trashEntry = await storage.trash.entryWith(repository, then.digest);
  const inTrash = `it can be restored from the trash: ask an administrator for "cyberdock trash restore ${trashEntry}"`;
  throw new RegistryError('MANIFEST_UNKNOWN', {
    message: `the tag ${dated.tag} was ${then.digest} at ${timeOf(atMs)}, which the repository does not hold any more${trashEntry === undefined ? '' : `; ${inTrash}`}`,
    detail: { tag: dated.tag, at: timeOf(atMs), digest: then.digest, trashEntry },
  });
}

/** A day says which manifest only if the tag was the same all day long. */
async function refuseIfMoved(
  history: RegistryRequest['storage']['history'],
  repository: RepositoryName,
  { tag, fromMs, toMs }: DatedTag & { kind: 'day' },
): Promise<void> {
  const moves = await history.movesBetween(repository, tag, { fromMs, toMs, limit: movesMax });
  const [first] = moves;
  if (!first) return;
  const said = moves.map(({ atMs, to }) => `at ${timeOf(atMs)} to ${to ?? 'nothing'}`).join(', ');
  throw new RegistryError('TAG_INVALID', {
    message: `the tag ${tag} moved on that day, ${said}: name a time, such as ${tag}${datedEnding(first.atMs)}`,
    detail: moves.map(({ atMs, from, to }) => ({ at: timeOf(atMs), from, to })),
  });
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
