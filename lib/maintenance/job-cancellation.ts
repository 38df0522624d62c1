import type { Database } from '@/lib/database/database';
import { noteIn, setNote } from '@/lib/database/notes';

/** Somebody ended a run by hand. */
export class JobCancelled extends Error {
  override readonly name = 'JobCancelled';

  /** @param by who did */
  constructor(by: string) {
    super(`${begin}${by}`);
  }
}

const begin = 'cancelled by ';
/** How often a run looks whether somebody wants it to end: the process that is asked may be another one. */
const lookEveryMs = 500;

/** Whether the result of a run says that somebody ended it: then it is not to begin again by itself. */
export function isCancelledByHand(result: unknown): boolean {
  return typeof result === 'string' && result.startsWith(begin);
}

/** Asks for the end of a run, in whatever process it goes on. */
export function askToCancel(database: Database, id: number, by: string): void {
  setNote(database, keyOf(id), by);
}

/** Gives a run the signal with which it ends when somebody asks for that, or when `signal` is aborted. */
export function cancellable(
  database: Database,
  id: number,
  signal: AbortSignal,
): { signal: AbortSignal; release: () => void } {
  const byHand = new AbortController();
  const timer = setInterval(() => {
    try {
      const by = noteIn(database, keyOf(id));
      if (by !== undefined) byHand.abort(new JobCancelled(by));
    } catch {
      // It looks again; what is wrong with the database, the run itself finds out.
    }
  }, lookEveryMs);
  timer.unref();
  return {
    signal: AbortSignal.any([signal, byHand.signal]),
    release: () => {
      clearInterval(timer);
      try {
        if (noteIn(database, keyOf(id)) !== undefined) setNote(database, keyOf(id), undefined);
      } catch {
        // A note too many: nobody looks for one of a run that has ended.
      }
    },
  };
}

function keyOf(id: number): string {
  return `job.cancel.${id}`;
}
