import type { Digest } from '@/lib/oci/digest';
import { namedElsewhere } from '@/lib/storage/listing/content-sharing';
import { imageGroupOf } from '@/lib/storage/listing/image-group';
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
  const { listing, database } = storage.parts;
  if (!(await storage.manifests.read(repository, digest)))
    throw new DashboardProblem(404, 'This manifest was deleted already.');
  const group = imageGroupOf(database, repository, digest);
  const tags = group.tags.filter((tag) => tag.digest === digest).map(({ name }) => name);
  const parents = listing.parentsOf(repository, digest, ['manifest'], namesMax);
  const referrers = listing.parentsOf(repository, digest, ['subject'], 1_000);
  const kept = group.tags
    .map(({ name }) => ({ name, guard: guardOf(scope, repository, name) }))
    .find(({ guard }) => guard);
  const freedBytes = await ownBytes(scope, group.manifests);
  return {
    plan: planOf([group, parents, referrers, freedBytes]),
    tags: tags.slice(0, namesMax),
    tagCount: tags.length,
    parents,
    others: group.manifests.length - 1,
    referrersLeft: referrers.filter((one) => !group.manifests.includes(one)).length,
    freedBytes,
    freedAfterMs: storage.parts.trashStore.trashMs,
    guard: kept?.guard ? `${kept.name} is ${kept.guard.rule} by ${kept.guard.setting}` : null,
  };
}

/**
 * Deletes a manifest with its tags, children and referrers, if nothing about that has changed since it was planned.
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
  const removed = await inWords(
    storage.deleteImage(repository, digest, { origin: originOf('delete'), isSpared: isOther }),
  );
  if (!removed) throw changedMeanwhile();
  return { entry: (await storage.trash.entryWith(repository, digest)) ?? null };
}

/** Bytes of some manifests, and of the blobs that nothing else in the registry names. */
async function ownBytes(
  { storage, repository }: RepositoryScope,
  manifests: readonly Digest[],
): Promise<number> {
  let bytes = 0;
  const blobs = new Map<Digest, number>();
  for (const digest of manifests) {
    const stored = await storage.manifests.read(repository, digest);
    bytes += stored?.bytes.length ?? 0;
    for (const { kind, digest: blob, size } of stored?.readable?.references ?? [])
      if (kind !== 'manifest') blobs.set(blob, size);
  }
  const needed = namedElsewhere(storage.parts.database, [...blobs.keys()], repository, manifests);
  return [...blobs].reduce((sum, [blob, size]) => sum + (needed.has(blob) ? 0 : size), bytes);
}
