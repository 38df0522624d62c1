import { setTimeout as delay } from 'node:timers/promises';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { countFigures, rowsOf } from './count-figures';

/** How long who asks waits for what has changed to be counted; what takes longer is shown as it was. */
const waitMsMax = 100;
/** A repository that took longer than this is counted again only after so many times that long. */
const longMs = 50;
const restFactor = 20;

/** Counts the repositories that have changed since they were counted, one at a time. */
export class FigureCounter {
  readonly #database: Database;
  readonly #ending = new AbortController();
  /** Those that are being counted. */
  readonly #counting = new Map<RepositoryName, Promise<void>>();
  #passing: Promise<void> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Whether others are still to be counted. */
  get isCounting(): boolean {
    return this.#passing !== undefined;
  }

  /** Begins to count all that has changed, and goes on behind. */
  begin(): void {
    if (this.#ending.signal.aborted || this.#passing !== undefined || this.#due('') === undefined) return;
    this.#passing = this.#countAll().finally(() => {
      this.#passing = undefined;
    });
  }

  /** Counts all that has changed, for as long as a reader may wait; the rest goes on behind. Never throws. */
  async catchUp(): Promise<void> {
    this.begin();
    if (this.#passing !== undefined) await enough(this.#passing);
  }

  /** The same of these repositories alone: what happens in others must not be felt by who does not see them. */
  async catchUpOn(repositories: readonly RepositoryName[]): Promise<void> {
    if (this.#ending.signal.aborted) return;
    const due = this.#dueAmong(repositories);
    if (due.length > 0) await enough(this.#countEach(due));
  }

  /** Ends, also in the midst of it. */
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#passing;
    await Promise.all(this.#counting.values());
  }

  async #countAll(): Promise<void> {
    // Each once: one that changes all the time must not keep it going.
    for (let next = this.#due(''); next && !this.#ending.signal.aborted; ) {
      await this.#count(next);
      await new Promise(setImmediate);
      next = this.#ending.signal.aborted ? undefined : this.#due(next.repository);
    }
  }

  async #countEach(all: readonly Due[]): Promise<void> {
    for (const due of all) {
      if (this.#ending.signal.aborted) return;
      await this.#count(due);
      await new Promise(setImmediate);
    }
  }

  /** Counts one, once for all who want it. A full or busy disk leaves it as it was: the writes that matter tell of it. */
  async #count(due: Due): Promise<void> {
    const running =
      this.#counting.get(due.repository) ??
      this.#countOne(due)
        .catch(() => undefined)
        .finally(() => this.#counting.delete(due.repository));
    this.#counting.set(due.repository, running);
    await running;
  }

  /** What changes meanwhile leaves it due. */
  async #countOne({ repository, changes }: Due): Promise<void> {
    const begun = performance.now();
    const figures = await countFigures(this.#database, repository, this.#ending.signal);
    this.#database.run(
      this.#database.query
        .updateTable('repository_figure')
        .set({
          ...figures,
          counted: changes,
          counted_at_ms: Date.now(),
          cost_ms: performance.now() - begun,
        })
        .where('repository', '=', repository),
    );
  }

  /** The first that is to be counted after a name. */
  #due(last: string): Due | undefined {
    return rowsOf(
      this.#database,
      sql<Due>`
        SELECT repository, changes FROM repository_figure
        WHERE counted IS NOT changes AND ${hasRested()} AND repository > ${last} ORDER BY repository LIMIT 1`,
    )[0];
  }

  #dueAmong(repositories: readonly RepositoryName[]): Due[] {
    return rowsOf(
      this.#database,
      sql<Due>`
        SELECT repository, changes FROM repository_figure
        WHERE counted IS NOT changes AND ${hasRested()} AND repository IN (${sql.join(repositories)})`,
    );
  }
}

interface Due {
  repository: RepositoryName;
  changes: number;
}

/** Whether it takes no time to count, or was not counted for long; a clock that was set back stops nothing. */
function hasRested(): RawBuilder<SqlBool> {
  const nowMs = Date.now();
  return sql`(cost_ms < ${longMs} OR ${nowMs} - counted_at_ms NOT BETWEEN 0 AND ${restFactor} * cost_ms)`;
}

/** Waits for a task as long as a reader may wait. */
async function enough(task: Promise<void>): Promise<void> {
  const waiting = new AbortController();
  const late = delay(waitMsMax, undefined, { signal: waiting.signal }).catch(() => undefined); // Came in time.
  await Promise.race([task, late]);
  waiting.abort();
}
