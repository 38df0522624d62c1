import type { Digest } from '@/lib/oci/digest';
import { imageGroupOf } from '@/lib/storage/listing/image-group';
import { keptContent } from '@/lib/storage/listing/kept-content';
import { guardsAmong } from '@/lib/storage/tag-rules';
import { DashboardProblem } from '../dashboard-problem';
import { contentKind } from '../images/content-kind';
import type { ContentKind } from '../images/content-kinds';
import { shownManifest } from '../images/shown-manifest';
import type { RepositoryScope } from '../repository-scope';
import { guardWords } from '../tags/guard-words';
import type { ManifestDeletionPlan } from './change-contracts';
import { type ChangeScope, changedMeanwhile, inWords, planOf, requireRight } from './change-scope';
import { keptByOthers } from './kept-of';

const namesMax = 20;

/**
 * What would go with a manifest, and what stands in the way: for who may delete it, because the bytes that come free tell
 * of what others hold.
 * @throws DashboardProblem 403, 404
 */
export async function planManifestDeletion(
  scope: RepositoryScope,
  digest: Digest,
): Promise<Omit<ManifestDeletionPlan, 'graceMs'>> {
  requireRight(scope, 'delete');
  await scope.storage.listTags(scope.repository, { limit: 1 }); // Brings the index up to date.
  const { manifests, ...plan } = await planNow(scope, digest);
  return { ...plan, goingWith: await goingWith(scope, manifests) };
}

/** The same by the index as it is: under the repository's lock, where it is exact. */
async function planNow(scope: RepositoryScope, digest: Digest) {
  const { storage, repository } = scope;
  const { listing, database } = storage.parts;
  if (!(await storage.manifests.read(repository, digest)))
    throw new DashboardProblem(404, 'This manifest was deleted already.');
  const group = imageGroupOf(database, repository, digest);
  const tags = group.tags.filter((tag) => tag.digest === digest).map(({ name }) => name);
  const parents = listing.parentsOf(repository, digest, ['manifest'], namesMax);
  const referrers = listing.parentsOf(repository, digest, ['subject'], 1_000);
  const [kept] = await guardsAmong(
    storage.parts,
    repository,
    group.tags.map(({ name }) => name),
  );
  const { kept: keptBlobs, freedBytes } = await contentOf(scope, group.manifests);
  return {
    manifests: group.manifests,
    plan: planOf([group, parents, referrers, freedBytes]),
    tags: tags.slice(0, namesMax),
    tagCount: tags.length,
    parents,
    others: group.manifests.length - 1,
    referrersLeft: referrers.filter((one) => !group.manifests.includes(one)).length,
    freedBytes,
    kept: keptByOthers(scope, keptBlobs),
    freedAfterMs: storage.parts.trashStore.trashMs,
    guard: kept ? `${kept[0]} is ${guardWords(kept[1])}` : null,
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

/** What becomes of the content of some manifests when they go. */
async function contentOf({ storage, repository }: RepositoryScope, manifests: readonly Digest[]) {
  let manifestBytes = 0;
  const blobs = new Map<Digest, number>();
  for (const digest of manifests) {
    const stored = await storage.manifests.read(repository, digest);
    manifestBytes += stored?.bytes.length ?? 0;
    // Of one that is too large to be shown only its own bytes are counted: they are what comes free at least.
    const manifest = shownManifest(stored)?.manifest;
    for (const { kind, digest: blob, size, required } of manifest?.references ?? [])
      if (kind !== 'manifest' && required) blobs.set(blob, size);
  }
  const kept = await keptContent(storage.parts.database, repository, blobs, { going: manifests });
  return { kept, freedBytes: manifestBytes + kept.freedBytes };
}

/** The first of the manifests that go with one, and what they are. */
async function goingWith(
  { storage, summaries, repository }: RepositoryScope,
  [, ...others]: readonly Digest[],
): Promise<ManifestDeletionPlan['goingWith']> {
  const facts = storage.tagTable.kindsOf(repository, others);
  const known = others.map((digest) => {
    const { mediaType = '', artifactType } = facts.get(digest) ?? {};
    return { digest, kind: contentKind(mediaType, artifactType) };
  });
  const rank = ({ kind }: { kind: ContentKind }) => Number(kind === 'image' || kind === 'index');
  const shown = known.sort((one, other) => rank(one) - rank(other)).slice(0, namesMax);
  return await Promise.all(
    shown.map(async ({ digest, kind }) => ({
      digest,
      kind: (await summaries.of(repository, digest))?.kind ?? kind,
    })),
  );
}
