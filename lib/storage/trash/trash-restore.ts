import type { Digest } from '@/lib/oci/digest';
import { algorithmOf, digestOf } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Catalog } from '../listing/catalog';
import type { ListingChanges } from '../listing/listing-changes';
import { factsOf } from '../listing/manifest-facts';
import type { RepositoryListing } from '../listing/repository-listing';
import type { Manifests } from '../manifests';
import type { Origin } from '../origin';
import type { Quarantine } from '../quarantine';
import type { Quotas } from '../quotas/quotas';
import { addReferrer } from '../referrer-entries';
import { errnoOf } from '../storage-error';
import type { TagRules } from '../tag-rules';
import { type Closure, closureOf } from './closure';
import { placeLink } from './place-link';
import type { TrashEntry, TrashEntryId } from './trash-entry';
import { TrashError } from './trash-error';
import type { TrashPurge } from './trash-purge';
import type { TrashStore, TrashStoreParts } from './trash-store';

/** What `TrashRestore` stands on. */
export interface TrashRestoreParts extends TrashStoreParts {
  catalog: Catalog;
  listing: RepositoryListing;
  manifests: Manifests;
  quarantine: Quarantine;
  quotas: Quotas;
  tagRules: TagRules;
}

/** What came of a tag that was to be restored. */
export interface RestoredTag {
  name: Tag;
  digest: Digest;
  /** `taken`: it points to another manifest now, and was not to be overwritten, or is immutable. */
  outcome: 'restored' | 'already there' | 'taken';
  /** What it pointed to before. */
  from?: Digest;
}

/** What a restore did. */
export interface Restored {
  id: TrashEntryId;
  repository: RepositoryName;
  /** Manifests that the repository did not hold. */
  manifests: Digest[];
  /** How many blobs it did not hold. */
  blobs: number;
  tags: RestoredTag[];
  /** Whether all is back; then the entry is gone, else it stays. */
  complete: boolean;
}

/** How much of a repository is restored while its lock is held once. */
const batchMax = 16;

/**
 * Brings back what was deleted: blobs first, then the manifests that name them, then their tags, under the
 * repository's lock, durably. A crash leaves less restored, never a manifest without its blobs; run it again.
 */
export class TrashRestore {
  readonly #parts: TrashRestoreParts;
  readonly #store: TrashStore;
  readonly #purge: TrashPurge;

  constructor(parts: TrashRestoreParts, store: TrashStore, purge: TrashPurge) {
    this.#parts = parts;
    this.#store = store;
    this.#purge = purge;
  }

