/**
 * Who waits for a password to be compared: `known` for who comes from a network from which somebody signed in before, or
 * has signed in, and `stranger` for all others. It must not depend on the name that is tried, which the wait would tell.
 */
export type Waiter = 'known' | 'stranger';

/** One task at a time. Those of the known go before those of strangers, however many of these wait. */
export class PasswordTurns {
  readonly #waiting: Readonly<Record<Waiter, (() => void)[]>> = { known: [], stranger: [] };
  #isTaken = false;

  /** Runs a task when its turn has come. @throws what it throws */
  async run<T>(waiter: Waiter, task: () => Promise<T>): Promise<T> {
    if (this.#isTaken) await new Promise<void>((begin) => this.#waiting[waiter].push(begin));
    this.#isTaken = true;
    try {
      return await task();
    } finally {
      const next = this.#waiting.known.shift() ?? this.#waiting.stranger.shift();
      // Whoever is next has the turn already: nobody who comes now gets in between.
      if (next) next();
      else this.#isTaken = false;
    }
  }

  /** How many wait. */
  waiting(waiter: Waiter): number {
    return this.#waiting[waiter].length;
  }
}
