import { renameSync } from 'node:fs';
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import Sqlite from 'libsql';
import { migrations } from './migrations';
import type { Tables } from './schema';

/**
 * The embedded SQLite database: queries are built by kysely and run at once by libsql.
 *
 * Its calls block the process, so each one is short; nothing on the path of a blob's bytes calls it.
 * It is written ahead (WAL) and not synced at each commit: after a power loss its last writes may be gone,
 * and what is gone is seen, because it disagrees with the modification times of the folders.
 */
export class Database {
  /** Builds queries; run them with `all`, `first` or `run`. */
  readonly query = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
  readonly #sqlite: Sqlite.Database;
  readonly #statements = new Map<string, Sqlite.Statement>();

  private constructor(sqlite: Sqlite.Database) {
    this.#sqlite = sqlite;
  }

  /**
   * Opens the database, makes it if need be, and brings it to the present version. A file that is no
   * database any more is set aside as `{file}.damaged-{time}` and begun anew: it holds no content.
   * @returns the database, and where a damaged one was put
   * @throws if the file was written by a later version of CyberDock
   */
  static open(file: string): { database: Database; damaged: string | undefined } {
    try {
      return { database: Database.#openSound(file), damaged: undefined };
    } catch (error) {
      if (!isDamage(error)) throw error;
      const damaged = `${file}.damaged-${Date.now()}`;
      renameSync(file, damaged);
      return { database: Database.#openSound(file), damaged };
    }
  }

  static #openSound(file: string): Database {
    const sqlite = new Sqlite(file, { timeout: 5_000 });
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = NORMAL');
    const database = new Database(sqlite);
    database.#migrate(file);
    return database;
  }

  /** The rows of a query. */
  all<Row>(query: Compilable<Row>): Row[] {
    const { sql, parameters } = query.compile();
    return this.#prepare(sql).all(...parameters) as Row[];
  }

  /** The first row of a query, or `undefined`. */
  first<Row>(query: Compilable<Row>): Row | undefined {
    const { sql, parameters } = query.compile();
    return this.#prepare(sql).get(...parameters) as Row | undefined;
  }

  /** Runs a query that returns nothing. */
  run(query: Compilable<unknown>): void {
    const { sql, parameters } = query.compile();
    this.#prepare(sql).run(...parameters);
  }

  /** Runs a task whose queries all take effect, or none. It must not be async. One inside another joins it. */
  transaction<T>(task: () => T): T {
    return this.#sqlite.inTransaction ? task() : (this.#sqlite.transaction(task).immediate() as T);
  }

  close(): void {
    this.#statements.clear();
    this.#sqlite.close();
  }

  #prepare(sql: string): Sqlite.Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      if (this.#statements.size >= statementsMax) this.#statements.clear();
      statement = this.#sqlite.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #migrate(file: string): void {
    this.#sqlite
      .transaction(() => {
        const [row] = this.#sqlite.pragma('user_version') as { user_version: number }[];
        const version = row?.user_version ?? 0;
        if (version > migrations.length) {
          throw new Error(
            `${file} has version ${version}, this CyberDock knows ${migrations.length}: run the newer CyberDock, or move the file away to begin a new one`,
          );
        }
        for (const migration of migrations.slice(version)) this.#sqlite.exec(migration);
        this.#sqlite.pragma(`user_version = ${migrations.length}`);
      })
      .immediate();
  }
}

/** A query that kysely built. */
export interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

const statementsMax = 200;

function isDamage(error: unknown): boolean {
  return (
    error instanceof Error &&
    /file is not a database|malformed|SQLITE_(NOTADB|CORRUPT)/.test(
      `${error.message} ${(error as { code?: string }).code}`,
    )
  );
}
