import type { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { versionKey } from '@/lib/oci/version-key';
import { parentOf } from '../paths';
import type { ListingChanges } from './listing-changes';
import type { ManifestFacts } from './manifest-facts';
import type { TagMove } from './tag-events';

/** How many manifests one transaction removes: each has many rows, which may be counted against quotas. */
const manifestsMax = 16;

/** A tag as it stands on disk. */
export interface FoundTag {
  tag: Tag;
  digest: Digest;
  pushedAtMs: number;
}

/** The rows of the index of tags and manifests: writes them, and compares them with what was found on disk. */
export class ListingRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** What is recorded of the folder. */
  row(repository: RepositoryName) {
    return this.#database.first(
      this.#database.query
        .selectFrom('folder')
        .select(['manifests_at_ms', 'listed'])
        .where('path', '=', repository),
    );
  }

  /** Those of the manifests of which nothing is known yet. */
  unknown(repository: RepositoryName, digests: Digest[]): Digest[] {
    if (digests.length === 0) return [];
    const known = this.#database.all(
      this.#database.query
        .selectFrom('manifest_fact')
        .select('digest')
        .where('repository', '=', repository)
        .where('digest', 'in', digests)
        .where('content_bytes', 'is not', null),
    );
    const names = new Set<string>(known.map(({ digest }) => digest));
    return digests.filter((digest) => !names.has(digest));
  }

  /** What the tags that were found on disk, in place of those that are recorded, say was done. */
  movesTo(repository: RepositoryName, tags: FoundTag[]): TagMove[] {
    if (tags.length === 0) return [];
    const known = this.#database.all(
      this.#database.query
        .selectFrom('tag')
        .select(['name', 'digest'])
        .where('repository', '=', repository)
        .where(
          'name',
          'in',
          tags.map(({ tag }) => tag),
        ),
    );
    const before = new Map<string, string>(known.map(({ name, digest }) => [name, digest]));
    return tags
      .filter(({ tag, digest }) => before.get(tag) !== digest)
      .map(({ tag, digest }) => ({ tag, from: before.get(tag) as Digest | undefined, to: digest }));
  }

  /** Writes what a change did. Inside a transaction. */
  apply(repository: RepositoryName, changes: ListingChanges): void {
    for (const { digest, facts } of changes.addedManifests) {
      this.addManifest(repository, digest, 0);
      this.addFacts(repository, digest, facts);
    }
    const { query } = this.#database;
    const pushedAtMs = Date.now();
    for (const { tag, to } of changes.movedTags) {
      if (to !== undefined) this.addTag(repository, { tag, digest: to, pushedAtMs }, 0);
      else {
        const rows = query.deleteFrom('tag').where('repository', '=', repository);
        this.#database.run(rows.where('name', '=', tag));
      }
    }
    for (const digest of changes.removedManifests) {
      this.#database.run(
        query.deleteFrom('manifest').where('repository', '=', repository).where('digest', '=', digest),
      );
      this.removeFactsOf(repository, [digest]);
    }
  }

  addTag(repository: RepositoryName, { tag, digest, pushedAtMs }: FoundTag, scan: number): void {
    const row = {
      repository,
      name: tag,
      digest,
      pushed_at_ms: pushedAtMs,
      version_key: versionKey(tag),
      scan,
    };
    this.#database.run(this.#database.query.replaceInto('tag').values(row));
  }

  addManifest(repository: RepositoryName, digest: Digest, scan: number): void {
    this.#database.run(this.#database.query.replaceInto('manifest').values({ repository, digest, scan }));
  }

  addFacts(repository: RepositoryName, digest: Digest, facts: ManifestFacts | undefined): void {
    if (!facts) return;
    const { query } = this.#database;
    this.#database.run(
      query.replaceInto('manifest_fact').values({
        repository,
        digest,
        size: facts.size,
        media_type: facts.mediaType,
        artifact_type: facts.artifactType ?? null,
        pushed_at_ms: facts.pushedAtMs,
        content_bytes: Number.isSafeInteger(facts.contentBytes) ? facts.contentBytes : 0,
      }),
    );
    const named = new Map<string, ManifestFacts['names'][number]>();
    for (const one of facts.names) {
      const key = `${one.kind} ${one.digest}`;
      // Named twice, it is needed if it is needed once.
      if (named.get(key)?.size === undefined) named.set(key, one);
    }
    const rows = [...named.values()].map(({ digest: child, kind, size }) => ({
      repository,
      child,
      parent: digest,
      kind,
      size: size ?? null,
    }));
    for (let at = 0; at < rows.length; at += 100) {
      this.#database.run(query.replaceInto('reference').values(rows.slice(at, at + 100)));
    }
  }

  /** Removes what the scan did not see, in steps that let requests pass. @param journal is told of the tags */
  async removeUnseen(
    repository: RepositoryName,
    scan: number,
    journal: (moves: TagMove[]) => void,
  ): Promise<void> {
    const { query } = this.#database;
    const unseen = (table: 'tag' | 'manifest') =>
      query.selectFrom(table).where('repository', '=', repository).where('scan', '!=', scan).limit(500);
    for (;;) {
      const rows = this.#database.all(unseen('tag').select(['name', 'digest']));
      if (rows.length === 0) break;
      const names = rows.map(({ name }) => name);
      this.#database.transaction(() => {
        journal(rows.map(({ name, digest }) => ({ tag: name as Tag, from: digest as Digest })));
        const gone = query.deleteFrom('tag').where('repository', '=', repository);
        this.#database.run(gone.where('name', 'in', names));
      });
      await new Promise(setImmediate);
    }
    for (;;) {
      const rows = unseen('manifest').select('digest').limit(manifestsMax);
      const digests = this.#database.all(rows).map(({ digest }) => digest);
      if (digests.length === 0) return;
      this.#database.transaction(() => {
        const gone = query.deleteFrom('manifest').where('repository', '=', repository);
        this.#database.run(gone.where('digest', 'in', digests));
        this.removeFactsOf(repository, digests);
      });
      await new Promise(setImmediate);
    }
  }

  removeFactsOf(repository: RepositoryName, digests: string[]): void {
    const { query } = this.#database;
    const facts = query.deleteFrom('manifest_fact').where('repository', '=', repository);
    this.#database.run(facts.where('digest', 'in', digests));
    const references = query.deleteFrom('reference').where('repository', '=', repository);
    this.#database.run(references.where('parent', 'in', digests));
  }

  /** Records for which time of the folder the rows are exact; null: for none. */
  setTime(repository: RepositoryName, manifests_at_ms: number | null): void {
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
          blobs_at_ms: null,
          listed,
        })
        .onConflict((conflict) => conflict.column('path').doUpdateSet({ manifests_at_ms, listed })),
    );
  }
}
