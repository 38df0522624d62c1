/** Nobody's turn came in time, or too many wait already. */
export class NoTurn extends Error {
  override readonly name = 'NoTurn';

  constructor(readonly why: 'full' | 'late' | 'gone') {
    super(`no turn: ${why}`);
  }
}

/** How many of a lane may run at the same time, and how long others may wait. */
export interface LaneLimits {
  runningMax: number;
  waitingMax: number;
  waitMsMax: number;
}

interface Lane {
  running: number;
  waiting: Set<() => void>;
}

/**
 * Lets each client have only so many tasks under way: a lane of its own for each, so that whoever sends many waits
 * behind itself and never in front of others. A lane is there only while something is in it.
 */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #limits: LaneLimits;

  constructor(limits: LaneLimits) {
    this.#limits = limits;
  }

  /**
   * Waits for a place in a client's lane.
   * @param signal gives up waiting
   * @returns what leaves the place again; to be called once
   * @throws NoTurn
   */
  async enter(client: string, signal: AbortSignal): Promise<() => void> {
    const lane = this.#lanes.get(client) ?? { running: 0, waiting: new Set() };
    this.#lanes.set(client, lane);
    if (lane.running < this.#limits.runningMax) {
      lane.running += 1;
    } else {
      if (lane.waiting.size >= this.#limits.waitingMax) throw new NoTurn('full');
      // Whoever leaves gives its place to the first that waits.
      await waitIn(lane.waiting, this.#limits.waitMsMax, signal);
    }
    return () => this.#leave(client, lane);
  }

  /** How many lanes there are: for tests. */
  get size(): number {
    return this.#lanes.size;
  }

  #leave(client: string, lane: Lane): void {
    const [next] = lane.waiting;
    if (next) next();
    else lane.running -= 1;
    if (lane.running === 0) this.#lanes.delete(client);
  }
}

/** Waits until somebody calls what is added to the end of a queue. @throws NoTurn */
export function waitIn(queue: Set<() => void>, waitMsMax: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      queue.delete(go);
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    const go = () => {
      end();
      resolve();
    };
    const giveUp = (why: NoTurn['why']) => {
      end();
      reject(new NoTurn(why));
    };
    const onAbort = () => giveUp('gone');
    const timer = setTimeout(() => giveUp('late'), waitMsMax);
    if (signal.aborted) return giveUp('gone');
    signal.addEventListener('abort', onAbort, { once: true });
    queue.add(go);
  });
}
