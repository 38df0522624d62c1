import { JobCancelled } from '@/lib/maintenance/job-cancellation';
import type { JobKind } from '@/lib/maintenance/job-run';
import type { JobRequest } from '@/lib/maintenance/jobs';

/** What can be asked for. */
export type AskedKind = JobKind | 'doctor';

/** Runs jobs that somebody at the dashboard asks for: they go on behind the answer, until the server ends. */
export class AskedJobs {
  readonly #ending: AbortSignal;
  readonly #onFailed: (kind: AskedKind, error: unknown) => void;
  readonly #running = new Set<Promise<void>>();

  constructor(ending: AbortSignal, onFailed: (kind: AskedKind, error: unknown) => void) {
    this.#ending = ending;
    this.#onFailed = onFailed;
  }

  /**
   * Begins a job.
   * @param run begins it with what it is given
   * @returns the number of the run @throws whatever kept it from beginning, such as JobRunning
   */
  async begin(kind: JobKind, actor: string, run: (request: JobRequest) => Promise<unknown>): Promise<number> {
    return await new Promise<number>((resolve, reject) => {
      let hasBegun = false;
      const onBegun = (id: number) => {
        hasBegun = true;
        resolve(id);
      };
      const task = run({ cause: 'dashboard', actor, signal: this.#ending, onBegun }).then(
        () => undefined,
        (error: unknown) => {
          if (!hasBegun) return reject(error);
          if (!this.#ending.aborted && !(error instanceof JobCancelled)) this.#onFailed(kind, error);
        },
      );
      this.#running.add(task);
      void task.finally(() => this.#running.delete(task));
    });
  }

  /** Goes on with something that is no job behind the answer. That it failed is told, unless the server ends. */
  follow(kind: 'doctor', run: (signal: AbortSignal) => Promise<void>): void {
    const task = run(this.#ending).catch((error: unknown) => {
      if (!this.#ending.aborted) this.#onFailed(kind, error);
    });
    this.#running.add(task);
    void task.finally(() => this.#running.delete(task));
  }

  /** Waits until none runs any more. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }
}
