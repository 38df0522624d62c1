import { refuseDatedTag } from '@/lib/oci/dated-tag';
import { algorithmOf, type Digest, digestOf, isDigest } from '@/lib/oci/digest';
import type { Manifest } from '@/lib/oci/manifest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Blobs } from './blobs';
import { isCondemned, reprieve } from './condemned';
import type { FileStat, FileSystemDriver } from './driver';
import type { Catalog } from './listing/catalog';
import type { ListingChanges } from './listing/listing-changes';
import { factsOf } from './listing/manifest-facts';
import type { RepositoryListing } from './listing/repository-listing';
import type { Locks } from './locks';
import { ManifestGone } from './manifest-gone';
import type { Origin } from './origin';
import type { StoragePaths } from './paths';
import type { Processes } from './processes';
import type { Quarantine } from './quarantine';
import type { Claim, Quotas } from './quotas/quotas';
import { addReferrer, removeReferrer } from './referrer-entries';
import type { SmallCache } from './small-cache';
import { isFault, StorageError } from './storage-error';
import { manifestBytesLimit, StoredManifest } from './stored-manifest';
import type { TagProtections } from './tag-protections';
import {
  type PushRights,
  requireMovable,
  requirePermitted,
  requireRemovable,
  type TagRules,
} from './tag-rules';
import type { TrashStore } from './trash/trash-store';

export { StoredManifest };

/** What `Manifests` stands on. */
export interface ManifestParts {
  driver: FileSystemDriver;
  paths: StoragePaths;
  processes: Processes;
  locks: Locks;
  catalog: Catalog;
  listing: RepositoryListing;
  quarantine: Quarantine;
  quotas: Quotas;
  cache: SmallCache;
  blobs: Blobs;
  trash: TrashStore;
  tagRules: TagRules;
  tagProtections: TagProtections;
}

/**
 * Manifests and the tags that point to them.
 *
 * All that changes them holds the repository's lock, so that a tag's manifest and a manifest's blobs are
 * there whatever runs at the same time; reading takes no lock. A crash can leave a manifest without its tag,
 * or an entry of a referrer whose manifest is not there: neither was acknowledged, neither is shown wrongly.
 */
export class Manifests {
  readonly #parts: ManifestParts;

  constructor(parts: ManifestParts) {
    this.#parts = parts;
  }

  /** The manifest that a tag points to; `undefined` when there is no such tag. */
  async resolve(repository: RepositoryName, tag: Tag): Promise<Digest | undefined> {
    const { driver, paths } = this.#parts;
    const target = await driver.readSymlink(paths.tag(repository, tag));
    return target !== undefined && isDigest(target) ? target : undefined;
  }

  /** Whether anything has the name of a tag, be it one or not. */
  async hasName(repository: RepositoryName, tag: Tag): Promise<boolean> {
    const { driver, paths } = this.#parts;
    return (await driver.stat(paths.tag(repository, tag))) !== undefined;
  }

  /** The exact bytes of a manifest; `undefined` when the repository does not hold it. */
  async read(repository: RepositoryName, digest: Digest): Promise<StoredManifest | undefined> {
    return (await this.#find(repository, digest))?.stored;
  }

  /**
   * As `read`, for a client that is told that the manifest exists: it stays for the grace period, so that the client
   * can push an index that names it. Not to be called with the repository's lock.
   */
  async tell(repository: RepositoryName, digest: Digest): Promise<StoredManifest | undefined> {
    const found = await this.#find(repository, digest);
    if (!found || !isCondemned(found.stat)) return found?.stored;
    const { driver, paths, locks } = this.#parts;
    const file = paths.manifest(repository, digest);
    // Under the lock that collection holds while it takes a manifest away.
    const isThere = await locks.hold(`repository:${repository}`, async () => {
      const stat = await driver.stat(file);
      return stat !== undefined && (await reprieve(driver, file, stat));
    });
    return isThere ? found.stored : undefined;
  }

  /**
   * Stores a manifest and points tags to it, durably.
   * @throws StorageError NOT_PERMITTED, REFERENCE_MISSING, REFERENCE_SIZE, TAG_PROTECTED, and for a push QUOTA_EXCEEDED
   */
  async put(repository: RepositoryName, push: ManifestPush, origin: Origin): Promise<void> {
    const { driver, paths, processes, quotas, listing, catalog } = this.#parts;
    const file = paths.temporaryFile(processes.id);
    try {
      await driver.write(file, push.bytes);
      await quotas.beforeRefusing(() => this.#put(repository, push, origin, file));
      await driver.sync(paths.manifests(repository));
    } catch (error) {
      if (isFault(error, 'QUOTA_EXCEEDED') && !listing.isListed(repository)) {
        await catalog.removeIfEmpty(repository); // It may have been made for this.
      }
      throw error;
    } finally {
      await driver.remove(file);
    }
  }

  async #put(repository: RepositoryName, push: ManifestPush, origin: Origin, file: string): Promise<void> {
    const { driver, paths, locks, listing, catalog, tagRules } = this.#parts;
    for (let isThere = false; !isThere; ) {
      if (!(await driver.stat(paths.manifests(repository)))) await catalog.makeRepository(repository);
      isThere = await locks.hold(`repository:${repository}`, async () => {
        // An empty repository may have been removed before we had the lock.
        if (!(await driver.stat(paths.manifests(repository)))) return false;
        const resolve = (tag: Tag) => this.resolve(repository, tag);
        const holds = async (digest: Digest) => (await this.read(repository, digest)) !== undefined;
        if (push.rights) await requirePermitted(push.rights, push, { resolve, holds });
        await this.#requireReferences(repository, push.manifest);
        await requireMovable(tagRules, repository, push, resolve);
        const claim = this.#claim(repository, push, origin);
        try {
          await listing.record(repository, origin, (changes) =>
            this.#publish(repository, push, file, changes),
          );
        } catch (error) {
          await claim.drop();
          throw error;
        }
        return true;
      });
    }
  }

  /** Has a manifest and its blobs count: a blob may be of a manifest that was deleted, and then it counted no longer. */
  #claim(repository: RepositoryName, { digest, bytes, manifest }: ManifestPush, { cause }: Origin): Claim {
    const blobs = manifest.references.filter(({ kind, required }) => kind !== 'manifest' && required);
    const arrivals = [{ digest, size: bytes.length }, ...blobs];
    return this.#parts.quotas.claim(repository, arrivals, cause === 'push' ? 'limit' : 'count');
  }

