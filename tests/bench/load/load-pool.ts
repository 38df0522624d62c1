import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { Job, JobResult } from './job';
import type { FromLoadProcess, ToLoadProcess } from './load-process';

/** What all load processes did together. */
export interface LoadResult {
  /** From the first start to the last end. */
  seconds: number;
  latenciesMs: Record<string, Float64Array>;
  bytes: number;
  /** CPU seconds of all load processes. */
  cpuSeconds: number;
  failures: string[];
  failureCount: number;
}

/** A job whose data is ready in all load processes. */
export interface ReadyLoad {
  run: () => Promise<LoadResult>;
}

/** The processes that make the load: apart from the servers and from the one that measures. */
export class LoadPool {
  readonly #processes: ChildProcess[];

  constructor(count: number) {
    const program = path.join(import.meta.dirname, 'load-process.ts');
    this.#processes = Array.from({ length: count }, () =>
      fork(program, { execArgv: ['--import', 'tsx'], serialization: 'advanced' }),
    );
  }

  /** Makes the data of a job. @throws if a load process fails. */
  async prepare(job: Job): Promise<ReadyLoad> {
    const of = this.#processes.length;
    await Promise.all(
      this.#processes.map((process, index) => ask(process, { prepare: job, share: { index, of } })),
    );
    return {
      run: async () => {
        const answers = await Promise.all(this.#processes.map((process) => ask(process, { run: true })));
        return merge(answers.flatMap((answer) => ('result' in answer ? [answer.result] : [])));
      },
    };
  }

  /** Makes the data and runs at once: for what is not timed. @throws if any operation failed. */
  async run(job: Job): Promise<LoadResult> {
    const ready = await this.prepare(job);
    const result = await ready.run();
    if (result.failureCount > 0)
      throw new Error(`${result.failureCount} failed: ${result.failures.join('; ')}`);
    return result;
  }

  /** Ends the processes. */
  stop(): void {
    for (const process of this.#processes) process.kill();
  }
}

async function ask(child: ChildProcess, message: ToLoadProcess): Promise<FromLoadProcess> {
  const answer = await new Promise<FromLoadProcess>((resolve, reject) => {
    const settle = (done: () => void) => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      done();
    };
    const onMessage = (answered: FromLoadProcess) => settle(() => resolve(answered));
    const onExit = (code: number | null) =>
      settle(() => reject(new Error(`a load process ended with ${code}`)));
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.send(message);
  });
  if ('error' in answer) throw new Error(answer.error);
  return answer;
}

function merge(results: JobResult[]): LoadResult {
  const sum = (of: (result: JobResult) => number) => results.reduce((total, result) => total + of(result), 0);
  const operations = new Set(results.flatMap((result) => Object.keys(result.latenciesMs)));
  const start = Math.min(...results.map((result) => result.startedAtMs));
  const end = Math.max(...results.map((result) => result.endedAtMs));
  return {
    seconds: (end - start) / 1000,
    latenciesMs: Object.fromEntries(
      [...operations].map((operation) => [operation, join(results, operation)]),
    ),
    bytes: sum((result) => result.bytes),
    cpuSeconds: sum((result) => result.cpuMs) / 1000,
    failures: results.flatMap((result) => result.failures),
    failureCount: sum((result) => result.failureCount),
  };
}

function join(results: JobResult[], operation: string): Float64Array {
  return Float64Array.from(results.flatMap((result) => Array.from(result.latenciesMs[operation] ?? [])));
}
