import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
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
  #counting: Promise<void> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Counts what has changed, for as long as a reader may wait; the rest goes on behind. Never throws. */
  async catchUp(): Promise<void> {
    if (this.#ending.signal.aborted || (!this.#counting && this.#due('') === undefined)) return;
    const enough = new AbortController();
    const late = delay(waitMsMax, undefined, { signal: enough.signal }).catch(() => undefined); // Came in time.
    // A full or busy disk: the writes that matter tell of it; a list must not fail for its figures.
    this.#counting ??= this.#countDue()
      .catch(() => undefined)
      .finally(() => {
        this.#counting = undefined;
      });
    await Promise.race([this.#counting, late]);
    enough.abort();
  }

  /** Ends, also in the midst of it. */
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#counting;
  }

  async #countDue(): Promise<void> {
    // Each once: one that changes all the time must not keep it going.
    for (let next = this.#due(''); next; next = this.#due(next.repository)) {
      if (this.#ending.signal.aborted) return;
      await this.#count(next);
      await new Promise(setImmediate);
    }
  }

  /** Counts one. What changes meanwhile leaves it due. */
  async #count({ repository, changes }: Due): Promise<void> {
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
    const nowMs = Date.now();
    return rowsOf(
      this.#database,
      sql<Due>`
        SELECT repository, changes FROM repository_figure
        WHERE counted IS NOT changes AND repository > ${last}
          AND (cost_ms < ${longMs} OR counted_at_ms + ${restFactor} * cost_ms NOT BETWEEN ${nowMs} AND ${nowMs} + ${restFactor} * cost_ms)
        ORDER BY repository LIMIT 1`,
    )[0];
  }
}

interface Due {
  repository: RepositoryName;
  changes: number;
}
