import { algorithmOf, type Digest, digestOf, isDigest } from '@/lib/oci/digest';
import { type Manifest, parseManifest } from '@/lib/oci/manifest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Blobs } from './blobs';
import type { FileSystemDriver } from './driver';
import type { Catalog } from './listing/catalog';
import { factsOf } from './listing/manifest-facts';
import type { ListingChanges, RepositoryListing } from './listing/repository-listing';
import type { Locks } from './locks';
import type { Origin } from './origin';
import type { StoragePaths } from './paths';
import type { Processes } from './processes';
import type { Quarantine } from './quarantine';
import type { SmallCache } from './small-cache';
import { errnoOf, StorageError } from './storage-error';
import { requireMovable, requireRemovable, type TagRules } from './tag-rules';

/** What `Manifests` stands on. */
export interface ManifestParts {
  driver: FileSystemDriver;
  paths: StoragePaths;
  processes: Processes;
  locks: Locks;
  catalog: Catalog;
  listing: RepositoryListing;
  quarantine: Quarantine;
  cache: SmallCache;
  blobs: Blobs;
  tagRules: TagRules;
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

  /** The exact bytes of a manifest; `undefined` when the repository does not hold it. */
  async read(repository: RepositoryName, digest: Digest): Promise<StoredManifest | undefined> {
    const { driver, paths, cache, quarantine } = this.#parts;
    const file = paths.manifest(repository, digest);
    const found = await driver.stat(file);
    if (!found?.isFile) return undefined;
    const cached = cache.get(digest, found);
    if (cached) return new StoredManifest(digest, cached);
    const read = await driver.read(file, manifestBytesLimit);
    if (!read) return undefined;
    if (digestOf(read.bytes, algorithmOf(digest)) !== digest) {
      await quarantine.take(digest, read.stat, file, file);
      return undefined;
    }
    cache.set(digest, read.stat, read.bytes);
    return new StoredManifest(digest, read.bytes);
  }

  /**
   * Stores a manifest and points tags to it, durably.
   * @throws StorageError REFERENCE_MISSING, REFERENCE_SIZE, TAG_PROTECTED
   */
  async put(repository: RepositoryName, push: ManifestPush, origin: Origin): Promise<void> {
    const { driver, paths, processes, locks, listing, catalog, tagRules } = this.#parts;
    const file = paths.temporaryFile(processes.id);
    try {
      await driver.write(file, push.bytes);
      for (let isThere = false; !isThere; ) {
        if (!(await driver.stat(paths.manifests(repository)))) await catalog.makeRepository(repository);
        isThere = await locks.hold(`repository:${repository}`, async () => {
          // An empty repository may have been removed before we had the lock.
          if (!(await driver.stat(paths.manifests(repository)))) return false;
          await this.#requireReferences(repository, push.manifest);
          await requireMovable(tagRules, repository, push, (tag) => this.resolve(repository, tag));
          await listing.record(repository, origin, (changes) =>
            this.#publish(repository, push, file, changes),
          );
          return true;
        });
      }
      await driver.sync(paths.manifests(repository));
    } finally {
      await driver.remove(file);
    }
  }

