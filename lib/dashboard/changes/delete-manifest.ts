import type { Digest } from '@/lib/oci/digest';
import { namedTwice } from '@/lib/storage/listing/content-sharing';
import { DashboardProblem } from '../dashboard-problem';
import type { RepositoryScope } from '../repository-scope';
import { guardOf } from '../tags/list-tag-table';
import type { ManifestDeletionPlan } from './change-contracts';
import { type ChangeScope, changedMeanwhile, inWords, planOf, requireRight } from './change-scope';

const namesMax = 20;

/**
 * What would go with a manifest, and what stands in the way: for who may delete it, because the bytes that come free tell
 * of what others hold.
 * @throws DashboardProblem 403, 404
 */
export async function planManifestDeletion(
  scope: RepositoryScope,
  digest: Digest,
): Promise<ManifestDeletionPlan> {
  requireRight(scope, 'delete');
  await scope.storage.listTags(scope.repository, { limit: 1 }); // Brings the index up to date.
  return await planNow(scope, digest);
}

/** The same by the index as it is: under the repository's lock, where it is exact. */
async function planNow(scope: RepositoryScope, digest: Digest): Promise<ManifestDeletionPlan> {
  const { storage, repository } = scope;
  const stored = await storage.manifests.read(repository, digest);
  if (!stored) throw new DashboardProblem(404, 'This manifest was deleted already.');
  const { listing } = storage.parts;
  const tags = listing.tagsOf(repository, digest).sort();
  const parents = listing.parentsOf(repository, digest, ['manifest'], namesMax);
  const referrers = listing.parentsOf(repository, digest, ['subject'], 1_000);
  const kept = tags
    .map((tag) => ({ tag, guard: guardOf(scope, repository, tag) }))
    .find(({ guard }) => guard);
  const freedBytes = stored.bytes.length + ownBytes(scope, stored.readable?.references ?? []);
  return {
    plan: planOf([digest, tags, parents, referrers, freedBytes]),
    tags: tags.slice(0, namesMax),
    tagCount: tags.length,
    parents,
    referrers: referrers.length,
    freedBytes,
    freedAfterMs: storage.parts.trashStore.trashMs,
    guard: kept?.guard ? `${kept.tag} is ${kept.guard.rule} by ${kept.guard.setting}` : null,
  };
}

/**
 * Deletes a manifest and its tags, if nothing about that has changed since it was planned.
 * @throws DashboardProblem 403, 404, 409
 */
export async function deleteManifest(
  scope: ChangeScope,
  digest: Digest,
  plan: string,
): Promise<{ entry: string | null }> {
  const { storage, repository, originOf } = scope;
  if ((await planManifestDeletion(scope, digest)).plan !== plan) throw changedMeanwhile();
  // Asked again under the lock: what changed since then is seen.
  const isOther = async () => (await planNow(scope, digest)).plan !== plan;
  const removed = await inWords(storage.manifests.delete(repository, digest, originOf('delete'), isOther));
  if (!removed) throw changedMeanwhile();
  return { entry: (await storage.trash.entryWith(repository, digest)) ?? null };
}

/** Bytes of the blobs that nothing else in the registry names. */
function ownBytes(
  { storage }: RepositoryScope,
  references: readonly { digest: Digest; size: number; kind: string }[],
): number {
  const blobs = new Map(
    references.filter(({ kind }) => kind !== 'manifest').map(({ digest, size }) => [digest, size]),
  );
  const needed = namedTwice(storage.parts.database, [...blobs.keys()]);
  return [...blobs].reduce((sum, [digest, size]) => sum + (needed.has(digest) ? 0 : size), 0);
}
