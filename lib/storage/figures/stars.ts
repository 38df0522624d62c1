import type { Database } from '@/lib/database/database';
import type { RepositoryName } from '@/lib/oci/repository-name';

/** The repositories that each account has starred. They are lost with the database. */
export class Stars {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Stars a repository for somebody, or takes that away; it may be so already. */
  set(account: string, repository: RepositoryName, isStarred: boolean): void {
    const { query } = this.#database;
    this.#database.run(
      isStarred
        ? query
            .insertInto('star')
            .values({ account, repository })
            .onConflict((conflict) => conflict.doNothing())
        : query.deleteFrom('star').where('account', '=', account).where('repository', '=', repository),
    );
  }

  /** Those of the repositories that somebody has starred. */
  among(account: string, repositories: readonly RepositoryName[]): Set<RepositoryName> {
    const rows = this.#database.query
      .selectFrom('star')
      .select('repository')
      .where('account', '=', account)
      .where('repository', 'in', repositories);
    return new Set(
      repositories.length === 0
        ? []
        : this.#database.all(rows).map(({ repository }) => repository as RepositoryName),
    );
  }
}