  /**
   * Removes a tag; the manifest stays.
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
    const { driver, paths, locks, listing, tagRules } = this.#parts;
    if ((await this.resolve(repository, tag)) === undefined) return false;
    const removed = await locks.hold(`repository:${repository}`, () =>
      listing.record(repository, origin, async (changes) => {
        const from = await this.resolve(repository, tag);
        if (only && (from !== only.ifDigest || listing.pushedAtMs(repository, tag) !== only.ifPushedAtMs))
          return false;
        requireRemovable(tagRules, repository, [tag]);
        const removed = await driver.remove(paths.tag(repository, tag));
        if (removed) changes.movedTags.push({ tag, from });
        return removed;
      }),
    );
    await driver.sync(paths.manifests(repository));
    return removed;
  }

  /**
   * Removes a manifest and the tags that point to it.
   * @returns false when the repository does not hold it
   * @throws StorageError REFERENCED when an index of the repository names it; TAG_PROTECTED
   */
  async delete(repository: RepositoryName, digest: Digest, origin: Origin): Promise<boolean> {
    const { driver, paths, locks, listing, catalog, tagRules } = this.#parts;
    const stored = await this.read(repository, digest);
    if (!stored) return false;
    await listing.readAhead(repository);
    const removed = await locks.hold(`repository:${repository}`, async () => {
      await listing.rebuild(repository);
      const by = listing.parentsOf(repository, digest, ['manifest']);
      if (by.length > 0) throw new StorageError({ code: 'REFERENCED', by });
      requireRemovable(tagRules, repository, listing.tagsOf(repository, digest));
      return await listing.record(repository, origin, async (changes) => {
        for (const tag of listing.tagsOf(repository, digest)) {
          await driver.remove(paths.tag(repository, tag));
          changes.movedTags.push({ tag, from: digest });
        }
        changes.removedManifests.push(digest);
        const existed = await driver.remove(paths.manifest(repository, digest));
        await this.#removeReferrer(repository, digest, stored.manifest);
        return existed;
      });
    });
    await driver.sync(paths.manifests(repository));
    if (!listing.isListed(repository)) await catalog.removeIfEmpty(repository);
    return removed;
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
    const { paths } = this.#parts;
    if (!(await this.read(repository, digest))) {
      if (manifest.subject) await this.#addReferrer(repository, manifest.subject.digest, digest);
      await this.#move(file, paths.manifest(repository, digest));
      changes.addedManifests.push({ digest, facts: factsOf(manifest, bytes.length, Date.now()) });
    }
    for (const tag of tags) {
      const from = await this.resolve(repository, tag);
      // Also one that points there already: pushed again, it is young again.
      await this.#point(repository, tag, digest);
      changes.movedTags.push({ tag, from, to: digest });
    }
  }

  async #point(repository: RepositoryName, tag: Tag, digest: Digest): Promise<void> {
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

  async #addReferrer(repository: RepositoryName, subject: Digest, digest: Digest): Promise<void> {
    const { driver, paths } = this.#parts;
    await driver.makeFolders(paths.referrers(repository, subject));
    try {
      await driver.symlink(paths.referrerTarget(digest), paths.referrer(repository, subject, digest));
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
    await driver.sync(paths.referrers(repository, subject));
  }

  async #removeReferrer(repository: RepositoryName, digest: Digest, manifest: Manifest): Promise<void> {
    const { driver, paths } = this.#parts;
    if (!manifest.subject) return;
    await driver.remove(paths.referrer(repository, manifest.subject.digest, digest));
    await driver.removeEmptyFolder(paths.referrers(repository, manifest.subject.digest));
  }
}

/** More than any manifest has, in bytes: what is read into memory at most. */
const manifestBytesLimit = 64 * 1024 * 1024;

/** What is pushed: bytes that match the digest, what they say, and the tags to point to them. */
export interface ManifestPush {
  digest: Digest;
  bytes: Buffer;
  manifest: Manifest;
  tags: readonly Tag[];
}

/** Media types of manifests in the cache: parsing costs more than all else in a pull. */
const mediaTypes = new WeakMap<Buffer, string>();

/** A manifest as it was pushed. */
export class StoredManifest {
  readonly digest: Digest;
  readonly bytes: Buffer;

  constructor(digest: Digest, bytes: Buffer) {
    this.digest = digest;
    this.bytes = bytes;
  }

  /** What the manifest says; parsed at each call. */
  get manifest(): Manifest {
    return parseManifest(this.bytes);
  }

  /** The media type that it was pushed with. */
  get mediaType(): string {
    let mediaType = mediaTypes.get(this.bytes);
    if (mediaType === undefined) {
      mediaType = this.manifest.mediaType;
      mediaTypes.set(this.bytes, mediaType);
    }
    return mediaType;
  }
}
