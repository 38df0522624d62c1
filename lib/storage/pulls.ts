import { sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import { databaseMadeAtMs } from '@/lib/database/notes';
import type { Digest } from '@/lib/oci/digest';
import type { Reference } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';

/** How long counts stay in memory, in milliseconds: what a crash may lose of them. */
const flushAfterMs = 5_000;

/** How many references are counted in memory; written at once when there are more. */
const entriesMax = 256;

/**
 * How often manifests are pulled, by tag and by digest, and when last. Counts are kept in memory and written
 * together every few seconds, so that a pull never waits for the database; a crash loses those that were not.
 */
export class Pulls {
  readonly #database: Database;
  readonly #flushAfterMs: number;
  readonly #entriesMax: number;
  readonly #counts = new Map<string, Pull>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(database: Database, limits: { flushAfterMs?: number; entriesMax?: number } = {}) {
    this.#database = database;
    this.#flushAfterMs = limits.flushAfterMs ?? flushAfterMs;
    this.#entriesMax = limits.entriesMax ?? entriesMax;
  }

  /** Counts a pull, for the tag and for the manifest that it points to. Never throws. */
  count(repository: RepositoryName, reference: Reference, digest: Digest): void {
    if (this.#isClosed) return;
    if (reference.kind === 'tag') this.#add(repository, reference.tag);
    this.#add(repository, digest);
    if (this.#counts.size >= this.#entriesMax) {
      this.flush();
      // The database takes none, as on a full disk: statistics must not fill the memory as well.
      if (this.#counts.size >= this.#entriesMax) this.#counts.clear();
    }
    this.#timer ??= setTimeout(() => this.flush(), this.#flushAfterMs).unref();
  }

  /** Writes down what was counted. What can't be written now stays for the next time. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#counts.size === 0) return;
    const rows = JSON.stringify([...this.#counts.values()]);
    try {
      this.#database.run({
        compile: () =>
          sql`
            INSERT INTO pull (repository, reference, count, last_at_ms)
            SELECT value ->> 'repository', value ->> 'reference', value ->> 'count', value ->> 'atMs'
            FROM json_each(${rows}) WHERE true
            ON CONFLICT (repository, reference) DO UPDATE
            SET count = count + excluded.count, last_at_ms = max(last_at_ms, excluded.last_at_ms)
          `.compile(this.#database.query),
      });
      this.#counts.clear();
    } catch {
      // A full or busy disk: the writes that matter tell of it; a pull must not fail for its statistics.
    }
  }

  /** How often references of a repository were pulled, and when last (milliseconds since 1970). */
  of(
    repository: RepositoryName,
    references: readonly string[],
  ): Map<string, { count: number; lastAtMs: number }> {
    this.flush();
    const found = new Map<string, { count: number; lastAtMs: number }>();
    for (let at = 0; at < references.length; at += 500) {
      const rows = this.#database.all(
        this.#database.query
          .selectFrom('pull')
          .select(['reference', 'count', 'last_at_ms'])
          .where('repository', '=', repository)
          .where('reference', 'in', references.slice(at, at + 500)),
      );
      for (const row of rows) found.set(row.reference, { count: row.count, lastAtMs: row.last_at_ms });
    }
    return found;
  }

  /** Since when pulls are counted: nobody knows of those before, as when the database was lost. */
  knownSinceMs(): number {
    // Where that is not known nothing is, and so nothing goes for not having been pulled.
    return databaseMadeAtMs(this.#database) ?? Number.POSITIVE_INFINITY;
  }

  /** Writes down the rest, and counts no more. */
  close(): void {
    this.flush();
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #add(repository: RepositoryName, reference: string): void {
    const key = `${repository} ${reference}`;
    const pull = this.#counts.get(key);
    if (pull) {
      pull.count += 1;
      pull.atMs = Date.now();
    } else this.#counts.set(key, { repository, reference, count: 1, atMs: Date.now() });
  }
}

/** What is counted of a reference and not yet written. */
interface Pull {
  repository: RepositoryName;
  reference: string;
  count: number;
  atMs: number;
}
