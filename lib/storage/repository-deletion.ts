import type { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { batchesFrom, batchesOf } from './batches';
import type { Blobs } from './blobs';
import { digestsIn } from './digests-in';
import type { FileSystemDriver } from './driver';
import type { Catalog } from './listing/catalog';
import type { RepositoryListing } from './listing/repository-listing';
import type { Locks } from './locks';
import type { Manifests } from './manifests';
import type { Origin } from './origin';
import type { StoragePaths } from './paths';
import type { Quotas } from './quotas/quotas';
import { removeReferrer } from './referrer-entries';
import type { TagProtections } from './tag-protections';
import { guardsAmong, requireRemovable, type TagRules } from './tag-rules';
import type { TrashEntryId } from './trash/trash-entry';
import type { TrashStore } from './trash/trash-store';

/** What the deletion of a repository stands on. */
export interface RepositoryDeletionParts {
  driver: FileSystemDriver;
  paths: StoragePaths;
  locks: Locks;
  database: Database;
  catalog: Catalog;
  listing: RepositoryListing;
  blobs: Blobs;
  manifests: Manifests;
  trash: TrashStore;
  quotas: Quotas;
  tagRules: TagRules;
  tagProtections: TagProtections;
}

/** What a deletion took away. */
export interface DeletedRepository {
  tags: number;
  manifests: number;
  blobs: number;
  /** From which all of it can be restored; absent when the trash is off. */
  trashEntry: TrashEntryId | undefined;
}

/** How many names go while the repository's lock is held once. */
const batchMax = 32;
/** The same of manifests, which have many rows each. */
const manifestsMax = 16;
/** How many rows of the index are read at once. */
const pageMax = 1000;

/**
 * Deletes all that a repository holds when it is called: its tags, then its manifests, each after those that name it,
 * then its blobs, in short holds of its lock. What is pushed meanwhile stays: a tag that has moved, a manifest that a
 * new tag or a new index names, a blob that a new manifest names; and a tag that is protected.
 *
 * The trash has all of it, as one entry, before the first name goes. So a crash leaves the rest of the repository, and
 * an entry that restores what is gone; call it again to delete the rest.
 * @returns undefined when the repository holds nothing
 * @throws StorageError TAG_PROTECTED when a rule protects one of its tags; then all of it stays
 */
export async function deleteRepository(
  parts: RepositoryDeletionParts,
  repository: RepositoryName,
  origin: Origin,
): Promise<DeletedRepository | undefined> {
  const { driver, paths, listing, catalog, manifests, trash } = parts;
  if (!(await driver.stat(paths.folder(repository)))) return undefined;
  await catalog.freshen(repository);
  const [tags, all] = [await tagsOf(parts, repository), await manifestsOf(parts, repository)];
  await requireRemovable(
    parts,
    repository,
    tags.map(({ name }) => name),
  );
  const roots: Digest[] = [];
  for (const [at, digest] of all.entries()) {
    if (listing.parentsOf(repository, digest, ['manifest']).length === 0) roots.push(digest);
    if (at % batchMax === 0) await new Promise(setImmediate);
  }
  const entry = await trash.keep({ repository, kind: 'repository', tags, digests: roots, origin }, (digest) =>
    manifests.read(repository, digest),
  );
  const deleted = { tags: 0, manifests: 0, blobs: 0, trashEntry: entry?.id };
  for (const some of batchesOf(tags, batchMax))
    deleted.tags += await removeTags(parts, repository, some, origin);
  // Those that were only named by what just went are not named any more.
  for (let left = all, gone = -1; gone !== 0 && left.length > 0; ) {
    const removed = new Set<Digest>();
    for (const some of batchesOf(left, manifestsMax)) {
      for (const digest of await removeManifests(parts, repository, some, origin)) removed.add(digest);
    }
    left = left.filter((digest) => !removed.has(digest));
    gone = removed.size;
    deleted.manifests += gone;
  }
  await driver.sync(paths.manifests(repository));
  for await (const some of batchesFrom(digestsIn(driver, paths.blobs(repository)), batchMax))
    deleted.blobs += await removeBlobs(parts, repository, some);
  await driver.sync(paths.blobs(repository));
  await catalog.removeIfEmpty(repository);
  const any = deleted.tags + deleted.manifests + deleted.blobs > 0;
  return any ? deleted : undefined;
}

async function tagsOf({ database }: RepositoryDeletionParts, repository: RepositoryName) {
  const query = database.query
    .selectFrom('tag')
    .select(['name', 'digest'])
    .where('repository', '=', repository);
  const rows = await inPages((last: { name: string } | undefined) =>
    database.all(
      query
        .where('name', '>', last?.name ?? '')
        .orderBy('name')
        .limit(pageMax),
    ),
  );
  return rows.map(({ name, digest }) => ({ name: name as Tag, digest: digest as Digest }));
}

async function manifestsOf(
  { database }: RepositoryDeletionParts,
  repository: RepositoryName,
): Promise<Digest[]> {
  const query = database.query.selectFrom('manifest').select('digest').where('repository', '=', repository);
  const rows = await inPages((last: { digest: string } | undefined) =>
    database.all(
      query
        .where('digest', '>', last?.digest ?? '')
        .orderBy('digest')
        .limit(pageMax),
    ),
  );
  return rows.map(({ digest }) => digest as Digest);
}

/** All rows, read in steps that let requests pass. */
async function inPages<Row>(page: (last: Row | undefined) => Row[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (let got: Row[] | undefined; got === undefined || got.length === pageMax; ) {
    got = page(rows.at(-1));
    rows.push(...got);
    await new Promise(setImmediate);
  }
  return rows;
}

/** Those that somebody has protected since the look at all of them stay. */
async function removeTags(
  parts: RepositoryDeletionParts,
  repository: RepositoryName,
  tags: { name: Tag; digest: Digest }[],
  origin: Origin,
): Promise<number> {
  const { driver, paths, locks, listing, manifests } = parts;
  return await locks.hold(`repository:${repository}`, () =>
    listing.record(repository, origin, async (changes) => {
      const guards = await guardsAmong(
        parts,
        repository,
        tags.map(({ name }) => name),
      );
      for (const { name, digest } of tags) {
        if (guards.has(name)) continue;
        if ((await manifests.resolve(repository, name)) !== digest) continue;
        if (!(await driver.remove(paths.tag(repository, name)))) continue;
        changes.movedTags.push({ tag: name, from: digest });
      }
      return changes.movedTags.length;
    }),
  );
}

/** Removes those that neither a tag nor another manifest names, in one hold of the lock. @returns which went */
export async function removeManifests(
  { driver, paths, locks, listing, manifests }: RepositoryDeletionParts,
  repository: RepositoryName,
  digests: Digest[],
  origin: Origin,
): Promise<Digest[]> {
  return await locks.hold(`repository:${repository}`, async () => {
    await listing.rebuild(repository);
    const removed: Digest[] = [];
    await listing.record(repository, origin, async (changes) => {
      for (const digest of digests) {
        if (listing.tagsOf(repository, digest).length > 0) continue;
        if (listing.parentsOf(repository, digest, ['manifest']).length > 0) continue;
        const manifest = (await manifests.read(repository, digest))?.readable;
        if (!(await driver.remove(paths.manifest(repository, digest)))) continue;
        if (manifest) await removeReferrer({ driver, paths }, repository, digest, manifest);
        changes.removedManifests.push(digest);
        removed.push(digest);
      }
    });
    return removed;
  });
}

async function removeBlobs(
  { driver, paths, locks, listing, blobs, quotas }: RepositoryDeletionParts,
  repository: RepositoryName,
  digests: Digest[],
): Promise<number> {
  const removed: Digest[] = [];
  await locks.hold(`repository:${repository}`, async () => {
    await listing.rebuild(repository);
    for (const digest of digests) {
      if (listing.parentsOf(repository, digest, ['config', 'layer']).length > 0) continue;
      if (await driver.remove(paths.blob(repository, digest))) removed.push(digest);
    }
  });
  for (const digest of removed) {
    await quotas.forget(repository, digest);
    await blobs.pool.removeIfLast(digest);
  }
  return removed.length;
}
