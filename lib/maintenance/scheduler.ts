import { setTimeout as delay } from 'node:timers/promises';
import { isCancelledByHand, JobCancelled } from './job-cancellation';
import type { JobKind } from './job-run';
import { JobRunning, type Jobs } from './jobs';

/** A job that is to run again and again. */
export interface ScheduledJob {
  kind: JobKind;
  /** From the start of one run to the start of the next; 0: never. */
  intervalMs: number;
  /** Runs it, as a job of that kind and with the cause `schedule`. @returns what is worth a line in the log */
  run: (signal: AbortSignal) => Promise<unknown>;
}

/** Whom the scheduler tells. */
export interface SchedulerReports {
  onDone: (kind: JobKind, result: unknown) => void;
  onFailed: (kind: JobKind, error: unknown) => void;
}

/**
 * Runs jobs when they are due, until the signal. When a job ran last, the database remembers: so neither a restart nor
 * a second process makes it run more often, and a run from the command line counts too.
 */
export async function runSchedule(
  scheduled: readonly ScheduledJob[],
  jobs: Jobs,
  signal: AbortSignal,
  reports: SchedulerReports,
): Promise<void> {
  // Each waits for itself: a job that takes days must not keep the others from running.
  await Promise.all(
    scheduled
      .filter(({ intervalMs }) => intervalMs > 0)
      .map(async (job) => {
        // It may be due still when another process has been running it for long.
        const busyMs = Math.min(busyPauseMs, job.intervalMs);
        while (!signal.aborted) {
          let pauseMs = busyMs;
          try {
            if (untilDueMs(job, jobs) === 0) await runOnce(job, signal, reports);
            pauseMs = Math.min(Math.max(untilDueMs(job, jobs), busyMs), lookPauseMs);
          } catch (error) {
            reports.onFailed(job.kind, error); // The database could not be asked.
          }
          await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined); // Ended by the signal.
        }
      }),
  );
}

async function runOnce(
  { kind, run }: ScheduledJob,
  signal: AbortSignal,
  { onDone, onFailed }: SchedulerReports,
): Promise<void> {
  try {
    onDone(kind, await run(signal));
  } catch (error) {
    const isExpected = error instanceof JobRunning || error instanceof JobCancelled;
    if (!signal.aborted && !isExpected) onFailed(kind, error);
  }
}

/** How long a job has to wait for its turn; 0 when it is due. */
function untilDueMs({ kind, intervalMs }: ScheduledJob, jobs: Jobs): number {
  const [last] = jobs.list({ kind, limit: 1 });
  if (!last) return 0;
  const sinceMs = Date.now() - last.startedAtMs;
  if (sinceMs < 0) return 0; // The clock was set back.
  // What was ended or has failed need not wait that long; `running` may be a run whose process was killed.
  const isEnded = last.state === 'cancelled' && !isCancelledByHand(last.result);
  const waitMs = isEnded ? 0 : last.state === 'failed' || last.state === 'running' ? retryMs : intervalMs;
  return Math.max(Math.min(waitMs, intervalMs) - sinceMs, 0);
}

const busyPauseMs = 10_000;
/** How often it is looked whether another process has run the job. */
const lookPauseMs = 60_000;
/** When a job that failed is tried again. */
const retryMs = 600_000;