  /** @throws TrashError UNKNOWN_ENTRY, UNREADABLE_ENTRY, INCOMPLETE */
  async restore(id: string, origin: Origin, overwrite: boolean): Promise<Restored> {
    const entry = await this.#store.read(id);
    if (!entry) throw new TrashError({ code: 'UNKNOWN_ENTRY', id });
    const { driver, paths, catalog } = this.#parts;
    const { repository } = entry;
    await this.#plan(entry, entry.digests); // All of it, before anything is changed.
    const restored: Restored = {
      id: entry.id,
      repository,
      manifests: [],
      blobs: 0,
      tags: [],
      complete: true,
    };
    try {
      for (const batch of batchesOf(entry))
        await this.#restoreBatch(entry, batch, origin, overwrite, restored);
    } catch (error) {
      await catalog.removeIfEmpty(repository).catch(() => undefined); // The first error says more.
      throw error;
    }
    await driver.sync(paths.manifests(repository));
    restored.complete = restored.tags.every(({ outcome }) => outcome !== 'taken');
    if (restored.complete && (await this.#purge.retire(entry))) {
      await driver.sync(paths.trashEntries);
      await this.#purge.finish(repository, [entry.id]);
    }
    return restored;
  }

  async #restoreBatch(
    entry: TrashEntry,
    batch: Batch,
    origin: Origin,
    overwrite: boolean,
    restored: Restored,
  ): Promise<void> {
    const { driver, paths, locks, listing, catalog } = this.#parts;
    const { repository } = entry;
    for (;;) {
      if (!(await this.#hasFolders(repository))) await catalog.makeRepository(repository);
      const done = await locks.hold(`repository:${repository}`, async () => {
        // An empty repository may have been removed before we had the lock.
        if (!(await this.#hasFolders(repository))) return false;
        if (!(await this.#store.has(entry.id))) throw new TrashError({ code: 'UNKNOWN_ENTRY', id: entry.id });
        const plan = await this.#plan(entry, batch.digests);
        for (const { from, to } of plan.blobs) await this.#place(from, to);
        if (plan.blobs.length > 0) await driver.sync(paths.blobs(repository));
        this.#parts.quotas.cover(repository);
        await listing.record(repository, origin, async (changes) => {
          for (const [digest, manifest] of plan.closure.manifests) {
            if (manifest?.subject)
              await addReferrer(this.#parts, repository, manifest.subject.digest, digest);
            await this.#restoreManifest(repository, digest, changes);
          }
          for (const tag of batch.tags) {
            restored.tags.push(await this.#restoreTag(repository, tag, overwrite, changes));
          }
        });
        restored.manifests.push(...plan.closure.manifests.keys());
        restored.blobs += plan.blobs.length;
        return true;
      });
      if (done) return;
    }
  }

  /** A removal of an empty repository that failed half-way leaves one of them. */
  async #hasFolders(repository: RepositoryName): Promise<boolean> {
    const { driver, paths } = this.#parts;
    const folders = [paths.manifests(repository), paths.blobs(repository)];
    return (await Promise.all(folders.map((folder) => driver.stat(folder)))).every((stat) => stat?.isFolder);
  }

  /** What has to be linked so that the repository holds these manifests. @throws TrashError INCOMPLETE */
  async #plan({ id, repository }: TrashEntry, digests: Digest[]): Promise<Plan> {
    const { paths, manifests, blobs } = this.#parts;
    const missing: { digest: Digest; kind: string }[] = [];
    const closure = await closureOf(digests, async (digest) => {
      // What the repository holds is whole.
      if (await manifests.read(repository, digest)) return undefined;
      const stored = await this.#store.readManifest(repository, digest);
      if (stored && digestOf(stored.bytes, algorithmOf(digest)) === digest) return stored;
      missing.push({ digest, kind: 'manifest' });
      return undefined;
    });
    for (const [digest, manifest] of closure.manifests)
      if (!manifest) missing.push({ digest, kind: 'manifest' });
    const links: Plan['blobs'] = [];
    for (const [digest, { kind, size, required }] of closure.blobs) {
      if (await blobs.find(repository, digest)) continue;
      const from = await this.#soundCopy(repository, digest, size);
      if (from !== undefined) links.push({ from, to: paths.blob(repository, digest) });
      else if (required) missing.push({ digest, kind });
    }
    if (missing.length > 0) throw new TrashError({ code: 'INCOMPLETE', id, missing });
    return { closure, blobs: links };
  }

  /** A file with a blob's bytes, as far as its size and the quarantine tell: the trash's, else the pool's. */
  async #soundCopy(repository: RepositoryName, digest: Digest, size: number): Promise<string | undefined> {
    const { driver, paths, quarantine } = this.#parts;
    for (const file of [paths.trashBlob(repository, digest), paths.poolBlob(digest)]) {
      const stat = await driver.stat(file);
      if (stat?.isFile && stat.size === size && !quarantine.has(digest, stat)) return file;
    }
    return undefined;
  }

  async #restoreManifest(repository: RepositoryName, digest: Digest, changes: ListingChanges): Promise<void> {
    const { driver, paths, manifests } = this.#parts;
    const file = paths.manifest(repository, digest);
    await this.#place(paths.trashManifest(repository, digest), file);
    const [stored, stat] = [await manifests.read(repository, digest), await driver.stat(file)];
    if (!stored || !stat) throw new Error(`${file} was removed while it was restored`);
    changes.addedManifests.push({ digest, facts: factsOf(stored.manifest, stat.size, stat.modifiedAtMs) });
  }

  async #restoreTag(
    repository: RepositoryName,
    { name, digest }: TrashEntry['tags'][number],
    overwrite: boolean,
    changes: ListingChanges,
  ): Promise<RestoredTag> {
    const { manifests } = this.#parts;
    const from = await manifests.resolve(repository, name);
    if (from === digest) return { name, digest, outcome: 'already there', from };
    const isImmutable = this.#parts.tagRules.immutableBy(repository, name) !== undefined;
    if (from !== undefined && (!overwrite || isImmutable)) return { name, digest, outcome: 'taken', from };
    await manifests.point(repository, name, digest);
    changes.movedTags.push({ tag: name, from, to: digest });
    return { name, digest, outcome: 'restored', from };
  }

  async #place(from: string, to: string): Promise<void> {
    try {
      if (await placeLink(this.#parts, from, to)) return;
    } catch (error) {
      if (errnoOf(error) !== undefined) throw error;
      throw new Error(`${to} could not be restored`, { cause: error });
    }
    throw new Error(`${from} was removed while it was restored`);
  }
}

/** What is restored while the lock is held once. */
interface Batch {
  digests: Digest[];
  tags: TrashEntry['tags'];
}

interface Plan {
  closure: Closure;
  blobs: { from: string; to: string }[];
}

/** A repository comes back in parts, its tags last; everything else at once. */
function* batchesOf({ kind, digests, tags }: TrashEntry): Generator<Batch> {
  if (kind !== 'repository') {
    yield { digests, tags };
    return;
  }
  for (let at = 0; at < digests.length; at += batchMax) {
    yield { digests: digests.slice(at, at + batchMax), tags: [] };
  }
  for (let at = 0; at < tags.length; at += batchMax) {
    const some = tags.slice(at, at + batchMax);
    // One may have been deleted again since the parts before.
    yield { digests: some.map(({ digest }) => digest), tags: some };
  }
}
