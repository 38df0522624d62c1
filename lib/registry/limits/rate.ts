import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Within what time requests are counted together. */
const windowS = 60;
/** How many clients are counted at the same time; beyond that, those that rested longest begin anew. */
const clientsMax = 100_000;

/** A client asked for more than its share. */
export interface Exceeded {
  /** When it may go on. */
  retryAfterS: number;
  perMinuteMax: number;
  /** How many requests of this minute were refused, this one included. */
  refusals: number;
}

/** Counts what each client asks for in a minute; each process for itself. */
export class Rate {
  readonly #limiter: RateLimiterMemory;
  readonly #perMinuteMax: number;
  /** The limiter itself would keep everybody for a minute, however many come. */
  readonly #clients: LRUCache<string, true>;

  constructor(perMinuteMax: number) {
    this.#perMinuteMax = perMinuteMax;
    this.#limiter = new RateLimiterMemory({ points: perMinuteMax, duration: windowS });
    this.#clients = new LRUCache({
      max: clientsMax,
      dispose: (_, client, why) => {
        if (why === 'evict') void this.#limiter.delete(client);
      },
    });
  }

  /** Counts a request of a client. @returns undefined when it is within the rate */
  async count(client: string): Promise<Exceeded | undefined> {
    this.#clients.set(client, true);
    try {
      await this.#limiter.consume(client);
      return undefined;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return {
        retryAfterS: Math.max(Math.ceil(refused.msBeforeNext / 1000), 1),
        perMinuteMax: this.#perMinuteMax,
        refusals: refused.consumedPoints - this.#perMinuteMax,
      };
    }
  }

  /** How many clients are counted: for tests. */
  get clients(): number {
    return this.#limiter.dump().storage.length;
  }
}
