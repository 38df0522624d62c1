import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { algorithmOf, type Digest } from '@/lib/oci/digest';
import type { FileStat, FileSystemDriver } from '../driver';

/**
 * Copies a file, durably, and compares the bytes that are copied with the digest. It keeps the file's time.
 * @param to a name that is not taken; it stays free when the file can't be copied or is corrupt
 * @returns what the file system says of the file that was read; `undefined` when it is not there
 */
export async function copyVerified(
  driver: FileSystemDriver,
  digest: Digest,
  from: string,
  to: string,
): Promise<{ source: FileStat; sound: boolean } | undefined> {
  const opened = await driver.open(from);
  if (!opened) return undefined;
  try {
    const target = await driver.openToWrite(to, { create: true });
    if (!target) throw new Error(`the folder of ${to} was removed`);
    let done = false;
    try {
      const sound = (await copyHashing(opened.handle, target, digest)) === digest;
      if (sound) await driver.syncFile(target);
      done = sound;
      return { source: opened.stat, sound };
    } finally {
      await target.close();
      if (done) await driver.setTime(to, opened.stat.modifiedAtMs);
      else await driver.remove(to);
    }
  } finally {
    await opened.handle.close();
  }
}

/** The digest of the bytes that were copied. */
async function copyHashing(from: FileHandle, to: FileHandle, digest: Digest): Promise<string> {
  const hash = createHash(algorithmOf(digest));
  let position = 0;
  const buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  for (;;) {
    const { bytesRead } = await from.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return `${algorithmOf(digest)}:${hash.digest('hex')}`;
    const part = buffer.subarray(0, bytesRead);
    hash.update(part);
    for (let written = 0; written < bytesRead; ) {
      written += (await to.write(part, written, bytesRead - written, position + written)).bytesWritten;
    }
    position += bytesRead;
  }
}
