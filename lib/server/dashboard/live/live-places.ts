/** How many may listen at a time, in each process: each holds a connection. */
export const listenersMax = 500;
/** And how many of them may be one caller: a tab that is seen has one. */
export const listenersOfOneMax = 10;

/** Places for who listens: so many, and so many of one caller. */
export class LivePlaces {
  readonly #taken = new Map<string, number>();
  #all = 0;

  /** Whether there is a place for a caller. */
  isFree(key: string): boolean {
    return this.#all < listenersMax && (this.#taken.get(key) ?? 0) < listenersOfOneMax;
  }

  /** Takes a place. @returns what gives it back; undefined when there is none */
  take(key: string): (() => void) | undefined {
    if (!this.isFree(key)) return undefined;
    this.#all += 1;
    this.#taken.set(key, (this.#taken.get(key) ?? 0) + 1);
    return () => {
      this.#all -= 1;
      const left = (this.#taken.get(key) ?? 1) - 1;
      if (left > 0) this.#taken.set(key, left);
      else this.#taken.delete(key);
    };
  }
}
