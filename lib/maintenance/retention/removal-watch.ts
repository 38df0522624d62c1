import { sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { RepositoryName } from '@/lib/oci/repository-name';

/**
 * Sees in the history of tags whether others remove tags of a repository while retention works on it: then fewer
 * may be among the last that were pushed, and those that were to go may have to stay.
 */
export class RemovalWatch {
  readonly #database: Database;
  readonly #repository: RepositoryName;
  #seen: number;

  constructor(database: Database, repository: RepositoryName) {
    this.#database = database;
    this.#repository = repository;
    this.#seen = this.#latest();
  }

  /** Whether any were removed since this was asked last. */
  hasHappened(): boolean {
    const [before, latest] = [this.#seen, this.#latest()];
    if (latest === before) return false;
    this.#seen = latest;
    const removal = this.#database.query
      .selectFrom('tag_event')
      .select('id')
      .where('id', '>', before)
      .where('id', '<=', latest)
      // The plus keeps SQLite from the index of the repository's whole history: few events are new.
      .where(sql<string>`+repository`, '=', this.#repository)
      .where('to_digest', 'is', null)
      .where('cause', '!=', 'retention')
      .limit(1);
    return this.#database.first(removal) !== undefined;
  }

  #latest(): number {
    const { query } = this.#database;
    return (
      this.#database.first(query.selectFrom('tag_event').select('id').orderBy('id', 'desc').limit(1))?.id ?? 0
    );
  }
}
