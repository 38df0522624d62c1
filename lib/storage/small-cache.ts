import { LRUCache } from 'lru-cache';
import type { Digest } from '@/lib/oci/digest';
import type { FileStat } from './driver';

/**
 * Small content in memory, bounded in bytes. An entry is found by its digest, so that no other content can ever be
 * taken for it, and by what the file system says of the file (inode, size, modification time), so that a file
 * that was replaced or removed is not served from here.
 */
export class SmallCache {
  readonly #entries: LRUCache<string, Buffer>;
  /** How often content was found here since the process started, and how often not. */
  hits = 0;
  misses = 0;

  /** @param bytesMax how much memory it may take; 0 keeps nothing */
  constructor(bytesMax: number) {
    this.#entries = new LRUCache({
      maxSize: Math.max(bytesMax, 1),
      maxEntrySize: Math.max(Math.floor(bytesMax / 8), 1),
      sizeCalculation: (bytes) => bytes.length + entryBytes,
    });
  }

  get(digest: Digest, stat: FileStat): Buffer | undefined {
    const found = this.#entries.get(contentKeyOf(digest, stat));
    if (found) this.hits += 1;
    else this.misses += 1;
    return found;
  }

  /** The memory that it takes, in bytes. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  set(digest: Digest, stat: FileStat, bytes: Buffer): void {
    this.#entries.set(contentKeyOf(digest, stat), bytes);
  }
}

/** What an entry costs besides its bytes. */
const entryBytes = 256;

/**
 * Tells a file from any other that had or will have its name. Not from every other file: within one tick of the
 * kernel's clock an inode can be given to a new file of the same size.
 */
export function keyOf({ inode, size, modifiedAtMs }: FileStat): string {
  return `${inode}:${size}:${modifiedAtMs}`;
}

/** Tells the content of a file from any other, whatever inode it has. */
export function contentKeyOf(digest: Digest, stat: FileStat): string {
  return `${keyOf(stat)}:${digest}`;
}
