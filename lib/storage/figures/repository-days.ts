import { sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import { noteIn, setNote } from '@/lib/database/notes';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { rowsOf } from './count-figures';
import { dayOf, daysKept } from './days';

/** How often the day so far is written down. */
const everyMs = 600_000;
/** Repositories of one query: about a millisecond. */
const repositoriesMax = 250;
const recordedKey = 'figures.recordedAtMs';
const purgedKey = 'figures.purgedDay';

/** What a repository was at the end of a day; as it was until the next of its days. */
export interface RepositoryDay {
  day: number;
  bytes: number;
  /** All pulls up to then. */
  pulls: number;
}

/**
 * What repositories held and how often they were pulled, by day. A day on which nothing changed has no row: a
 * repository that rests costs nothing.
 */
export class RepositoryDays {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Writes down the day so far, if no process has just done so, and once a day forgets what is too old. */
  async keep(nowMs = Date.now()): Promise<void> {
    const recordedMs = Number(noteIn(this.#database, recordedKey) ?? 0);
    if (recordedMs <= nowMs && nowMs - recordedMs < everyMs && dayOf(recordedMs) === dayOf(nowMs)) return;
    setNote(this.#database, recordedKey, String(nowMs));
    await this.record(dayOf(nowMs));
    if (noteIn(this.#database, purgedKey) === String(dayOf(nowMs))) return;
    await this.#purge(dayOf(nowMs) - daysKept);
    setNote(this.#database, purgedKey, String(dayOf(nowMs)));
  }

  /** Writes down what is not as it was, in steps that let requests pass. */
  async record(day: number): Promise<void> {
    await this.#inSteps((last, end) =>
      this.#database.run({
        compile: () =>
          sql`
            INSERT INTO repository_day (repository, day, bytes, pulls)
            SELECT figure.repository, ${day}, figure.bytes, figure.pulls FROM repository_figure AS figure
            LEFT JOIN repository_day AS before ON before.repository = figure.repository AND before.day = (
              SELECT max(day) FROM repository_day AS any
              WHERE any.repository = figure.repository AND any.day <= ${day})
            WHERE figure.repository > ${last} AND figure.repository <= ${end} AND figure.bytes IS NOT NULL
              AND (before.day IS NULL OR before.bytes != figure.bytes OR before.pulls != figure.pulls)
            ON CONFLICT (repository, day) DO UPDATE SET bytes = excluded.bytes, pulls = excluded.pulls
          `.compile(this.#database.query),
      }),
    );
  }

  /** The days of these repositories from one on, the oldest first, and before them what they were when it began. */
  of(repositories: readonly RepositoryName[], firstDay: number): Map<RepositoryName, RepositoryDay[]> {
    const days = new Map<RepositoryName, RepositoryDay[]>();
    if (repositories.length === 0) return days;
    const rows = rowsOf(
      this.#database,
      sql<RepositoryDay & { repository: RepositoryName }>`
        SELECT repository, day, bytes, pulls FROM repository_day AS one
        WHERE repository IN (${sql.join(repositories)}) AND day >= coalesce((
          SELECT max(day) FROM repository_day AS base
          WHERE base.repository = one.repository AND base.day <= ${firstDay}), ${firstDay})
        ORDER BY repository, day`,
    );
    for (const { repository, ...day } of rows) days.set(repository, [...(days.get(repository) ?? []), day]);
    return days;
  }

  /** Forgets what was before a day, but for the last of it, which still tells what was on that day. */
  async #purge(firstDay: number): Promise<void> {
    await this.#inSteps((last, end) =>
      this.#database.run({
        compile: () =>
          sql`
            DELETE FROM repository_day
            WHERE repository > ${last} AND repository <= ${end} AND day < ${firstDay} AND day < (
              SELECT max(day) FROM repository_day AS other
              WHERE other.repository = repository_day.repository AND other.day <= ${firstDay})
          `.compile(this.#database.query),
      }),
    );
  }

  /** Goes through the repositories in the order of their names. */
  async #inSteps(step: (last: string, end: string) => void): Promise<void> {
    for (let last = ''; ; ) {
      const [row] = rowsOf(
        this.#database,
        sql<{ end: string | null }>`
          SELECT max(repository) AS end FROM (
            SELECT repository FROM repository_figure WHERE repository > ${last}
            ORDER BY repository LIMIT ${repositoriesMax})`,
      );
      if (row?.end == null) return;
      step(last, row.end);
      last = row.end;
      await new Promise(setImmediate);
    }
  }
}
