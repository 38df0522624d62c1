/** A question that takes longer was answered by the disk, not from memory. */
const quickMsMax = 2;
/** How long after that questions go to the thread pool. */
const slowMs = 100;

/**
 * Asks the kernel for metadata. What it has in memory, nearly always, it tells in 2 microseconds, and the trip
 * through the thread pool would cost 50, most of the work of a small request; so it is asked on this thread.
 * When an answer takes long, the disk was asked: then the next ones go through the pool for a while, so that
 * a cold or busy disk holds up this thread for one question at a time.
 */
export class Metadata {
  #slowUntil = 0;

  /**
   * @param quick asks at once, on this thread
   * @param pooled asks the same through the thread pool
   */
  async ask<T>(quick: () => T, pooled: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    if (startedAt < this.#slowUntil) return await pooled();
    try {
      return quick();
    } finally {
      const endedAt = performance.now();
      if (endedAt - startedAt > quickMsMax) this.#slowUntil = endedAt + slowMs;
    }
  }

  /** Asks the same of each of many things: without a promise for each, which costs as much as the answer. */
  async askEach<One, T>(
    many: readonly One[],
    quick: (one: One) => T,
    pooled: (one: One) => Promise<T>,
  ): Promise<T[]> {
    const answers: T[] = [];
    let lastAt = performance.now();
    for (const one of many) {
      if (lastAt < this.#slowUntil) break;
      answers.push(quick(one));
      const now = performance.now();
      if (now - lastAt > quickMsMax) this.#slowUntil = now + slowMs;
      lastAt = now;
    }
    if (answers.length === many.length) return answers;
    return answers.concat(await Promise.all(many.slice(answers.length).map(pooled)));
  }
}
