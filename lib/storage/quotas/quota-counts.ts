import { sql } from 'kysely';
import type { Compilable, Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { batchesOf } from '../batches';
import { StorageError } from '../storage-error';
import type { NamespaceLimit } from './quota-rules';

/** Content that a repository is about to hold. */
export interface Arrival {
  digest: Digest;
  /** Bytes. */
  size: number;
}

/** What a namespace holds. */
export interface NamespaceCount {
  bytes: number;
  repositories: number;
  /** False while what was there when its quota was set is still being counted. */
  counted: boolean;
}

/** Past the last digest. */
const allDigests = '~';
/** Manifests, and names in them, that are counted in one step: about a millisecond. */
const stepManifests = 8;
const stepNames = 60;

/**
 * What is counted against quotas: rows of the database that its triggers keep (`lib/database/quota-schema.ts`).
 *
 * A repository counts with its manifests, with the blobs that they name, each once, and with what has arrived: blobs
 * that were pushed or mounted and that no manifest names yet. Every claim is one transaction that looks and takes, so
 * that all processes together never take more than there is. What was deleted does not count, also while the trash, or
 * the disk until collection, still has it.
 */
export class QuotaCounts {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Has content count in a repository that is about to hold it.
   * @param limits that the repository falls under
   * @param isLimited whether to refuse what is too much
   * @returns what did not count before
   * @throws StorageError QUOTA_EXCEEDED; then nothing counts that did not before
   */
  claim(
    repository: RepositoryName,
    arrivals: readonly Arrival[],
    limits: readonly NamespaceLimit[],
    isLimited: boolean,
  ): Arrival[] {
    return this.#database.transaction(() => {
      this.cover(repository, limits);
      const held = this.#held(
        repository,
        arrivals.map(({ digest }) => digest),
      );
      const fresh = [...new Map(arrivals.map((one) => [one.digest, one])).values()].filter(
        ({ digest }) => !held.has(digest),
      );
      if (isLimited && fresh.length > 0) {
        const wanted = fresh.reduce((bytes, { size }) => bytes + size, 0);
        for (const limit of limits) this.requireRoom(repository, limit, wanted);
      }
      const { query } = this.#database;
      for (const some of batchesOf(fresh, 100)) {
        const rows = some.map(({ digest, size }) => ({ repository, digest, size, at_ms: Date.now() }));
        this.#database.run(query.insertInto('quota_arrival').values(rows));
      }
      return fresh;
    });
  }

  /** Whether something counts in a repository already. */
  isHeld(repository: RepositoryName, digest: Digest): boolean {
    return this.#held(repository, [digest]).has(digest);
  }

  /** What has arrived and is not there after all counts no longer. */
  forget(repository: RepositoryName, digests: readonly Digest[]): void {
    const { query } = this.#database;
    for (const some of batchesOf(digests, 100)) {
      const rows = query.deleteFrom('quota_arrival').where('repository', '=', repository);
      this.#database.run(rows.where('digest', 'in', some));
    }
  }

  /** @throws StorageError QUOTA_EXCEEDED when so many bytes more, or one repository more, are too many */
  requireRoom(repository: RepositoryName, limit: NamespaceLimit, wanted: number): void {
    const { namespace, bytes, repositories, setting } = limit;
    const used = this.of(namespace);
    if (bytes !== undefined && wanted > 0 && used.bytes + wanted > bytes) {
      const exceeded = { namespace, of: 'bytes', limit: bytes, used: used.bytes, wanted, setting } as const;
      throw new StorageError({ code: 'QUOTA_EXCEEDED', ...exceeded });
    }
    if (repositories === undefined || used.repositories < repositories || this.#isCounted(repository)) return;
    throw new StorageError({
      code: 'QUOTA_EXCEEDED',
      namespace,
      of: 'repositories',
      limit: repositories,
      used: used.repositories,
      wanted: 1,
      setting,
    });
  }

  /** What a namespace holds, as far as it is counted. */
  of(namespace: string): NamespaceCount {
    const rows = this.#database.query.selectFrom('quota_namespace').selectAll();
    const row = this.#database.first(rows.where('namespace', '=', namespace));
    if (!row) return { bytes: 0, repositories: 0, counted: this.#isEmpty(namespace) };
    return { bytes: row.bytes, repositories: row.repositories, counted: row.counted === 1 };
  }

  /**
   * Has a repository count in its namespaces from now on. What it holds already is counted by `countOn`.
   * @returns whether something of it is yet to be counted
   */
  cover(repository: RepositoryName, limits: readonly NamespaceLimit[]): boolean {
    const { query } = this.#database;
    const members = new Set(this.namespacesOf(repository));
    const missing = limits.filter(({ namespace }) => !members.has(namespace));
    if (missing.length === 0) return this.#through(repository) !== allDigests;
    return this.#database.transaction(() => {
      const manifests = query.selectFrom('manifest').select('digest').where('repository', '=', repository);
      const through = this.#database.first(manifests.limit(1)) ? '' : allDigests;
      this.#database.run(
        query
          .insertInto('quota_repository')
          .values({ repository, bytes: 0, holds: 0, through })
          .onConflict((conflict) => conflict.doNothing()),
      );
      for (const { namespace } of missing) {
        const counted = this.#isEmpty(namespace, repository) ? 1 : 0;
        const row = { namespace, bytes: 0, repositories: 0, counted, wanted_at_ms: Date.now() };
        this.#database.run(
          query
            .insertInto('quota_namespace')
            .values(row)
            .onConflict((conflict) => conflict.doNothing()),
        );
        this.#database.run(query.insertInto('quota_member').values({ repository, namespace }));
      }
      return this.#through(repository) !== allDigests;
    });
  }

  /** The namespaces that a repository counts in. */
  namespacesOf(repository: RepositoryName): string[] {
    const rows = this.#database.query.selectFrom('quota_member').select('namespace');
    return this.#database.all(rows.where('repository', '=', repository)).map(({ namespace }) => namespace);
  }

  /**
   * Counts a little more of what a repository held when it came under a quota. Takes about a millisecond.
   * @returns whether there is more to count
   */
  countOn(repository: RepositoryName): boolean {
    return this.#database.transaction(() => {
      const through = this.#through(repository);
      if (through === allDigests) return false;
      const digests = this.#nextManifests(repository, through);
      const end = digests.at(-1) ?? allDigests;
      const names = sql`
        SELECT DISTINCT child FROM reference INDEXED BY reference_by_parent
        WHERE repository = ${repository} AND size IS NOT NULL
          AND parent IN (SELECT value FROM json_each(${JSON.stringify(digests)}))`;
      const blobBytes = sql<{ bytes: number }>`
        SELECT coalesce(sum((
          SELECT size FROM quota_named WHERE repository = ${repository} AND child = names.child
          ORDER BY parent, kind LIMIT 1)), 0) AS bytes
        FROM (${names}) AS names`;
      const before = this.#first(blobBytes)?.bytes ?? 0;
      this.#run(sql`UPDATE quota_repository SET through = ${end} WHERE repository = ${repository}`);
      const after = this.#first(blobBytes)?.bytes ?? 0;
      this.#run(sql`
        UPDATE quota_repository SET bytes = quota_repository.bytes + ${after - before} + these.bytes,
          holds = holds + these.count
        FROM (
          SELECT coalesce(sum(size), 0) AS bytes, count(*) AS count FROM manifest
          LEFT JOIN manifest_fact
            ON manifest_fact.repository = manifest.repository AND manifest_fact.digest = manifest.digest
          WHERE manifest.repository = ${repository}
            AND manifest.digest IN (SELECT value FROM json_each(${JSON.stringify(digests)}))) AS these
        WHERE repository = ${repository}`);
      this.#run(sql`
        DELETE FROM quota_arrival WHERE repository = ${repository} AND (
          digest IN (SELECT value FROM json_each(${JSON.stringify(digests)}))
          OR (digest IN (${names}) AND EXISTS (
            SELECT 1 FROM quota_named WHERE repository = ${repository} AND child = quota_arrival.digest)))`);
      return end !== allDigests;
    });
  }

  #nextManifests(repository: RepositoryName, through: string): string[] {
    const rows = this.#database.all(
      this.#database.query
        .selectFrom('manifest')
        .select([
          'digest',
          ({ selectFrom, fn }) =>
            selectFrom('reference')
              .select(fn.countAll<number>().as('names'))
              .whereRef('reference.repository', '=', 'manifest.repository')
              .whereRef('reference.parent', '=', 'manifest.digest')
              .as('names'),
        ])
        .where('repository', '=', repository)
        .where('digest', '>', through)
        .orderBy('digest')
        .limit(stepManifests),
    );
    const digests: string[] = [];
    let names = 0;
    for (const row of rows) {
      names += row.names ?? 0;
      if (digests.length > 0 && names > stepNames) break;
      digests.push(row.digest);
    }
    return digests;
  }

  /** Those of the digests that count in a repository. */
  #held(repository: RepositoryName, digests: readonly Digest[]): Set<string> {
    const { query } = this.#database;
    const held = new Set<string>();
    for (const some of batchesOf(digests, 100)) {
      const rows = query
        .selectFrom('quota_arrival')
        .select('digest')
        .where('repository', '=', repository)
        .where('digest', 'in', some)
        .union(
          query
            .selectFrom('quota_named')
            .select('child as digest')
            .where('repository', '=', repository)
            .where('child', 'in', some),
        )
        .union(
          query
            .selectFrom('manifest')
            .select('digest')
            .where('repository', '=', repository)
            .where('digest', 'in', some),
        );
      for (const { digest } of this.#database.all(rows)) held.add(digest);
    }
    return held;
  }

  #through(repository: RepositoryName): string {
    const rows = this.#database.query.selectFrom('quota_repository').select('through');
    return this.#database.first(rows.where('repository', '=', repository))?.through ?? allDigests;
  }

  #isCounted(repository: RepositoryName): boolean {
    const rows = this.#database.query.selectFrom('quota_repository').select('holds');
    return (this.#database.first(rows.where('repository', '=', repository))?.holds ?? 0) > 0;
  }

  /** Whether a namespace has no repository, but for one that does not count here. */
  #isEmpty(namespace: string, but = ''): boolean {
    const rows = this.#database.query
      .selectFrom('folder')
      .select('path')
      .where('listed', '=', 1)
      .where('path', '!=', but)
      .where(({ or, and, eb }) =>
        or([
          eb('path', '=', namespace),
          and([eb('path', '>', `${namespace}/`), eb('path', '<', `${namespace}0`)]), // '0' follows '/'.
        ]),
      );
    return this.#database.first(rows.limit(1)) === undefined;
  }

  #first<Row>(query: ReturnType<typeof sql<Row>>): Row | undefined {
    return this.#database.first<Row>(this.#compilable(query));
  }

  #run(query: ReturnType<typeof sql>): void {
    this.#database.run(this.#compilable(query));
  }

  #compilable<Row>(query: ReturnType<typeof sql<Row>>): Compilable<Row> {
    return { compile: () => query.compile(this.#database.query) };
  }
}
