import { randomInt } from 'node:crypto';
import type { Database } from '@/lib/database/database';
import { type Digest, isDigest } from '@/lib/oci/digest';
import { isTag, type Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { batchesOf } from '../batches';
import type { FileSystemDriver } from '../driver';
import { foundOnDisk, type Origin } from '../origin';
import type { StoragePaths } from '../paths';
import { ListingChanges } from './listing-changes';
import { type FoundTag, ListingRows } from './listing-rows';
import type { ManifestFacts } from './manifest-facts';
import { recordTagEvents, type TagMove } from './tag-events';

/** Reads what a manifest of a repository says, from disk; `undefined` when it is not there or not sound. */
export type ReadFacts = (repository: RepositoryName, digest: Digest) => Promise<ManifestFacts | undefined>;

/**
 * Whether the rows of a repository are what is on disk.
 * @param row what is recorded of it, if anything is
 * @param modifiedAtMs of its folder of manifests on disk, if that is there
 */
export function isExact(
  row: { manifests_at_ms: number | null; listed: number | null } | undefined,
  modifiedAtMs: number | undefined,
): boolean {
  if (modifiedAtMs === undefined) return row === undefined || row.listed === 0;
  return row?.manifests_at_ms === modifiedAtMs;
}

/**
 * The list of a repository's tags, manifests and what they name: an index, in the database, of the folder
 * `manifests`, so that a page of 500,000 tags costs a page.
 *
 * It is exact while the folder's modification time is the recorded one. Whoever changes the folder does so
 * under the repository's lock, through `record`, which writes the rows and the new time in one transaction.
 * A crash between the change and the transaction, a change by hand, or the loss of the database leave a
 * time that differs: then `rebuild` reads the folder again.
 */
export class RepositoryListing {
  readonly #database: Database;
  readonly #rows: ListingRows;
  readonly #driver: FileSystemDriver;
  readonly #paths: StoragePaths;
  readonly #readFacts: ReadFacts;
  readonly #onChanged: (change: RecordedChange) => void;

  /** @param onChanged is told of each change that `record` has recorded */
  constructor(
    database: Database,
    driver: FileSystemDriver,
    paths: StoragePaths,
    read: ReadFacts,
    onChanged: (change: RecordedChange) => void = () => undefined,
  ) {
    this.#onChanged = onChanged;
    this.#database = database;
    this.#rows = new ListingRows(database);
    this.#driver = driver;
    this.#paths = paths;
    this.#readFacts = read;
  }

  /** Whether the repository holds a manifest, as recorded. */
  isListed(repository: RepositoryName): boolean {
    return this.#rows.row(repository)?.listed === 1;
  }

  /** Whether the rows are what is on disk. */
  async isFresh(repository: RepositoryName): Promise<boolean> {
    const row = this.#rows.row(repository);
    return isExact(row, (await this.#driver.stat(this.#paths.manifests(repository)))?.modifiedAtMs);
  }

  /**
   * Runs a change of the folder `manifests` and records it. The caller holds the repository's lock.
   * When the task throws, nothing is recorded, and the next reader sees whether anything was changed.
   * @param origin who makes the change: every move of a tag goes into the tag's history
   */
  async record<T>(
    repository: RepositoryName,
    origin: Origin,
    task: (changes: ListingChanges) => Promise<T>,
  ): Promise<T> {
    const folder = this.#paths.manifests(repository);
    const before = (await this.#driver.stat(folder))?.modifiedAtMs;
    const wasExact = before !== undefined && this.#rows.row(repository)?.manifests_at_ms === before;
    const changes = new ListingChanges();
    const result = await task(changes);
    if (changes.isEmpty) return result;
    const after = await this.#driver.stamp(folder);
    this.#database.transaction(() => {
      if (!wasExact) this.#journalUnseen(repository, changes.movedTags);
      this.#rows.apply(repository, changes);
      recordTagEvents(this.#database, repository, origin, changes.movedTags);
      this.#rows.setTime(repository, wasExact ? (after ?? null) : null);
    });
    if (changes.movedTags.length > 0) origin.onMoved?.(changes.movedTags);
    this.#onChanged({
      repository,
      origin,
      movedTags: changes.movedTags,
      addedManifests: changes.addedManifests.map(({ digest }) => digest),
      removedManifests: changes.removedManifests,
    });
    return result;
  }

  /** Reads the folder again, in steps that let requests pass. The caller holds the repository's lock. */
  async rebuild(repository: RepositoryName): Promise<void> {
    if (await this.isFresh(repository)) return;
    // Taken before the folder is read: what changes while it is read gives it another time.
    const at = await this.#driver.settle(this.#paths.manifests(repository));
    const scan = randomInt(1, 2 ** 47);
    // The first reading of a folder finds tags that nobody moved just now.
    const wasRead = this.#rows.row(repository)?.listed != null;
    const journal = (moves: TagMove[]) => {
      if (wasRead) recordTagEvents(this.#database, repository, foundOnDisk, moves);
    };
    for await (const batch of this.#batches(repository)) {
      const found = await Promise.all(batch.tags.map((tag) => this.#target(repository, tag)));
      const tags = found.filter((one) => one !== undefined);
      const unknown = this.#rows.unknown(repository, batch.digests);
      const facts = await Promise.all(unknown.map((digest) => this.#readFacts(repository, digest)));
      const factsOf = new Map(unknown.map((digest, at) => [digest, facts[at]]));
      for (const digests of batchesOf(batch.digests, recordedAtOnce)) {
        this.#database.transaction(() => {
          for (const digest of digests) {
            this.#rows.addFacts(repository, digest, factsOf.get(digest));
            this.#rows.addManifest(repository, digest, scan);
          }
        });
        await new Promise(setImmediate);
      }
      this.#database.transaction(() => {
        journal(this.#rows.movesTo(repository, tags));
        for (const one of tags) this.#rows.addTag(repository, one, scan);
      });
    }
    await this.#rows.removeUnseen(repository, scan, journal);
    this.#database.transaction(() => this.#rows.setTime(repository, at ?? null));
  }

  /**
   * Records what the manifests on disk name that are not known yet: the long part of a `rebuild`, which
   * needs no lock, because a manifest never changes.
   */
  async readAhead(repository: RepositoryName): Promise<void> {
    for await (const batch of this.#batches(repository)) {
      const unknown = this.#rows.unknown(repository, batch.digests);
      for (let at = 0; at < unknown.length; at += readAtOnce) {
        const some = unknown.slice(at, at + readAtOnce);
        const facts = await Promise.all(some.map((digest) => this.#readFacts(repository, digest)));
        this.#database.transaction(() => {
          for (const [index, digest] of some.entries()) this.#rows.addFacts(repository, digest, facts[index]);
        });
      }
    }
  }

  /**
   * Reads again what every manifest says, and has the next `rebuild` read the folder, although its time says that
   * nothing changed: for an index that was found wrong. It needs no lock.
   */
  async readAgain(repository: RepositoryName): Promise<void> {
    for await (const batch of this.#batches(repository)) {
      for (const digest of batch.digests) {
        const facts = await this.#readFacts(repository, digest);
        this.#database.transaction(() => {
          this.#rows.removeFactsOf(repository, [digest]);
          this.#rows.addFacts(repository, digest, facts);
        });
      }
    }
    const { query } = this.#database;
    this.#database.run(
      query.updateTable('folder').set({ manifests_at_ms: null }).where('path', '=', repository),
    );
  }

  /** Tags whose manifest is there, in ASCII order, after `last`. */
  tags(repository: RepositoryName, page: { last?: string; limit: number }): TagEntry[] {
    const rows = this.#database.all(
      this.#database.query
        .selectFrom('tag')
        .innerJoin('manifest', (join) =>
          join
            .onRef('manifest.repository', '=', 'tag.repository')
            .onRef('manifest.digest', '=', 'tag.digest'),
        )
        .select(['tag.name', 'tag.digest'])
        .where('tag.repository', '=', repository)
        .where('tag.name', '>', page.last ?? '')
        .orderBy('tag.name')
        .limit(page.limit),
    );
    return rows as TagEntry[];
  }

  /** Tags that point to a manifest that is not there. */
  brokenTags(repository: RepositoryName, limit: number): TagEntry[] {
    const rows = this.#database.all(
      this.#database.query
        .selectFrom('tag')
        .leftJoin('manifest', (join) =>
          join
            .onRef('manifest.repository', '=', 'tag.repository')
            .onRef('manifest.digest', '=', 'tag.digest'),
        )
        .select(['tag.name', 'tag.digest'])
        .where('tag.repository', '=', repository)
        .where('manifest.digest', 'is', null)
        .orderBy('tag.name')
        .limit(limit),
    );
    return rows as TagEntry[];
  }

  /** When a tag was pushed last, as recorded. */
  pushedAtMs(repository: RepositoryName, tag: Tag): number | undefined {
    const rows = this.#database.query.selectFrom('tag').select('pushed_at_ms');
    return this.#database.first(rows.where('repository', '=', repository).where('name', '=', tag))
      ?.pushed_at_ms;
  }

  /** The tags that point to a manifest. */
  tagsOf(repository: RepositoryName, digest: Digest): Tag[] {
    return this.#database
      .all(
        this.#database.query
          .selectFrom('tag')
          .select('name')
          .where('repository', '=', repository)
          .where('digest', '=', digest),
      )
      .map(({ name }) => name as Tag);
  }

  /** Manifests, up to ten where no other limit is given, that name this content as one of these kinds. */
  parentsOf(
    repository: RepositoryName,
    child: Digest,
    kinds: ('config' | 'layer' | 'manifest' | 'subject')[],
    limit = 10,
  ): Digest[] {
    return this.#database
      .all(
        this.#database.query
          .selectFrom('reference')
          // What a manifest names may still be there when the manifest was deleted while it was read ahead.
          .innerJoin('manifest', (join) =>
            join
              .onRef('manifest.repository', '=', 'reference.repository')
              .onRef('manifest.digest', '=', 'reference.parent'),
          )
          .select('reference.parent')
          .distinct()
          .where('reference.repository', '=', repository)
          .where('reference.child', '=', child)
          .where('reference.kind', 'in', kinds)
          .where('reference.parent', '!=', child)
          .limit(limit),
      )
      .map(({ parent }) => parent as Digest);
  }

  async *#batches(repository: RepositoryName): AsyncGenerator<{ tags: Tag[]; digests: Digest[] }> {
    let batch = { tags: [] as Tag[], digests: [] as Digest[] };
    for await (const { name, kind } of this.#driver.names(this.#paths.manifests(repository))) {
      if (kind === 'symlink' && isTag(name)) batch.tags.push(name);
      if (kind === 'file' && isDigest(name)) batch.digests.push(name);
      if (batch.tags.length + batch.digests.length >= 256) {
        yield batch;
        batch = { tags: [], digests: [] };
      }
    }
    yield batch;
  }

  async #target(repository: RepositoryName, tag: Tag): Promise<FoundTag | undefined> {
    const file = this.#paths.tag(repository, tag);
    const [digest, stat] = [await this.#driver.readSymlink(file), await this.#driver.stat(file)];
    if (digest === undefined || !stat || !isDigest(digest)) return undefined;
    return { tag, digest, pushedAtMs: stat.modifiedAtMs };
  }

  /**
   * Journals that tags had moved before they were moved now: a move whose last step failed stays on disk, and the client
   * that asks for it again then moves nothing.
   */
  #journalUnseen(repository: RepositoryName, moved: readonly TagMove[]): void {
    if (this.#rows.row(repository)?.listed == null) return; // As in `rebuild`.
    for (let at = 0; at < moved.length; at += 100) {
      const found = moved
        .slice(at, at + 100)
        .flatMap(({ tag, from }) => (from === undefined ? [] : [{ tag, digest: from, pushedAtMs: 0 }]));
      recordTagEvents(this.#database, repository, foundOnDisk, this.#rows.movesTo(repository, found));
    }
  }
}

/** Manifests that are read at once: enough to keep the disk busy, and few enough that large ones fit into memory. */
const readAtOnce = 8;
/** Manifests that are recorded in one transaction: each has many rows, which may be counted against quotas. */
const recordedAtOnce = 16;

/** A tag and the manifest that it points to. */
export interface TagEntry {
  name: Tag;
  digest: Digest;
}

/** A change of a repository that `record` has recorded, and who made it. */
export interface RecordedChange {
  repository: RepositoryName;
  origin: Origin;
  movedTags: readonly TagMove[];
  addedManifests: readonly Digest[];
  removedManifests: readonly Digest[];
}
