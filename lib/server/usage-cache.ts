import { setTimeout as delay } from 'node:timers/promises';
import { measureUsage } from '@/lib/maintenance/usage/measure-usage';
import type { Usage } from '@/lib/maintenance/usage/usage';
import { claimRegistryDay, recordRegistryDay } from '@/lib/storage/figures/registry-days';
import type { StorageParts } from '@/lib/storage/storage';

/** How old a measurement may be before the next is made. */
const freshMs = 30_000;
/** How long somebody waits for the first, and for one after something was taken away: a large registry takes longer. */
const waitMsMax = 1_000;
/** How long somebody waits for a newer one, who can have the one before at once. */
const waitForNewerMs = 50;
/** How old a measurement may be that is told by the way, before the next is begun. */
const glanceMs = 600_000;
/** A server that has just begun has other things to read. */
const startMs = 50_000;

/** What everything takes on disk: measured when somebody asks, one measurement at a time. */
export class UsageCache {
  readonly #parts: StorageParts;
  readonly #graceMs: number;
  readonly #signal: AbortSignal;
  readonly #onError: (error: unknown) => void;
  readonly #madeAtMs = Date.now();
  #latest: Usage | undefined;
  #measuring: Promise<void> | undefined;

  /** @param signal ends what is being measured */
  constructor(
    parts: StorageParts,
    { graceMs }: { graceMs: number },
    signal: AbortSignal,
    onError: (error: unknown) => void,
  ) {
    this.#parts = parts;
    this.#graceMs = graceMs;
    this.#signal = signal;
    this.#onError = onError;
  }

  /** The latest measurement, and whether a newer one is being made. */
  async get(): Promise<{ usage: Usage | undefined; isMeasuring: boolean }> {
    const isFresh = this.#latest !== undefined && Date.now() - this.#latest.takenAtMs < freshMs;
    if (!isFresh && !this.#signal.aborted) {
      this.#measuring ??= this.#measure();
      const enough = new AbortController();
      const late = delay(this.#latest?.takenAtMs ? waitForNewerMs : waitMsMax, undefined, {
        signal: enough.signal,
      }).catch(() => undefined); // Came in time.
      await Promise.race([this.#measuring, late]);
      enough.abort();
    }
    return { usage: this.#latest, isMeasuring: this.#measuring !== undefined };
  }

  /** The latest measurement at once, if there is one; the next is begun when that is old, and not waited for. */
  glance(): Usage | undefined {
    const ageMs = Date.now() - (this.#latest?.takenAtMs ?? 0);
    if (ageMs >= glanceMs && !this.#signal.aborted) this.#measuring ??= this.#measure();
    return this.#latest;
  }

  /** Measures once a day, for what is known of each day, when nobody asks. One process does for all. */
  async keepDays(): Promise<void> {
    if (Date.now() - this.#madeAtMs < startMs) return;
    if (claimRegistryDay(this.#parts.database, Date.now())) await this.get();
  }

  /** The next who asks has it measured again: something was taken away. */
  forget(): void {
    if (this.#latest) this.#latest = { ...this.#latest, takenAtMs: 0 };
  }

  /** Waits until nothing is being measured any more. */
  async idle(): Promise<void> {
    await this.#measuring;
  }

  async #measure(): Promise<void> {
    try {
      const usage = await measureUsage(this.#parts, { graceMs: this.#graceMs, signal: this.#signal });
      this.#latest = usage;
      recordRegistryDay(this.#parts.database, { takenAtMs: usage.takenAtMs, ...usage.totals });
    } catch (error) {
      if (!this.#signal.aborted) this.#onError(error);
    } finally {
      this.#measuring = undefined;
    }
  }
}
