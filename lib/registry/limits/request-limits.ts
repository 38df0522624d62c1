import { setTimeout as delay } from 'node:timers/promises';
import { networkOf } from '@/lib/auth/network-of';
import type { Config } from '@/lib/config';
import { RegistryError } from '../registry-error';
import { Lanes, NoTurn } from './lanes';
import { Rate } from './rate';
import { type Asked, isUpload, kindOf, type RequestKind } from './request-kind';
import { Turns } from './turns';

/** Who asks for what. */
export interface Asking extends Asked {
  /** Who signed in; undefined for who did not. */
  identity: string | undefined;
  /** The client's; undefined for one of a Unix socket. */
  address: string | undefined;
  /** How many bytes the body has: 0 for none, undefined while nobody knows. */
  bodyBytes: number | undefined;
}

/** Does a heavy task when its turn has come: one after the other, whosever they are. */
export type InTurn = <T>(task: () => Promise<T>) => Promise<T>;

/** How long a request may wait in its lane: less than proxies in front wait for an answer. */
const waitMsMax = 30_000;
/** How many may wait in a lane: a whole cluster that pulls with one account. */
const waitingMax = 10_000;
/**
 * How many requests of one client may be under way at the same time, up to the answer's first byte. Enough to keep the
 * disk busy; what one client sends beyond it waits behind its own, not before those of others.
 */
const runningMax: Readonly<Record<RequestKind, number>> = { read: 16, write: 64, catalog: 4 };
/** How much longer each refusal of a minute is held back, so that a flood costs little, and how long at most. */
const holdMs = 10;
const holdMsMax = 1_000;
/** When a client whose turn did not come may try again. */
const lateRetryAfterS = 10;

/** What each kind is called in refusals, with the setting that limits it. */
const words: Readonly<Record<RequestKind | 'sign-in', { what: string; setting: string }>> = {
  read: { what: 'requests that read', setting: 'limits.reads' },
  write: { what: 'requests that push or delete', setting: 'limits.writes' },
  catalog: { what: 'pages of the catalog', setting: 'limits.catalogPages' },
  'sign-in': { what: 'requests for tokens from one address', setting: 'limits.signIns' },
};

/**
 * The limits of the settings, for one process. A client is who signed in, or, for who did not, an address. Nothing of a
 * refused request is read: its client, if it waits for 100 Continue, sends no body.
 */
export class RequestLimits {
  readonly #rates: Readonly<Record<RequestKind | 'sign-in', Rate | undefined>>;
  readonly #lanes: Readonly<Record<RequestKind, Lanes>>;
  readonly #uploads: Lanes | undefined;
  readonly #bytesMax: number;
  readonly #turns = new Turns();

  constructor(limits: Config['limits']) {
    this.#bytesMax = limits.requestBytesMax ?? Number.POSITIVE_INFINITY;
    const rateOf = (perMinuteMax: number | undefined) =>
      perMinuteMax === undefined ? undefined : new Rate(perMinuteMax);
    this.#rates = {
      read: rateOf(limits.readsPerMinuteMax),
      write: rateOf(limits.writesPerMinuteMax),
      catalog: rateOf(limits.catalogPagesPerMinuteMax),
      'sign-in': rateOf(limits.signInsPerMinuteMax),
    };
    const lanesOf = (kind: RequestKind) => new Lanes({ runningMax: runningMax[kind], waitingMax, waitMsMax });
    this.#lanes = { read: lanesOf('read'), write: lanesOf('write'), catalog: lanesOf('catalog') };
    this.#uploads =
      limits.uploadsMax === undefined
        ? undefined
        : new Lanes({ runningMax: limits.uploadsMax, waitingMax, waitMsMax });
  }

  /**
   * Runs what answers a request, once its client may have one more under way.
   * @param signal gives up waiting
   * @param task gets what does a heavy task when the client's turn has come
   * @throws RegistryError TOOMANYREQUESTS with `Retry-After`, SIZE_INVALID, or what the task throws
   */
  async run<T>(asking: Asking, signal: AbortSignal, task: (inTurn: InTurn) => Promise<T>): Promise<T> {
    const client = clientOf(asking);
    const kind = kindOf(asking);
    await this.#count(kind, client, signal);
    this.#requireSize(asking);
    const upload = isUpload(asking, asking.bodyBytes !== 0);
    const lanes = upload ? this.#uploads : this.#lanes[kind];
    const leave = await lanes?.enter(client, signal).catch((error) => {
      throw error instanceof NoTurn ? late(upload ? 'uploads' : 'requests', error) : error;
    });
    try {
      return await task((heavy) => this.#turns.run(client, heavy));
    } finally {
      leave?.();
    }
  }

  /**
   * Counts a request for a token.
   * @param signal ends what is held back
   * @throws RegistryError TOOMANYREQUESTS with `Retry-After`
   */
  async signIn(address: string | undefined, signal: AbortSignal): Promise<void> {
    await this.#count('sign-in', networkOf(address), signal);
  }

  #requireSize({ bodyBytes = 0 }: Asking): void {
    if (bodyBytes <= this.#bytesMax) return;
    throw new RegistryError('SIZE_INVALID', {
      status: 413,
      message: `a request may bring ${this.#bytesMax} bytes (limits.requestSize), and this brings ${bodyBytes}: push the blob in chunks`,
    });
  }

  async #count(kind: RequestKind | 'sign-in', client: string, signal: AbortSignal): Promise<void> {
    const exceeded = await this.#rates[kind]?.count(client);
    if (!exceeded) return;
    const { retryAfterS, perMinuteMax, refusals } = exceeded;
    if (refusals > 1) await holdBack(Math.min(refusals * holdMs, holdMsMax), signal);
    const { what, setting } = words[kind];
    throw new RegistryError('TOOMANYREQUESTS', {
      message: `${perMinuteMax} ${what} are allowed in a minute (${setting}): wait ${retryAfterS} s, then go on more slowly`,
      detail: { limit: setting, perMinute: perMinuteMax, retryAfterSeconds: retryAfterS },
      headers: {
        'Retry-After': retryAfterS,
        'RateLimit-Limit': `${perMinuteMax};w=60`,
        'RateLimit-Remaining': '0;w=60',
      },
      isRepeated: refusals > 1,
    });
  }
}

/** What a client is called where clients take turns. */
function clientOf({ identity, address }: Pick<Asking, 'identity' | 'address'>): string {
  return identity === undefined ? `address ${networkOf(address)}` : `identity ${identity}`;
}

async function holdBack(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined); // The client is gone: nobody waits any more.
}

function late(what: 'uploads' | 'requests', cause: NoTurn): RegistryError {
  const setting = what === 'uploads' ? ' (limits.uploads)' : '';
  return new RegistryError('TOOMANYREQUESTS', {
    message: `too many ${what} of yours are under way${setting}, and the turn of this one did not come: try again in ${lateRetryAfterS} s`,
    headers: { 'Retry-After': lateRetryAfterS },
    isRepeated: cause.why !== 'late',
    cause,
  });
}
