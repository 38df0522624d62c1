import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { algorithmOf, type Digest, digestOf, toDigest } from '@/lib/oci/digest';
import { atMost } from './at-most';
import type { FileStat, OpenFile } from './driver';
import { updateFrom } from './hash-file';
import { contentKeyOf } from './small-cache';

/**
 * Remembers which files were seen to match their digest since this process started, and checks the others:
 * once for all who wait.
 */
export class Verification {
  readonly #sound = new LRUCache<string, 'written' | 'read'>(atMost(100_000));
  readonly #running = new Map<string, Promise<boolean>>();

  /** Notes that this process hashed the bytes of a file as it wrote them. */
  markWritten(digest: Digest, stat: FileStat): void {
    this.#sound.set(contentKeyOf(digest, stat), 'written');
  }

  /** Whether the bytes on disk were read and matched. */
  isRead(digest: Digest, stat: FileStat): boolean {
    return this.#sound.get(contentKeyOf(digest, stat)) === 'read';
  }

  /** Whether the bytes matched when they were written or read. */
  isKnown(digest: Digest, stat: FileStat): boolean {
    return this.#sound.has(contentKeyOf(digest, stat));
  }

  /**
   * Reads a file and compares it with its digest.
   * @param open opens the file; called at most once, and what it opens is closed
   * @returns whether they match; false also when another file has taken its place meanwhile
   */
  async check(digest: Digest, stat: FileStat, open: () => Promise<OpenFile | undefined>): Promise<boolean> {
    const key = contentKeyOf(digest, stat);
    const running = this.#running.get(key);
    if (running !== undefined) return await running;
    const checking = hashFile(digest, key, open).then((actual) => {
      if (actual === digest) this.#sound.set(key, 'read');
      else this.#sound.delete(key);
      return actual === digest;
    });
    this.#running.set(key, checking);
    try {
      return await checking;
    } finally {
      this.#running.delete(key);
    }
  }

  /** Whether all the bytes of a file, just read, match its digest. */
  matches(digest: Digest, stat: FileStat, bytes: Uint8Array): boolean {
    const sound = digestOf(bytes, algorithmOf(digest)) === digest;
    if (sound) this.#sound.set(contentKeyOf(digest, stat), 'read');
    return sound;
  }
}

async function hashFile(
  digest: Digest,
  key: string,
  open: () => Promise<OpenFile | undefined>,
): Promise<Digest | undefined> {
  const opened = await open();
  if (!opened) return undefined;
  try {
    if (contentKeyOf(digest, opened.stat) !== key) return undefined;
    const hash = createHash(algorithmOf(digest));
    await updateFrom(opened.handle, hash, Number.POSITIVE_INFINITY);
    return toDigest(algorithmOf(digest), hash.digest('hex'));
  } finally {
    await opened.handle.close();
  }
}
