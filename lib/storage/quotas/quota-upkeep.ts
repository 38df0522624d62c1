import { sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import type { FileSystemDriver } from '../driver';
import type { Catalog } from '../listing/catalog';
import { isExact } from '../listing/repository-listing';
import type { StoragePaths } from '../paths';
import type { QuotaCounts } from './quota-counts';
import type { QuotaRules } from './quota-rules';

/** What the upkeep of quotas stands on. */
export interface QuotaUpkeepParts {
  database: Database;
  driver: FileSystemDriver;
  paths: StoragePaths;
  catalog: Catalog;
  rules: QuotaRules;
  counts: QuotaCounts;
}

/** How many rows one query reads: about a millisecond. */
const pageRows = 100;
/** An arrival that is younger may belong to a push that links its file just now. */
const arrivalMsMin = 30_000;
/** How long a namespace is counted on after its quota is gone: another process may still have it in its settings. */
const unwantedMs = 3_600_000;
const wantedAgainMs = 300_000;

/**
 * Keeps what is counted against quotas right where no transaction does: counts what was there before a quota was set,
 * finds what was changed by hand or by a crash, and forgets what no quota is about. All of it in steps of about a
 * millisecond.
 */
export class QuotaUpkeep {
  readonly #parts: QuotaUpkeepParts;

  constructor(parts: QuotaUpkeepParts) {
    this.#parts = parts;
  }

  /**
   * Counts what is not counted yet, and forgets what is not to be counted any more.
   * @throws the signal's reason once it is aborted
   */
  async keep(signal: AbortSignal): Promise<void> {
    const { rules, database } = this.#parts;
    const { query } = database;
    const isUsed = database.first(query.selectFrom('quota_namespace').select('namespace').limit(1));
    if (rules.isEmpty && !isUsed) return;
    await this.#countAll(signal);
    await this.#dropGoneArrivals(undefined, signal);
    await this.#reviewNamespaces(signal);
    await this.#forgetRepositories(signal);
  }

  /**
   * Looks whether a namespace still holds what is counted, as it may not when something was removed by hand or a process
   * died in the midst of a deletion.
   * @throws the signal's reason once it is aborted
   */
  async verify(namespace: string, signal: AbortSignal): Promise<void> {
    const { database, driver, paths, catalog } = this.#parts;
    await this.#dropGoneArrivals(namespace, signal);
    for (let last = ''; ; ) {
      const rows = database.all(
        database.query
          .selectFrom('quota_member')
          .leftJoin('folder', 'folder.path', 'quota_member.repository')
          .select(['repository', 'manifests_at_ms', 'listed'])
          .where('namespace', '=', namespace)
          .where('repository', '>', last)
          .orderBy('repository')
          .limit(pageRows),
      );
      const repositories = rows.map(({ repository }) => repository as RepositoryName);
      const times = await driver.modifiedTimes(repositories.map((one) => paths.manifests(one)));
      for (const [at, repository] of repositories.entries()) {
        if (!isExact(rows[at], times[at])) await catalog.freshen(repository);
      }
      const end = repositories.at(-1);
      if (end === undefined) return;
      last = end;
      await turn(signal);
    }
  }

  async #countAll(signal: AbortSignal): Promise<void> {
    const { database, rules, counts } = this.#parts;
    for (let last = ''; ; ) {
      const rows = database.all(
        database.query
          .selectFrom('folder')
          .leftJoin('quota_repository', 'quota_repository.repository', 'folder.path')
          .select([
            'path',
            'through',
            sql<string | null>`(
            SELECT group_concat(namespace, ' ') FROM quota_member WHERE repository = path)`.as('namespaces'),
          ])
          .where('path', '>', last)
          .where((row) => row.or([row('listed', '=', 1), row('through', 'is not', null)]))
          .orderBy('path')
          .limit(pageRows),
      );
      for (const { path, through, namespaces } of rows) {
        if (!isRepositoryName(path)) continue;
        const limits = rules.limitsOf(path);
        const members = namespaces?.split(' ') ?? [];
        const isCovered = through === '~' && limits.every(({ namespace }) => members.includes(namespace));
        if (limits.length === 0 || isCovered) continue;
        for (let isMore = counts.cover(path, limits); isMore; isMore = counts.countOn(path))
          await turn(signal);
      }
      const end = rows.at(-1)?.path;
      if (end === undefined) return;
      last = end;
      await turn(signal);
    }
  }

  /** Drops what arrived and is not there: its push failed in a crash, or it was removed by hand. */
  async #dropGoneArrivals(namespace: string | undefined, signal: AbortSignal): Promise<void> {
    const { database, counts } = this.#parts;
    for (let last = { repository: '', digest: '' }; ; ) {
      let query = database.query
        .selectFrom('quota_arrival')
        .select(['quota_arrival.repository', 'quota_arrival.digest'])
        .where(sql<boolean>`(quota_arrival.repository, digest) > (${last.repository}, ${last.digest})`)
        .where('at_ms', '<', Date.now() - arrivalMsMin)
        .orderBy('quota_arrival.repository')
        .orderBy('digest')
        .limit(pageRows);
      if (namespace !== undefined) {
        query = query
          .innerJoin('quota_member', 'quota_member.repository', 'quota_arrival.repository')
          .where('quota_member.namespace', '=', namespace);
      }
      const rows = database.all(query) as { repository: RepositoryName; digest: Digest }[];
      for (const { repository, digest } of rows) {
        if (!(await this.isThere(repository, digest))) counts.forget(repository, [digest]);
      }
      const end = rows.at(-1);
      if (end === undefined) return;
      last = end;
      await turn(signal);
    }
  }

  /** Whether a repository has content of this digest. */
  async isThere(repository: RepositoryName, digest: Digest): Promise<boolean> {
    const { driver, paths } = this.#parts;
    const files = [paths.blob(repository, digest), paths.manifest(repository, digest)];
    for (const file of files) if (await driver.stat(file)) return true;
    return false;
  }

  /** What is wanted has been counted now; what has not been wanted for long goes. */
  async #reviewNamespaces(signal: AbortSignal): Promise<void> {
    const { database, rules } = this.#parts;
    const { query } = database;
    for (let last = ''; ; ) {
      const nowMs = Date.now();
      const rows = database.all(
        query
          .selectFrom('quota_namespace')
          .select(['namespace', 'counted', 'wanted_at_ms'])
          .where('namespace', '>', last)
          .orderBy('namespace')
          .limit(pageRows),
      );
      for (const { namespace, counted, wanted_at_ms } of rows) {
        const isWanted = rules.limitOf(namespace) !== undefined;
        if (isWanted && (counted === 0 || nowMs - wanted_at_ms > wantedAgainMs)) {
          const row = query.updateTable('quota_namespace').set({ counted: 1, wanted_at_ms: nowMs });
          database.run(row.where('namespace', '=', namespace));
        }
        if (!isWanted && nowMs - wanted_at_ms > unwantedMs) await this.#removeNamespace(namespace, signal);
      }
      const end = rows.at(-1)?.namespace;
      if (end === undefined) return;
      last = end;
      await turn(signal);
    }
  }

  async #removeNamespace(namespace: string, signal: AbortSignal): Promise<void> {
    const { database } = this.#parts;
    const { query } = database;
    for (;;) {
      const rows = query.selectFrom('quota_member').select('repository').where('namespace', '=', namespace);
      const repositories = database.all(rows.limit(pageRows)).map(({ repository }) => repository);
      if (repositories.length === 0) break;
      const members = query.deleteFrom('quota_member').where('namespace', '=', namespace);
      database.run(members.where('repository', 'in', repositories));
      await turn(signal);
    }
    database.run(query.deleteFrom('quota_namespace').where('namespace', '=', namespace));
  }

  /** Stops counting repositories that are in no namespace with a quota any more. */
  async #forgetRepositories(signal: AbortSignal): Promise<void> {
    const { database } = this.#parts;
    const { query } = database;
    for (let last = ''; ; ) {
      const rows = database.all(
        query
          .selectFrom('quota_repository')
          .leftJoin('quota_member', 'quota_member.repository', 'quota_repository.repository')
          .select(['quota_repository.repository', 'namespace'])
          .where('quota_repository.repository', '>', last)
          .groupBy('quota_repository.repository')
          .orderBy('quota_repository.repository')
          .limit(pageRows),
      );
      const alone = rows.filter(({ namespace }) => namespace === null).map(({ repository }) => repository);
      if (alone.length > 0) {
        database.transaction(() => {
          for (const table of ['quota_repository', 'quota_arrival'] as const) {
            database.run(query.deleteFrom(table).where('repository', 'in', alone));
          }
        });
      }
      const end = rows.at(-1)?.repository;
      if (end === undefined) return;
      last = end;
      await turn(signal);
    }
  }
}

/** Lets others have their turn. */
async function turn(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise(setImmediate);
}
