import type { FileStat } from '@/lib/storage/driver';

/**
 * Counts links that go, to tell when the last one of a file does: only then its bytes come free.
 *
 * A blob is one inode with many names. The pool's own name holds nothing: it goes with the last of the others. Memory
 * is a number or two for each file that several hold and that not all have let go.
 */
export class LinkTally {
  readonly #left = new Map<number, number>();

  /**
   * Notes that one link of a file goes.
   * @param isInPool whether one of its links is the pool's
   * @returns how many others hold the file still, and whether this was the first that went
   */
  take(
    { inode, links }: Pick<FileStat, 'inode' | 'links'>,
    isInPool: boolean,
  ): { others: number; isFirst: boolean } {
    const known = this.#left.get(inode);
    const others = Math.max((known ?? links - (isInPool ? 1 : 0)) - 1, 0);
    if (others > 0) this.#left.set(inode, others);
    else this.#left.delete(inode);
    return { others, isFirst: known === undefined };
  }
}