  /**
   * Points a tag to a manifest that the repository holds, durably: a rollback.
   * @param only does so only while the tag points there; `null` is a tag that is not there
   * @returns what it pointed to before
   * @throws ManifestGone when the repository does not hold the manifest; Invalid for a tag of a reserved form;
   *   StorageError TAG_PROTECTED, TAG_MOVED
   */
  async retag(
    repository: RepositoryName,
    tag: Tag,
    digest: Digest,
    origin: Origin,
    only?: { from: Digest | null },
  ): Promise<Digest | undefined> {
    const { driver, paths, locks, listing, trash, tagRules } = this.#parts;
    refuseDatedTag(tag);
    const before = await locks.hold(`repository:${repository}`, async () => {
      if (only && ((await this.resolve(repository, tag)) ?? null) !== only.from)
        throw new StorageError({ code: 'TAG_MOVED', tag });
      if (!(await this.read(repository, digest))) {
        throw new ManifestGone(repository, digest, await trash.entryWith(repository, digest));
      }
      const move = { digest, tags: [tag] };
      await requireMovable(tagRules, repository, move, (one) => this.resolve(repository, one));
      return await listing.record(repository, origin, async (changes) => {
        const from = await this.resolve(repository, tag);
        if (from === digest) return from;
        await this.point(repository, tag, digest);
        changes.movedTags.push({ tag, from, to: digest });
        return from;
      });
    });
    await driver.sync(paths.manifests(repository));
    return before;
  }

