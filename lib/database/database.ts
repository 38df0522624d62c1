import { closeSync, existsSync, fsyncSync, openSync, renameSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
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
  /** Called when the disk is full; what it frees, a write that failed may take. */
  onFull: () => void = () => undefined;
  /** Called after each change that `durably` made here: what is kept of such rows in memory is old now. */
  onDurable: () => void = () => undefined;
  #onWritten: () => void = () => undefined;
  readonly #sqlite: Sqlite.Database;
  readonly #statements = new Map<string, Sqlite.Statement>();

  private constructor(sqlite: Sqlite.Database) {
    this.#sqlite = sqlite;
  }

  /**
   * Opens the database, makes it if need be, and brings it to the present version. A file that is no
   * database any more is set aside as `{file}.damaged-{time}` and begun anew: it holds no content.
   * @returns the database, and where a damaged one was put
   * @throws NewerDatabase
   */
  static open(file: string): { database: Database; damaged: string | undefined } {
    const tried = inodeOf(file);
    try {
      return { database: Database.#openSound(file), damaged: undefined };
    } catch (error) {
      if (!isDamage(error)) throw error;
      // Another process may have begun a new one meanwhile.
      if (inodeOf(file) !== tried) return { database: Database.#openSound(file), damaged: undefined };
      const damaged = `${file}.damaged-${Date.now()}`;
      renameSync(file, damaged);
      // What was written ahead belongs to the damaged file, never to the new one.
      for (const part of ['-wal', '-shm']) {
        if (existsSync(`${file}${part}`)) renameSync(`${file}${part}`, `${damaged}${part}`);
      }
      return { database: Database.#openSound(file), damaged };
    }
  }

  static #openSound(file: string): Database {
    const sqlite = new Sqlite(file, { timeout: 5_000 });
    try {
      setWal(sqlite);
      sqlite.pragma('synchronous = NORMAL');
      const database = new Database(sqlite);
      database.#migrate(file);
      return database;
    } catch (error) {
      sqlite.close();
      throw error;
    }
  }

  /** The rows of a query. */
  all<Row>(query: Compilable<Row>): Row[] {
    const { sql, parameters } = query.compile();
    return this.#prepare('all', sql).all(...parameters) as Row[];
  }

  /** The first row of a query, or `undefined`. */
  first<Row>(query: Compilable<Row>): Row | undefined {
    const { sql, parameters } = query.compile();
    const row = this.#prepare('get', sql).get(...parameters) as (Row & { _metadata?: unknown }) | undefined;
    delete row?._metadata; // libsql notes there how long it took.
    return row;
  }

  /** Runs a query that returns nothing. */
  run(query: Compilable<unknown>): void {
    const { sql, parameters } = query.compile();
    this.#withRoom(() => this.#prepare('run', sql).run(...parameters));
    this.#onWritten();
  }

  /** Runs a task whose queries all take effect, or none. It must not be async. One inside another joins it. */
  transaction<T>(task: () => T): T {
    if (this.#sqlite.inTransaction) return task();
    return this.#withRoom(() => atomically(this.#sqlite, task));
  }

  /**
   * A transaction that is on the disk when this returns: for what must not come back after a power loss, such as a
   * token that was revoked. It waits for the disk, so it is for what people do, not for requests.
   */
  durably<T>(task: () => T): T {
    if (this.#sqlite.inTransaction) return task();
    this.#sqlite.pragma('synchronous = FULL');
    try {
      return this.transaction(task);
    } finally {
      this.#sqlite.pragma('synchronous = NORMAL');
      this.onDurable();
    }
  }

  /** Runs a write; on a full disk once more, after `onFull` has made room. */
  #withRoom<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      // Where shared memory or the log can't grow, SQLite calls it an I/O error.
      const isFull = /^SQLITE_(FULL|IOERR)/.test(String((error as { code?: string }).code));
      if (!isFull || this.#sqlite.inTransaction) throw error;
      this.onFull();
      return write();
    }
  }

  /**
   * Leaves it to somebody else to move what was written ahead into the database's file, as long as the log is small.
   * @param onWritten called after each write
   */
  leaveCheckpoints(onWritten: () => void): void {
    this.#sqlite.pragma(`wal_autocheckpoint = ${walPagesMax}`);
    this.#onWritten = onWritten;
  }

  /** What SQLite finds wrong with its own file. It reads all of it and holds up the process meanwhile. */
  problems(): string[] {
    try {
      const rows = this.#sqlite.pragma('integrity_check(10)') as { integrity_check: string }[];
      return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
    } catch (error) {
      if (!isDamage(error)) throw error;
      return [(error as Error).message];
    }
  }

  /**
   * Writes all of the database, as it is at this moment, into a new file that only its owner and group can read. It
   * holds up this process while it writes, and no other: reading a database that is written ahead locks nobody out.
   */
  copyInto(file: string): void {
    closeSync(openSync(file, 'wx', 0o640)); // SQLite takes an empty file, and would make one that all can read.
    this.#sqlite.prepare('VACUUM INTO ?').run(file);
    const copied = openSync(file, 'r+');
    fsyncSync(copied);
    closeSync(copied);
  }

  /**
   * Looks through a database file that nobody writes, and changes nothing.
   * @returns what is wrong with it; `undefined` when it is sound
   */
  static damageOf(file: string): string | undefined {
    // Attached, because libsql keeps a file open that it opened for reading alone.
    const sqlite = new Sqlite(':memory:');
    try {
      sqlite.prepare('ATTACH ? AS looked_at').run(`${pathToFileURL(file)}?mode=ro`);
      const rows = sqlite.pragma('looked_at.quick_check') as { quick_check: string }[];
      sqlite.exec('DETACH looked_at');
      const said = rows.map((row) => row.quick_check).join('; ');
      return said === 'ok' ? undefined : said;
    } catch (error) {
      return (error as Error).message;
    } finally {
      sqlite.close();
    }
  }

  close(): void {
    this.#statements.clear();
    this.#sqlite.close();
  }

  /**
   * A statement for one way of asking: libsql's `get` after an `all` of the same statement takes the parameters of the
   * `all`, and finds another row or none.
   */
  #prepare(way: 'all' | 'get' | 'run', sql: string): Sqlite.Statement {
    const key = `${way} ${sql}`;
    let statement = this.#statements.get(key);
    if (!statement) {
      if (this.#statements.size >= statementsMax) this.#statements.clear();
      statement = this.#sqlite.prepare(sql);
      this.#statements.set(key, statement);
    }
    return statement;
  }

  #migrate(file: string): void {
    this.#sqlite
      .transaction(() => {
        const [row] = this.#sqlite.pragma('user_version') as { user_version: number }[];
        const version = row?.user_version ?? 0;
        if (version > migrations.length) {
          throw new NewerDatabase(
            `${file} has version ${version}, this CyberDock knows ${migrations.length}: run the newer CyberDock, or move the file away to begin a new one`,
          );
        }
        for (const migration of migrations.slice(version)) this.#sqlite.exec(migration);
        this.#sqlite.pragma(`user_version = ${migrations.length}`);
      })
      .immediate();
  }
}

/** The file was written by a later version of CyberDock; the message says what to do. */
export class NewerDatabase extends Error {
  override readonly name = 'NewerDatabase';
}

/** A query that kysely built. */
export interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

const statementsMax = 200;
/** 64 MiB: so large the log grows only when whoever was to empty it does not. */
const walPagesMax = 16_384;

/**
 * Turns the write-ahead log on. While another process does the same to a new file, SQLite answers that it is locked
 * without waiting, whatever the timeout, for two that wait for each other would wait for ever.
 */
function setWal(sqlite: Sqlite.Database): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (const deadline = Date.now() + 5_000; ; ) {
    try {
      sqlite.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_BUSY' || Date.now() > deadline) throw error;
      Atomics.wait(pause, 0, 0, 5);
    }
  }
}

/** libsql's own `transaction` hides an error after which SQLite has rolled back by itself, as on a full disk. */
function atomically<T>(sqlite: Sqlite.Database, task: () => T): T {
  sqlite.exec('BEGIN IMMEDIATE');
  try {
    const result = task();
    sqlite.exec('COMMIT');
    return result;
  } catch (error) {
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK');
    throw error;
  }
}

function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}

/** Whether a query failed because the file is damaged. */
export function isDamage(error: unknown): boolean {
  return (
    error instanceof Error &&
    /file is not a database|malformed|SQLITE_(NOTADB|CORRUPT)/.test(
      `${error.message} ${(error as { code?: string }).code}`,
    )
  );
}
