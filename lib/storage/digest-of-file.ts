import { createHash } from 'node:crypto';
import { type Algorithm, algorithmOf, type Digest, toDigest } from '@/lib/oci/digest';
import type { FileStat, FileSystemDriver } from './driver';

/** Small enough that hashing one part holds the thread for a millisecond or two. */
const partBytes = 256 * 1024;

/**
 * Hashes a file at the pace of the caller.
 * @param onRead is awaited after each part with its length in bytes, before the next is read
 * @returns the digest of what is on disk and what the file system says of it; `undefined` when there is no such file
 */
export async function digestOfFile(
  driver: FileSystemDriver,
  file: string,
  algorithm: Algorithm,
  onRead: (bytes: number) => Promise<void>,
): Promise<{ digest: Digest; stat: FileStat } | undefined> {
  const opened = await driver.open(file);
  if (!opened) return undefined;
  const { handle, stat } = opened;
  try {
    const hash = createHash(algorithm);
    const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(partBytes, stat.size + 1)));
    for (let position = 0; ; ) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) break;
      position += bytesRead;
      hash.update(buffer.subarray(0, bytesRead));
      await onRead(bytesRead);
    }
    return { digest: toDigest(algorithm, hash.digest('hex')), stat };
  } finally {
    await handle.close();
  }
}

/**
 * Whether a file has the bytes of a digest: they are read.
 * @param onRead as for `digestOfFile`
 * @returns `undefined` when there is no such file
 */
export async function hasDigest(
  driver: FileSystemDriver,
  file: string,
  digest: Digest,
  onRead: (bytes: number) => Promise<void> = async () => undefined,
): Promise<boolean | undefined> {
  const read = await digestOfFile(driver, file, algorithmOf(digest), onRead);
  return read && read.digest === digest;
}
