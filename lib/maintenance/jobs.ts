import type { Database } from '@/lib/database/database';
import type { Locks } from '@/lib/storage/locks';
import type { Processes } from '@/lib/storage/processes';
import { StorageError } from '@/lib/storage/storage-error';
import { askToCancel, cancellable, JobCancelled } from './job-cancellation';
import {
  type EndedRun,
  type JobCause,
  type JobKind,
  type JobPage,
  type JobRun,
  shortResult,
  toRun,
} from './job-run';
import { Pace } from './pace';

/** What a running job gets. */
export interface JobContext {
  signal: AbortSignal;
  pace: Pace;
  /** Tells how far the job has come: plain data, kept for whoever asks; written down at most once a second. */
  progress: (state: object) => void;
}

/** A run of this kind is going on, in this process or in another. */
export class JobRunning extends Error {
  override readonly name = 'JobRunning';
  /** @param where which process runs it and since when, as far as that is known */
  constructor(
    readonly kind: JobKind,
    where = '',
  ) {
    super(`another ${kind} is running${where}: wait until it has ended`);
  }
}

/** Runs jobs, one of a kind at a time, and remembers their runs. */
export class Jobs {
  readonly #database: Database;
  readonly #locks: Locks;
  readonly #processes: Processes;
  readonly #onEnded: (run: EndedRun) => void;

  /** @param onEnded is told of each run that has ended; it must not throw */
  constructor(
    parts: { database: Database; locks: Locks; processes: Processes },
    onEnded: (run: EndedRun) => void = () => undefined,
  ) {
    this.#onEnded = onEnded;
    this.#database = parts.database;
    this.#locks = parts.locks;
    this.#processes = parts.processes;
  }

