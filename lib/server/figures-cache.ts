import { setTimeout as delay } from 'node:timers/promises';
import { readContentFigures } from '@/lib/maintenance/content-figures';
import type { ContentFigures } from '@/lib/observability/metrics/figures';
import type { StorageParts } from '@/lib/storage/storage';

/** How old figures may be before a scrape has them read again. */
const freshMs = 60_000;
/** How long a scrape waits for them: a large registry takes longer, and gets those of the scrape before. */
const waitMsMax = 1_000;

/** The figures of the content: read when somebody asks, at most once a minute. */
export class FiguresCache {
  readonly #parts: StorageParts;
  readonly #signal: AbortSignal;
  readonly #onError: (error: unknown) => void;
  #latest: ContentFigures | undefined;
  #reading: Promise<void> | undefined;

  /** @param signal ends what is being read */
  constructor(parts: StorageParts, signal: AbortSignal, onError: (error: unknown) => void) {
    this.#parts = parts;
    this.#signal = signal;
    this.#onError = onError;
  }

  /** The latest figures, which may be a minute old; undefined while they are read for the first time. */
  async get(): Promise<ContentFigures | undefined> {
    const isFresh = this.#latest !== undefined && Date.now() - this.#latest.atMs < freshMs;
    if (!isFresh && !this.#signal.aborted) {
      this.#reading ??= this.#read();
      const enough = new AbortController();
      const late = delay(waitMsMax, undefined, { signal: enough.signal }).catch(() => undefined); // Came in time.
      await Promise.race([this.#reading, late]);
      enough.abort();
    }
    return this.#latest;
  }

  /** Waits until nothing is being read any more. */
  async idle(): Promise<void> {
    await this.#reading;
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
