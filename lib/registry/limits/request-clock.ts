import type { Exchange } from '@/lib/http/exchange';
import { RegistryError } from '../registry-error';

/** What ends by itself when it is told to, answers within this time. What does not is cut. */
const answerMs = 5_000;

/**
 * Ends a request that takes longer than it may, transfer included. What is under way is told to end; then the client is
 * answered, unless its answer has begun: that is cut, and the client sees that it is not whole.
 */
export class RequestClock {
  /** Whether the time is over. */
  isOver = false;
  readonly #msMax: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param msMax undefined for no limit */
  constructor(exchange: Exchange, msMax: number | undefined, end: () => void) {
    this.#msMax = msMax ?? 0;
    if (msMax === undefined) return;
    this.#timer = setTimeout(() => {
      this.isOver = true;
      const { request, response } = exchange;
      if (response.headersSent) return response.destroy();
      this.#timer = setTimeout(() => {
        if (!response.headersSent) request.destroy();
      }, answerMs);
      end();
    }, msMax);
  }

  /** What is answered when the time was over before the answer began. */
  error(cause: unknown): RegistryError {
    return new RegistryError('BLOB_UPLOAD_INVALID', {
      status: 408,
      message: `the request took longer than ${this.#msMax / 1000} s, which is what one may take (limits.requestTime): ask for the status of the upload and go on from there, or try again`,
      cause,
    });
  }

  /** The request is answered. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
