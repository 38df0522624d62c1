import { setTimeout as delay } from 'node:timers/promises';

/**
 * How long work may hold up this thread before requests get their turn. A request takes several turns of the event loop,
 * and waits this long in each: so it must be well below what a request may wait in all.
 */
const turnMs = 1;

/** Keeps long work from holding up requests: it gives the thread back, keeps to a rate of the disk, and can be ended. */
export class Pace {
  readonly #signal: AbortSignal;
  readonly #bytesPerSecond: number;
  #turnBeganAt = performance.now();
  #paidUntil = 0;

  /** @param bytesPerSecond how much may be read of the disk; no limit when absent */
  constructor(signal: AbortSignal, bytesPerSecond = Number.POSITIVE_INFINITY) {
    this.#signal = signal;
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Call between small steps of work. @throws the signal's reason once it is aborted */
  async breathe(): Promise<void> {
    this.#signal.throwIfAborted();
    if (performance.now() - this.#turnBeganAt < turnMs) return;
    await new Promise(setImmediate);
    this.#turnBeganAt = performance.now();
  }

  /** Call after bytes were read: waits as long as the rate asks for. @throws the signal's reason once it is aborted */
  async spend(bytes: number): Promise<void> {
    const now = performance.now();
    this.#paidUntil = Math.max(this.#paidUntil, now) + (bytes / this.#bytesPerSecond) * 1000;
    const waitMs = this.#paidUntil - now;
    // The wait keeps the process alive: on the command line nothing else does, and it would end half-way.
    if (waitMs > turnMs) await delay(waitMs, undefined, { signal: this.#signal });
    await this.breathe();
  }
}
