import { setTimeout as delay } from 'node:timers/promises';
import type { Observation } from './observation';

/** The server listens by then, and what it was started for comes first. */
const afterMs = 1_000;

/**
 * Looks at the health once, behind the start: the first look takes several times as long as those that follow, longer than
 * a page waits for its answers. What goes wrong is told to whoever asks for the health.
 */
export async function warmUp(
  observation: Pick<Observation, 'warm'>,
  ending: AbortSignal,
  waitMs = afterMs,
): Promise<void> {
  try {
    await delay(waitMs, undefined, { signal: ending, ref: false });
    await observation.warm();
  } catch {
    // The server ends already, or the next look says what is wrong.
  }
}
