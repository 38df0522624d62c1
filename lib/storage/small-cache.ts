import { LRUCache } from 'lru-cache';
import type { FileStat } from './driver';

/**
 * Small content in memory, bounded in bytes. An entry is found by what the file system says of the file (inode,
 * size, modification time), so a file that was replaced or removed is never served from here.
 */
export class SmallCache {
  readonly #entries: LRUCache<string, Buffer>;

  /** @param bytesMax how much memory it may take; 0 keeps nothing */
  constructor(bytesMax: number) {
    this.#entries = new LRUCache({
      maxSize: Math.max(bytesMax, 1),
      maxEntrySize: Math.max(Math.floor(bytesMax / 8), 1),
      sizeCalculation: (bytes) => bytes.length + entryBytes,
    });
  }

  get(stat: FileStat): Buffer | undefined {
    return this.#entries.get(keyOf(stat));
  }

  set(stat: FileStat, bytes: Buffer): void {
    this.#entries.set(keyOf(stat), bytes);
  }
}

/** What an entry costs besides its bytes. */
const entryBytes = 256;

/** Tells a file from any other that had or will have its name. */
export function keyOf({ inode, size, modifiedAtMs }: FileStat): string {
  return `${inode}:${size}:${modifiedAtMs}`;
}
