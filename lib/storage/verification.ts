import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';
import { algorithmOf, type Digest, digestOf, toDigest } from '@/lib/oci/digest';
import type { FileStat, OpenFile } from './driver';
import { keyOf } from './small-cache';

/**
 * Remembers which files were seen to match their digest since this process started, and checks the others:
 * once for all who wait.
 */
export class Verification {
  readonly #sound = new LRUCache<string, 'written' | 'read'>({ max: 100_000 });
  readonly #running = new Map<string, Promise<boolean>>();

  /** Notes that this process hashed the bytes of a file as it wrote them. */
  markWritten(stat: FileStat): void {
    this.#sound.set(keyOf(stat), 'written');
  }

  /** Whether the bytes on disk were read and matched. */
  isRead(stat: FileStat): boolean {
    return this.#sound.get(keyOf(stat)) === 'read';
  }

  /** Whether the bytes matched when they were written or read. */
  isKnown(stat: FileStat): boolean {
    return this.#sound.has(keyOf(stat));
  }

  /**
   * Reads a file and compares it with its digest.
   * @param open opens the file; called at most once, and what it opens is closed
   * @returns whether they match
   */
  async check(digest: Digest, stat: FileStat, open: () => Promise<OpenFile | undefined>): Promise<boolean> {
    const key = keyOf(stat);
    const running = this.#running.get(key);
    if (running !== undefined) return await running;
    const checking = hashFile(digest, open).then((actual) => {
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
    if (sound) this.#sound.set(keyOf(stat), 'read');
    return sound;
  }
}

const bufferBytes = 1024 * 1024;

async function hashFile(
  digest: Digest,
  open: () => Promise<OpenFile | undefined>,
): Promise<Digest | undefined> {
  const opened = await open();
  if (!opened) return undefined;
  try {
    return await hashHandle(opened.handle, algorithmOf(digest));
  } finally {
    await opened.handle.close();
  }
}

/** The digest of the first `bytes` of an open file; of the whole of it when not given. */
export async function hashHandle(
  handle: FileHandle,
  algorithm: 'sha256' | 'sha512',
  bytes = Number.POSITIVE_INFINITY,
): Promise<Digest> {
  const hash = createHash(algorithm);
  await updateFrom(handle, hash, bytes);
  return toDigest(algorithm, hash.digest('hex'));
}

/** Feeds the first `bytes` of an open file to a hash, reading the next part while this one is hashed. */
export async function updateFrom(
  handle: FileHandle,
  hash: { update: (chunk: Uint8Array) => unknown },
  bytes: number,
): Promise<number> {
  const buffers = [Buffer.allocUnsafeSlow(bufferBytes), Buffer.allocUnsafeSlow(bufferBytes)] as const;
  const read = (at: number, buffer: Buffer) => handle.read(buffer, 0, Math.min(bufferBytes, bytes - at), at);
  let position = 0;
  let next = bytes > 0 ? read(0, buffers[0]) : undefined;
  for (let turn = 1; next; turn++) {
    const { bytesRead, buffer } = await next;
    if (bytesRead === 0) break;
    position += bytesRead;
    next = position < bytes ? read(position, buffers[turn % 2 === 0 ? 0 : 1]) : undefined;
    hash.update(buffer.subarray(0, bytesRead));
  }
  return position;
}
