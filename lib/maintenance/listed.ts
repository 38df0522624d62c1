/** The first of what may be many. */
export class Listed<T> {
  readonly list: T[] = [];
  /** How many are not in the list. */
  omitted = 0;
  readonly #lengthMax: number;

  constructor(lengthMax: number) {
    this.#lengthMax = lengthMax;
  }

  add(one: T): void {
    if (this.list.length < this.#lengthMax) this.list.push(one);
    else this.omitted += 1;
  }
}
