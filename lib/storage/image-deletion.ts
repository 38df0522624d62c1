import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { batchesOf } from './batches';
import { type ImageGroup, imageGroupOf } from './listing/image-group';
import type { Origin } from './origin';
import { removeReferrer } from './referrer-entries';
import { type RepositoryDeletionParts, removeManifests } from './repository-deletion';
import { StorageError } from './storage-error';
import { requireRemovable } from './tag-rules';

/** How many manifests go while the repository's lock is held once. */
const batchMax = 16;

/**
 * Deletes an image whole: a manifest with its tags, its children and what refers to them (`imageGroupOf`), as one entry
 * of the trash. The manifest and the tags go at once, the rest in short holds of the lock: what somebody tags meanwhile,
 * or names in an index, stays. A crash in between leaves manifests without a tag, which collection finds.
 * @param isSpared asked under the lock, with the index exact: when true, all of it stays
 * @returns what was to go; undefined when the repository does not hold the manifest, or it is spared
 * @throws StorageError REFERENCED when an index of the repository names it; TAG_PROTECTED
 */
export async function deleteImage(
  parts: RepositoryDeletionParts,
  repository: RepositoryName,
  digest: Digest,
  { origin, isSpared }: { origin: Origin; isSpared: () => Promise<boolean> },
): Promise<ImageGroup | undefined> {
  const { driver, paths, locks, database, listing, catalog, manifests, trash } = parts;
  const stored = await manifests.read(repository, digest);
  if (!stored) return undefined;
  await listing.readAhead(repository);
  const group = await locks.hold(`repository:${repository}`, async () => {
    await listing.rebuild(repository);
    if (await isSpared()) return undefined;
    const by = listing.parentsOf(repository, digest, ['manifest']);
    if (by.length > 0) throw new StorageError({ code: 'REFERENCED', by });
    const group = imageGroupOf(database, repository, digest);
    await requireRemovable(
      parts,
      repository,
      group.tags.map(({ name }) => name),
    );
    const kept = {
      repository,
      kind: 'manifest' as const,
      tags: group.tags,
      digests: group.manifests,
      origin,
    };
    await trash.keep(kept, (one) => manifests.read(repository, one));
    await listing.record(repository, origin, async (changes) => {
      for (const { name, digest: from } of group.tags) {
        await driver.remove(paths.tag(repository, name));
        changes.movedTags.push({ tag: name, from });
      }
      changes.removedManifests.push(digest);
      await driver.remove(paths.manifest(repository, digest));
      await removeReferrer(parts, repository, digest, stored.manifest);
    });
    return group;
  });
  if (!group) return undefined;
  // One that only another of them names is named no more after that one went.
  for (let left = group.manifests.slice(1), gone = -1; gone !== 0 && left.length > 0; ) {
    const removed = new Set<Digest>();
    for (const some of batchesOf(left, batchMax))
      for (const one of await removeManifests(parts, repository, some, origin)) removed.add(one);
    left = left.filter((one) => !removed.has(one));
    gone = removed.size;
  }
  await driver.sync(paths.manifests(repository));
  if (!listing.isListed(repository)) await catalog.removeIfEmpty(repository);
  return group;
}
