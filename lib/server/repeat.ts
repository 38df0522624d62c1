import { setTimeout as delay } from 'node:timers/promises';

/** Runs a task at once and then again and again, never twice at a time, until the signal. Failures are told. */
export async function repeat(
  intervalMs: number,
  signal: AbortSignal,
  task: () => Promise<void>,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    await task().catch(onError);
    await delay(intervalMs, undefined, { signal, ref: false }).catch(() => undefined); // Ended by the signal.
  }
}
