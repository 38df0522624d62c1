/** What waits for its turn. */
interface Waiting {
  begin: () => void;
}

/**
 * Does one heavy task after the other, and takes turns among clients: whoever has many waits for one of each other
 * client between two of its own.
 */
export class Turns {
  /** By client, in the order in which their turns come; nobody is in it without a task. */
  readonly #queues = new Map<string, Waiting[]>();
  #isBusy = false;

  /** Runs a task when its turn has come. @returns what it returns, or throws what it throws */
  async run<T>(client: string, task: () => Promise<T>): Promise<T> {
    if (this.#isBusy) await new Promise<void>((begin) => this.#add(client, { begin }));
    this.#isBusy = true;
    try {
      return await task();
    } finally {
      this.#next();
    }
  }

  /** How many clients wait: for tests. */
  get size(): number {
    return this.#queues.size;
  }

  #add(client: string, waiting: Waiting): void {
    const queue = this.#queues.get(client);
    if (queue) queue.push(waiting);
    else this.#queues.set(client, [waiting]);
  }

  #next(): void {
    const [first] = this.#queues;
    if (!first) {
      this.#isBusy = false;
      return;
    }
    const [client, queue] = first;
    const waiting = queue.shift();
    // To the end of all: a map is in order of insertion.
    this.#queues.delete(client);
    if (queue.length > 0) this.#queues.set(client, queue);
    waiting?.begin();
  }
}