  /**
   * Runs a job and remembers what came of it.
   * @param bytesPerSecond how much it may read of the disk
   * @throws JobRunning, and whatever the task throws
   */
  async run<T>(options: JobOptions, task: (context: JobContext) => Promise<T>): Promise<T> {
    const { kind } = options;
    const key = `job:${kind}` as const;
    if (this.#locks.isHeldHere(key)) throw new JobRunning(kind, await this.#whereRuns(kind));
    try {
      return await this.#locks.hold(key, () => this.#remembered(options, task), 0);
    } catch (error) {
      const isBusy = error instanceof StorageError && error.fault.code === 'BUSY';
      throw isBusy ? new JobRunning(kind, await this.#whereRuns(kind)) : error;
    }
  }

  /** Who has to be asked, or ended, when the run that goes on seems to be stuck. */
  async #whereRuns(kind: JobKind): Promise<string> {
    const { query } = this.#database;
    const running = query
      .selectFrom('job_run')
      .select(['process', 'started_at_ms'])
      .where('kind', '=', kind)
      .where('state', '=', 'running')
      .orderBy('id', 'desc')
      .limit(1);
    const run = this.#database.first(running);
    const holder = run && (await this.#processes.list()).find(({ id }) => id === run.process);
    if (!run || !holder) return '';
    return `, in process ${holder.pid} since ${new Date(run.started_at_ms).toISOString()}`;
  }

  /**
   * The latest runs, the newest first; of one kind or of all. The results of plans come without their long lists, which
   * only `get` reads.
   * @param page.state only those that are in this state
   * @param page.before only those that began before the one of this number
   */
  list({ kind, state, limit, before }: JobPage): JobRun[] {
    let query = this.#database.query
      .selectFrom('job_run')
      .select([
        'id',
        'kind',
        'cause',
        'actor',
        'state',
        'started_at_ms',
        'ended_at_ms',
        'progress',
        shortResult,
      ])
      .orderBy('id', 'desc')
      .limit(limit);
    if (state) query = query.where('state', '=', state);
    if (kind) query = query.where('kind', '=', kind);
    if (before !== undefined) query = query.where('id', '<', before);
    return this.#database.all(query).map(toRun);
  }

  /** A run by its number; `undefined` when it is not remembered. */
  get(id: number): JobRun | undefined {
    const row = this.#database.query.selectFrom('job_run').selectAll().where('id', '=', id);
    const found = this.#database.first(row);
    return found && toRun(found);
  }

  /**
   * Asks for the end of a run that goes on, in whatever process; it ends within a second, or with the step that it is at.
   * @returns false when it does not go on
   */
  cancel(id: number, by: string): boolean {
    if (this.get(id)?.state !== 'running') return false;
    askToCancel(this.#database, id, by);
    return true;
  }

  async #remembered<T>(options: JobOptions, task: (context: JobContext) => Promise<T>): Promise<T> {
    const { kind, cause, actor, bytesPerSecond, onBegun } = options;
    this.#closeAbandoned(kind);
    const id = this.#begin(options);
    onBegun?.(id);
    const { signal, release } = cancellable(this.#database, id, options.signal);
    const startedAt = performance.now();
    const ended = (state: EndedRun['state'], result: unknown) => {
      const durationMs = performance.now() - startedAt;
      this.#onEnded({ kind, cause, ...(actor !== undefined && { actor }), state, durationMs, result });
      this.#end(id, state, result);
    };
    let toldAt = 0;
    const progress = (state: object) => {
      if (Date.now() - toldAt < 1_000) return;
      toldAt = Date.now();
      this.#update(id, { progress: JSON.stringify(state) });
    };
    let result: T;
    try {
      result = await task({ signal, pace: new Pace(signal, bytesPerSecond), progress });
    } catch (error) {
      try {
        release();
        const isAborted = signal.aborted && signal.reason instanceof Error;
        const { message } = isAborted ? (signal.reason as Error) : (error as Error);
        ended(signal.aborted ? 'cancelled' : 'failed', message);
      } catch {
        // The database takes no more, as on a full disk: the first error says more.
      }
      // A step that waited tells only that it was aborted.
      throw signal.reason instanceof JobCancelled ? signal.reason : error;
    }
    release();
    ended('done', result);
    return result;
  }

  /** Whoever has the lock knows that no other run goes on: one that says so was killed. */
  #closeAbandoned(kind: JobKind): void {
    const { query } = this.#database;
    this.#database.run(
      query
        .updateTable('job_run')
        .set({ state: 'failed', ended_at_ms: Date.now(), result: JSON.stringify('its process was killed') })
        .where('kind', '=', kind)
        .where('state', '=', 'running'),
    );
  }

  #begin({
    kind,
    cause,
    actor = null,
  }: Pick<JobOptions, 'kind' | 'cause'> & { actor?: string | null }): number {
    const process = this.#processes.id;
    const row = { kind, cause, actor, process, state: 'running' as const, started_at_ms: Date.now() };
    const insert = this.#database.query.insertInto('job_run').values(row).returning('id');
    const made = this.#database.first(insert);
    if (!made) throw new Error('the database did not number the run');
    this.#forgetOld(kind);
    return made.id;
  }

  /** A server that runs for years must not remember every run of them. */
  #forgetOld(kind: JobKind): void {
    const { query } = this.#database;
    const runs = query.selectFrom('job_run').select('id').where('kind', '=', kind).orderBy('id', 'desc');
    const keptMax = kind === 'plan' || kind === 'retention-plan' ? plansKeptMax : runsKeptMax;
    const oldest = this.#database.first(runs.limit(1).offset(keptMax - 1));
    if (!oldest) return;
    this.#database.run(query.deleteFrom('job_run').where('kind', '=', kind).where('id', '<', oldest.id));
  }

  #update(id: number, values: { progress: string }): void {
    this.#database.run(this.#database.query.updateTable('job_run').set(values).where('id', '=', id));
  }

  #end(id: number, state: 'done' | 'failed' | 'cancelled', result: unknown): void {
    const values = { state, ended_at_ms: Date.now(), result: JSON.stringify(result ?? null) };
    this.#database.run(this.#database.query.updateTable('job_run').set(values).where('id', '=', id));
  }
}

/** How many runs of a kind are remembered. */
export const runsKeptMax = 1_000;
/** Each holds a long list, or stands for one. */
const plansKeptMax = 20;

/** How to run a job. */
export interface JobOptions {
  kind: JobKind;
  cause: JobCause;
  /** Who asks for it, where somebody does. */
  actor?: string;
  /** Ends it. */
  signal: AbortSignal;
  bytesPerSecond?: number;
  /** Told the number of the run when it begins. */
  onBegun?: (id: number) => void;
}

/** What whoever asks for a job says of it. */
export type JobRequest = Pick<JobOptions, 'cause' | 'actor' | 'signal' | 'onBegun'>;