  /**
   * Removes a tag; the manifest stays, and the trash keeps what the tag was.
   * @param only removes it only while it points to this manifest and was pushed last at this time
   * @returns false when there is no such tag
   * @throws StorageError TAG_PROTECTED
   */
  async untag(
    repository: RepositoryName,
    tag: Tag,
    origin: Origin,
    only?: { ifDigest: Digest; ifPushedAtMs: number },
  ): Promise<boolean> {
    const { driver, paths, locks, listing, trash } = this.#parts;
    if ((await this.resolve(repository, tag)) === undefined) return false;
    const removed = await locks.hold(`repository:${repository}`, () =>
      listing.record(repository, origin, async (changes) => {
        const from = await this.resolve(repository, tag);
        if (only && (from !== only.ifDigest || listing.pushedAtMs(repository, tag) !== only.ifPushedAtMs))
          return false;
        await requireRemovable(this.#parts, repository, [tag]);
        if (from !== undefined) {
          const deletion = { tags: [{ name: tag, digest: from }], digests: [from], origin };
          await trash.keep({ repository, kind: 'tag', ...deletion }, (one) => this.read(repository, one));
        }
        const removed = await driver.remove(paths.tag(repository, tag));
        if (removed) changes.movedTags.push({ tag, from });
        return removed;
      }),
    );
    await driver.sync(paths.manifests(repository));
    return removed;
  }

  /**
   * Removes a manifest and the tags that point to it; the trash keeps them with all that they need.
   * @param isSpared asked under the lock, with the index exact: when true, the manifest stays
   * @returns false when the repository does not hold it, or it is spared
   * @throws StorageError REFERENCED when an index of the repository names it; TAG_PROTECTED
   */
  async delete(
    repository: RepositoryName,
    digest: Digest,
    origin: Origin,
    isSpared?: () => Promise<boolean>,
  ): Promise<boolean> {
    const { driver, paths, locks, listing, catalog, trash } = this.#parts;
    const stored = await this.read(repository, digest);
    if (!stored) return false;
    await listing.readAhead(repository);
    const removed = await locks.hold(`repository:${repository}`, async () => {
      await listing.rebuild(repository);
      if (await isSpared?.()) return false;
      const by = listing.parentsOf(repository, digest, ['manifest']);
      if (by.length > 0) throw new StorageError({ code: 'REFERENCED', by });
      const tags = listing.tagsOf(repository, digest);
      await requireRemovable(this.#parts, repository, tags);
      const named = tags.map((name) => ({ name, digest }));
      await trash.keep({ repository, kind: 'manifest', tags: named, digests: [digest], origin }, (one) =>
        this.read(repository, one),
      );
      return await listing.record(repository, origin, async (changes) => {
        for (const tag of tags) {
          await driver.remove(paths.tag(repository, tag));
          changes.movedTags.push({ tag, from: digest });
        }
        changes.removedManifests.push(digest);
        const existed = await driver.remove(paths.manifest(repository, digest));
        await removeReferrer(this.#parts, repository, digest, stored.manifest);
        return existed;
      });
    });
    await driver.sync(paths.manifests(repository));
    if (!listing.isListed(repository)) await catalog.removeIfEmpty(repository);
    return removed;
  }

  async #find(
    repository: RepositoryName,
    digest: Digest,
  ): Promise<{ stored: StoredManifest; stat: FileStat } | undefined> {
    const { driver, paths, cache, quarantine } = this.#parts;
    const file = paths.manifest(repository, digest);
    const stat = await driver.stat(file);
    if (!stat?.isFile) return undefined;
    const cached = cache.get(digest, stat);
    if (cached) return { stored: new StoredManifest(digest, cached), stat };
    const read = await driver.read(file, manifestBytesLimit);
    if (!read) return undefined;
    if (digestOf(read.bytes, algorithmOf(digest)) !== digest) {
      await quarantine.take(digest, read.stat, file, file);
      return undefined;
    }
    cache.set(digest, read.stat, read.bytes);
    return { stored: new StoredManifest(digest, read.bytes), stat: read.stat };
  }

  /** Every blob and every child must be there, with the size that the manifest states. */
  async #requireReferences(repository: RepositoryName, manifest: Manifest): Promise<void> {
    const missing: { digest: Digest; kind: string }[] = [];
    const required = manifest.references.filter((reference) => reference.required);
    const named = [
      ...new Map(required.map((one) => [`${one.kind} ${one.digest} ${one.size}`, one])).values(),
    ];
    for (let at = 0; at < named.length; at += 64) {
      const some = named.slice(at, at + 64);
      const sizes = await Promise.all(
        some.map(async ({ digest, kind }) =>
          kind === 'manifest'
            ? (await this.read(repository, digest))?.bytes.length
            : (await this.#parts.blobs.find(repository, digest))?.size,
        ),
      );
      for (const [index, { digest, kind, size: stated }] of some.entries()) {
        const actual = sizes[index];
        if (actual === undefined) missing.push({ digest, kind });
        else if (actual !== stated)
          throw new StorageError({ code: 'REFERENCE_SIZE', digest, stated, actual });
      }
    }
    if (missing.length > 0) throw new StorageError({ code: 'REFERENCE_MISSING', missing });
  }

  /** Gives the written file its name, unless an intact manifest has it, and points the tags to it. */
  async #publish(
    repository: RepositoryName,
    { digest, manifest, tags, bytes }: ManifestPush,
    file: string,
    changes: ListingChanges,
  ): Promise<void> {
    const { driver, paths } = this.#parts;
    const known = await this.#find(repository, digest);
    if (known) {
      await reprieve(driver, paths.manifest(repository, digest), known.stat);
    } else {
      if (manifest.subject) await addReferrer(this.#parts, repository, manifest.subject.digest, digest);
      await this.#move(file, paths.manifest(repository, digest));
      changes.addedManifests.push({ digest, facts: factsOf(manifest, bytes.length, Date.now()) });
    }
    for (const tag of tags) {
      const from = await this.resolve(repository, tag);
      // Also one that points there already: pushed again, it is young again.
      await this.point(repository, tag, digest);
      changes.movedTags.push({ tag, from, to: digest });
    }
  }

  /** Points a tag to a manifest. The caller holds the repository's lock, and syncs the folder. */
  async point(repository: RepositoryName, tag: Tag, digest: Digest): Promise<void> {
    const { driver, paths, processes } = this.#parts;
    const link = paths.temporaryFile(processes.id);
    try {
      await driver.symlink(digest, link);
      await this.#move(link, paths.tag(repository, tag));
    } catch (error) {
      await driver.remove(link);
      throw error;
    }
  }

  /** Gives what was written its name. What cannot be moved must never be acknowledged. */
  async #move(written: string, name: string): Promise<void> {
    if (await this.#parts.driver.replace(written, name)) return;
    throw new Error(`${written} or the folder of ${name} was removed while a manifest was stored`);
  }
}

/** What is pushed: bytes that match the digest, what they say, and the tags to point to them. */
export interface ManifestPush {
  digest: Digest;
  bytes: Buffer;
  manifest: Manifest;
  tags: readonly Tag[];
  /** What whoever pushes may do; everything, when absent. */
  rights?: PushRights;
}
