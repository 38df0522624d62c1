import { randomInt } from 'node:crypto';
import type { Database } from '@/lib/database/database';
import { type Digest, isDigest } from '@/lib/oci/digest';
import type { ManifestReference } from '@/lib/oci/manifest';
import { isTag, type Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { FileSystemDriver } from '../driver';
import { parentOf, type StoragePaths } from '../paths';

/** Reads what the manifest of a repository names, from disk; `undefined` when it is not there or not sound. */
export type ReadReferences = (
  repository: RepositoryName,
  digest: Digest,
) => Promise<readonly ManifestReference[] | undefined>;

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
  readonly #driver: FileSystemDriver;
  readonly #paths: StoragePaths;
  readonly #readReferences: ReadReferences;

  constructor(database: Database, driver: FileSystemDriver, paths: StoragePaths, read: ReadReferences) {
    this.#database = database;
    this.#driver = driver;
    this.#paths = paths;
    this.#readReferences = read;
  }

  /** Whether the repository holds a manifest, as recorded. */
  isListed(repository: RepositoryName): boolean {
    return this.#row(repository)?.listed === 1;
  }

  /** Whether the rows are what is on disk. @param row what is recorded of the folder, if it was read already */
  async isFresh(
    repository: RepositoryName,
    row: { manifests_at_ms: number | null; listed: number | null } | undefined = this.#row(repository),
  ): Promise<boolean> {
    const onDisk = await this.#driver.stat(this.#paths.manifests(repository));
    if (!onDisk) return row === undefined || row.listed === 0;
    return row?.manifests_at_ms === onDisk.modifiedAtMs;
  }

  /**
   * Runs a change of the folder `manifests` and records it. The caller holds the repository's lock.
   * When the task throws, nothing is recorded, and the next reader sees whether anything was changed.
   */
  async record<T>(repository: RepositoryName, task: (changes: ListingChanges) => Promise<T>): Promise<T> {
    const folder = this.#paths.manifests(repository);
    const before = (await this.#driver.stat(folder))?.modifiedAtMs;
    const wasExact = before !== undefined && this.#row(repository)?.manifests_at_ms === before;
    const changes = new ListingChanges();
    const result = await task(changes);
    if (changes.isEmpty) return result;
    const after = await this.#driver.stamp(folder);
    this.#database.transaction(() => {
      this.#apply(repository, changes);
      this.#setTime(repository, wasExact ? (after ?? null) : null);
    });
    return result;
  }

  /** Reads the folder again, in steps that let requests pass. The caller holds the repository's lock. */
  async rebuild(repository: RepositoryName): Promise<void> {
    if (await this.isFresh(repository)) return;
    // Taken before the folder is read: what changes while it is read gives it another time.
    const at = await this.#driver.settle(this.#paths.manifests(repository));
    const scan = randomInt(1, 2 ** 47);
    for await (const batch of this.#batches(repository)) {
      const tags = await Promise.all(batch.tags.map((tag) => this.#target(repository, tag)));
      const unknown = this.#unknown(repository, batch.digests);
      const references = await Promise.all(unknown.map((digest) => this.#readReferences(repository, digest)));
      this.#database.transaction(() => {
        unknown.forEach((digest, at) => {
          this.#addReferences(repository, digest, references[at] ?? []);
        });
        for (const digest of batch.digests) this.#addManifest(repository, digest, scan);
        for (const found of tags) if (found) this.#addTag(repository, found.tag, found.digest, scan);
      });
    }
    await this.#removeUnseen(repository, scan);
    this.#database.transaction(() => this.#setTime(repository, at ?? null));
  }

  /**
   * Records what the manifests on disk name that are not known yet: the long part of a `rebuild`, which
   * needs no lock, because a manifest never changes.
   */
  async readAhead(repository: RepositoryName): Promise<void> {
    for await (const batch of this.#batches(repository)) {
      for (const digest of this.#unknown(repository, batch.digests)) {
        const references = await this.#readReferences(repository, digest);
        if (references) this.#database.transaction(() => this.#addReferences(repository, digest, references));
      }
    }
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

  /** Up to ten manifests that name this content as one of these kinds. */
  parentsOf(repository: RepositoryName, child: Digest, kinds: ManifestReference['kind'][]): Digest[] {
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
          .limit(10),
      )
      .map(({ parent }) => parent as Digest);
  }

  #row(repository: RepositoryName) {
    return this.#database.first(
      this.#database.query
        .selectFrom('folder')
        .select(['manifests_at_ms', 'listed'])
        .where('path', '=', repository),
    );
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

  async #target(repository: RepositoryName, tag: Tag): Promise<{ tag: Tag; digest: Digest } | undefined> {
    const digest = await this.#driver.readSymlink(this.#paths.tag(repository, tag));
    return digest !== undefined && isDigest(digest) ? { tag, digest } : undefined;
  }

  #unknown(repository: RepositoryName, digests: Digest[]): Digest[] {
    if (digests.length === 0) return [];
    const known = this.#database.all(
      this.#database.query
        .selectFrom('reference')
        .select('parent')
        .distinct()
        .where('repository', '=', repository)
        .where('parent', 'in', digests),
    );
    const names = new Set(known.map(({ parent }) => parent));
    return digests.filter((digest) => !names.has(digest));
  }

  #apply(repository: RepositoryName, changes: ListingChanges): void {
    for (const { digest, references } of changes.addedManifests) {
      this.#addManifest(repository, digest, 0);
      this.#addReferences(repository, digest, references);
    }
    for (const { tag, digest } of changes.addedTags) this.#addTag(repository, tag, digest, 0);
    const { query } = this.#database;
    for (const tag of changes.removedTags) {
      this.#database.run(
        query.deleteFrom('tag').where('repository', '=', repository).where('name', '=', tag),
      );
    }
    for (const digest of changes.removedManifests) {
      this.#database.run(
        query.deleteFrom('manifest').where('repository', '=', repository).where('digest', '=', digest),
      );
      this.#removeReferencesOf(repository, [digest]);
    }
  }

  #addTag(repository: RepositoryName, name: Tag, digest: Digest, scan: number): void {
    this.#database.run(this.#database.query.replaceInto('tag').values({ repository, name, digest, scan }));
  }

  #addManifest(repository: RepositoryName, digest: Digest, scan: number): void {
    this.#database.run(this.#database.query.replaceInto('manifest').values({ repository, digest, scan }));
  }

  #addReferences(repository: RepositoryName, parent: Digest, references: readonly ManifestReference[]): void {
    const named = new Map(
      references.map(({ digest, kind }) => [`${kind} ${digest}`, { child: digest, kind }]),
    );
    const rows = [...named.values()].map(({ child, kind }) => ({ repository, child, parent, kind }));
    for (let at = 0; at < rows.length; at += 100) {
      const some = rows.slice(at, at + 100);
      this.#database.run(this.#database.query.replaceInto('reference').values(some));
    }
  }

  async #removeUnseen(repository: RepositoryName, scan: number): Promise<void> {
    const { query } = this.#database;
    for (const [table, key] of [
      ['tag', 'name'],
      ['manifest', 'digest'],
    ] as const) {
      for (;;) {
        const rows = this.#database.all(
          query
            .selectFrom(table)
            .select(key as never)
            .where('repository', '=', repository)
            .where('scan', '!=', scan)
            .limit(500),
        ) as Record<string, string>[];
        if (rows.length === 0) break;
        const keys = rows.map((row) => row[key] ?? '');
        this.#database.run(
          query
            .deleteFrom(table)
            .where('repository', '=', repository)
            .where(key as never, 'in', keys as never),
        );
        if (table === 'manifest') this.#removeReferencesOf(repository, keys);
        await new Promise(setImmediate);
      }
    }
  }

  #removeReferencesOf(repository: RepositoryName, parents: string[]): void {
    this.#database.run(
      this.#database.query
        .deleteFrom('reference')
        .where('repository', '=', repository)
        .where('parent', 'in', parents),
    );
  }

  #setTime(repository: RepositoryName, manifests_at_ms: number | null): void {
    const { query } = this.#database;
    const any = this.#database.first(
      query.selectFrom('manifest').select('digest').where('repository', '=', repository).limit(1),
    );
    const listed = any ? 1 : 0;
    this.#database.run(
      query
        .insertInto('folder')
        .values({
          path: repository,
          parent: parentOf(repository),
          children_at_ms: null,
          manifests_at_ms,
          listed,
        })
        .onConflict((conflict) => conflict.column('path').doUpdateSet({ manifests_at_ms, listed })),
    );
  }
}

/** A tag and the manifest that it points to. */
export interface TagEntry {
  name: Tag;
  digest: Digest;
}

/** What a change of the folder `manifests` did. */
export class ListingChanges {
  readonly addedManifests: { digest: Digest; references: readonly ManifestReference[] }[] = [];
  readonly removedManifests: Digest[] = [];
  readonly addedTags: { tag: Tag; digest: Digest }[] = [];
  readonly removedTags: Tag[] = [];

  get isEmpty(): boolean {
    return (
      this.addedManifests.length +
        this.removedManifests.length +
        this.addedTags.length +
        this.removedTags.length ===
      0
    );
  }
}
