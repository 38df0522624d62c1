import cluster, { type Worker } from 'node:cluster';
import type { Logger } from '@/lib/observability/log';
import { passFigures } from './figures-between-workers';

/** How a pool of workers is run. */
export interface WorkerPoolOptions {
  /** The program of a worker, and its arguments. */
  program: string;
  args: string[];
  count: number;
  /** How long workers may take to end after the signal. */
  endWithinMs: number;
  /** Aborted when the server is to end. */
  signal: AbortSignal;
  /** Called once all listen. */
  onReady: () => void;
  log: Logger;
}

/** A worker ended before the server served: it has said why. */
export class WorkerFailed extends Error {
  override readonly name = 'WorkerFailed';
}

/** What a worker is told when it is to end in order. */
export const endMessage = 'end';

const pauseMsMin = 250;
const pauseMsMax = 30_000;
/** A worker that listened for so long was sound: the next pause is short again. */
const soundAfterMs = 60_000;

/** @returns how long to wait before the next worker is started, after `deaths` of them shortly one after the other */
export function restartPauseMs(deaths: number): number {
  return Math.min(pauseMsMax, pauseMsMin * 2 ** Math.max(deaths - 1, 0));
}

/**
 * Runs workers that share what they listen on, until the signal and until all have ended. One that dies is started
 * again, after a pause that grows while they go on dying.
 * @throws WorkerFailed when one ends before all listened
 */
export async function runWorkerPool(options: WorkerPoolOptions): Promise<void> {
  // The workers take connections from the system themselves. If this process passed them on, one that it gave to a
  // worker that just died would hang for ever.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  cluster.setupPrimary({ exec: options.program, args: options.args });
  const pool = new WorkerPool(options);
  passFigures(cluster);
  await pool.run();
}

class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #alive = new Set<Worker>();
  readonly #listening = new Set<Worker>();
  readonly #waiting = new Set<NodeJS.Timeout>();
  #isReady = false;
  #isEnding = false;
  #deaths = 0;
  #onEmpty: () => void = () => undefined;
  #failure: WorkerFailed | undefined;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { count, signal } = this.#options;
    const empty = new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
    for (let at = 0; at < count; at += 1) this.#start();
    const end = () => this.#end();
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    await empty;
    if (this.#failure) throw this.#failure;
  }

  #start(): void {
    const worker = cluster.fork();
    this.#alive.add(worker);
    let listensSinceMs = Number.POSITIVE_INFINITY;
    worker.once('listening', () => {
      listensSinceMs = performance.now();
      this.#listening.add(worker);
      if (this.#isReady || this.#listening.size < this.#options.count) return;
      this.#isReady = true;
      this.#options.onReady();
    });
    worker.on('error', (error) => {
      this.#options.log.error({ worker: worker.process.pid, err: error }, 'a worker could not be reached');
      // It was never started: it will not exit either.
      if (worker.process.pid === undefined && this.#alive.delete(worker)) this.#onExit(worker, error.message);
    });
    worker.once('exit', (code, signal) => {
      if (!this.#alive.delete(worker)) return;
      this.#listening.delete(worker);
      if (performance.now() - listensSinceMs > soundAfterMs) this.#deaths = 0;
      this.#onExit(worker, signal ?? code);
    });
  }

  #onExit({ process: { pid } }: Worker, how: number | string): void {
    if (!this.#isEnding && !this.#isReady) {
      this.#failure = new WorkerFailed(`A worker ended with ${how} before it served.`);
      this.#end();
    }
    if (this.#isEnding) {
      if (this.#alive.size === 0) this.#onEmpty();
      return;
    }
    this.#deaths += 1;
    const pauseMs = restartPauseMs(this.#deaths);
    this.#options.log.error({ worker: pid, how, pauseMs }, 'a worker died: another takes its place');
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      this.#start();
    }, pauseMs);
    this.#waiting.add(timer);
  }

  #end(): void {
    this.#isEnding = true;
    for (const timer of this.#waiting) clearTimeout(timer);
    for (const worker of this.#alive) if (worker.isConnected()) worker.send(endMessage);
    if (this.#alive.size === 0) this.#onEmpty();
    const late = setTimeout(() => {
      for (const worker of this.#alive) {
        this.#options.log.error(
          { worker: worker.process.pid },
          'a worker did not end in time, and is killed',
        );
        worker.process.kill('SIGKILL');
      }
    }, this.#options.endWithinMs);
    late.unref();
  }
}
