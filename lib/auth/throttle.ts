import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { networkOf } from './network-of';

/** Failures that cost no time, by what they are counted for. Several people may share an address. */
const freeFailures = { pair: 5, address: 100, account: 20 } as const;
type Counted = keyof typeof freeFailures;

/** The wait after the first failure that is not free; each further one doubles it. */
const waitMsMin = 1_000;
/** So long at most, for whoever mistyped must get in again the same day. */
const waitMsMax: Readonly<Record<Counted, number>> = { pair: 60_000, address: 15 * 60_000, account: 60_000 };
/** Without a failure for so long, what was counted is forgotten. */
const forgottenMs = 60 * 60_000;
/** How many accounts, addresses and pairs are remembered, each; beyond that, those that rested longest are forgotten. */
const entriesMax = 100_000;
/** Of how many accounts it is remembered from where they signed in, and how many such places of each. */
const accountsMax = 20_000;
const homesMax = 64;

/** So many entries of one size: by `max` a cache takes the memory of all of them at once. */
const atMost = (maxSize: number) => ({ maxSize, sizeCalculation: () => 1 });

/** What is remembered of one pair, address or account. */
export interface Failures {
  count: number;
  /** When the last of them was, or when one that is being looked at began. */
  atMs: number;
}

/** How long the next try must still wait. Pure. */
export function waitAfter(counted: Counted, failures: Failures | undefined, nowMs: number): number {
  if (!failures || nowMs - failures.atMs >= forgottenMs) return 0;
  const beyond = failures.count - freeFailures[counted];
  if (beyond <= 0) return 0;
  const waitMs = Math.min(waitMsMin * 2 ** Math.min(beyond - 1, 30), waitMsMax[counted]);
  return Math.max(failures.atMs + waitMs - nowMs, 0);
}

/**
 * Slows down guessing of passwords: of one account from one address, of one account from everywhere, and of all accounts
 * from one address, each with waits that grow with the failures.
 *
 * Nobody can lock out others by it. An account that somebody attacks from elsewhere stays usable from the addresses from
 * which it signed in before: there, only its own failures from there count. From a new address its owner has to wait with
 * the attackers, at most a minute at a time. A success takes back the failures of its own account at its own address,
 * and no others: who has an account gets no free tries at another.
 *
 * A try counts as failed from its beginning, so that many at once are no way round. What is remembered is bounded, and
 * forgotten with the process; each process has its own.
 */
export class Throttle {
  readonly #failures: Readonly<Record<Counted, LRUCache<string, Failures>>> = {
    pair: new LRUCache(atMost(entriesMax)),
    address: new LRUCache(atMost(entriesMax)),
    account: new LRUCache(atMost(entriesMax)),
  };
  /** By account: from where it signed in. Only whoever knows a password adds to it. */
  readonly #homes = new LRUCache<string, Set<string>>(atMost(accountsMax));
  /** From where anybody signed in. */
  readonly #networks = new LRUCache<string, true>(atMost(accountsMax));
  readonly #now: () => number;

  /** @param now the time in milliseconds: for tests */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * Asked just before a password is compared.
   * @returns 0 when it may be compared now, which begins a try: say then how it ended. Else how long to wait, in
   *   milliseconds; that does not count as a try.
   */
  waitMs(name: string, address: string | undefined): number {
    const nowMs = this.#now();
    const keys = this.#keysOf(name, address);
    const waits = keys.map(([counted, key]) => waitAfter(counted, this.#failures[counted].get(key), nowMs));
    const waitMs = Math.max(...waits);
    if (waitMs === 0) for (const [counted, key] of keys) this.#add(counted, key, nowMs);
    return waitMs;
  }

  /** The password was wrong, or there is no such account: the try counts on. */
  failed(name: string, address: string | undefined): void {
    const nowMs = this.#now();
    for (const [counted, key] of this.#keysOf(name, address)) {
      const failures = this.#failures[counted].get(key);
      if (failures) failures.atMs = nowMs;
    }
  }

  /** The password was right: this address is one of the account's own, and its failures are forgiven. */
  succeeded(name: string, address: string | undefined): void {
    const account = accountKey(name);
    const network = networkOf(address);
    const forgiven = this.#failures.pair.peek(pairKey(account, network))?.count ?? 0;
    for (const [counted, key] of this.#keysOf(name, address)) this.#takeBack(counted, key, forgiven);
    this.#networks.set(network, true);
    const homes = this.#homes.get(account) ?? new Set();
    homes.delete(network);
    homes.add(network);
    // A set is in order of insertion: the first is where it was longest not seen.
    const [oldest] = homes;
    if (homes.size > homesMax && oldest !== undefined) homes.delete(oldest);
    this.#homes.set(account, homes);
  }

  /** The password was not compared after all: the try is none. */
  abandoned(name: string, address: string | undefined): void {
    for (const [counted, key] of this.#keysOf(name, address)) this.#takeBack(counted, key, 1);
  }

  /** Whether anybody signed in from there: the same whatever name is tried, so that it tells nothing of names. */
  isKnown(address: string | undefined): boolean {
    return this.#networks.get(networkOf(address)) === true;
  }

  /** How much is remembered: for tests. */
  get entries(): number {
    return Object.values(this.#failures).reduce((sum, { size }) => sum + size, this.#homes.size);
  }

  /** How many places of an account are known to be its own: for tests. */
  places(name: string): number {
    return this.#homes.peek(accountKey(name))?.size ?? 0;
  }

  /** What a try counts for. From an address that is the account's own, only what happened just there. */
  #keysOf(name: string, address: string | undefined): [Counted, string][] {
    const account = accountKey(name);
    const network = networkOf(address);
    const pair: [Counted, string] = ['pair', pairKey(account, network)];
    if (this.#homes.peek(account)?.has(network)) return [pair];
    return [pair, ['address', network], ['account', account]];
  }

  #add(counted: Counted, key: string, nowMs: number): void {
    const failures = this.#failures[counted].get(key);
    const isFresh = failures && nowMs - failures.atMs < forgottenMs;
    this.#failures[counted].set(key, { count: (isFresh ? failures.count : 0) + 1, atMs: nowMs });
  }

  #takeBack(counted: Counted, key: string, count: number): void {
    const failures = this.#failures[counted].peek(key);
    if (failures) failures.count = Math.max(failures.count - count, 0);
  }
}

/** Names come from outside and may be long. */
function accountKey(name: string): string {
  return name.length <= 64 ? name : `#${createHash('sha256').update(name).digest('base64url')}`;
}

function pairKey(account: string, network: string): string {
  return `${account} ${network}`;
}
