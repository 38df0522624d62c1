import { setTimeout as delay } from 'node:timers/promises';
import { readContentFigures } from '@/lib/maintenance/content-figures';
import type { ContentFigures } from '@/lib/observability/metrics/figures';
import type { StorageParts } from '@/lib/storage/storage';

/** How old figures may be before a scrape has them read again. */
const freshMs = 60_000;
/** How long a scrape waits for them: a large registry takes longer, and gets those of the scrape before. */
const waitMsMax = 1_000;
/** How long after a page was asked for they are read for the next: reading them must not hold up that page. */
const restMs = 2_000;

/** The figures of the content: read when somebody asks, at most once a minute. */
export class FiguresCache {
  readonly #parts: StorageParts;
  readonly #signal: AbortSignal;
  readonly #onError: (error: unknown) => void;
  #latest: ContentFigures | undefined;
  #reading: Promise<void> | undefined;
  #soon: NodeJS.Timeout | undefined;

  /** @param signal ends what is being read */
  constructor(parts: StorageParts, signal: AbortSignal, onError: (error: unknown) => void) {
    this.#parts = parts;
    this.#signal = signal;
    this.#onError = onError;
  }

  /** The latest figures, which may be a minute old; undefined while they are read for the first time. */
  async get(): Promise<ContentFigures | undefined> {
    if (this.#isDue()) {
      this.#reading ??= this.#read();
      const enough = new AbortController();
      const late = delay(waitMsMax, undefined, { signal: enough.signal }).catch(() => undefined); // Came in time.
      await Promise.race([this.#reading, late]);
      enough.abort();
    }
    return this.#latest;
  }

  /** The latest figures at once, if they were ever read; those that are older than a minute are read again soon. */
  known(): ContentFigures | undefined {
    if (this.#isDue() && this.#soon === undefined && this.#reading === undefined) {
      this.#soon = setTimeout(() => {
        this.#soon = undefined;
        if (this.#isDue()) this.#reading ??= this.#read();
      }, restMs).unref();
    }
    return this.#latest;
  }

  /** Waits until nothing is being read any more. */
  async idle(): Promise<void> {
    await this.#reading;
  }

  #isDue(): boolean {
    const isFresh = this.#latest !== undefined && Date.now() - this.#latest.atMs < freshMs;
    return !isFresh && !this.#signal.aborted;
  }

  async #read(): Promise<void> {
    try {
      this.#latest = await readContentFigures(this.#parts, this.#signal);
    } catch (error) {
      if (!this.#signal.aborted) this.#onError(error);
    } finally {
      this.#reading = undefined;
    }
  }
}
