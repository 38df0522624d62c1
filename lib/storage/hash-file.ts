import type { FileHandle } from 'node:fs/promises';
import pLimit from 'p-limit';

const bufferBytes = 1024 * 1024;

/** Each reading takes two buffers; a restart under load must not take them for every blob at once. */
const readings = pLimit(4);

/** Feeds the first `bytes` of an open file to a hash, and returns how many there were. */
export async function updateFrom(
  handle: FileHandle,
  hash: { update: (chunk: Uint8Array) => unknown },
  bytes: number,
): Promise<number> {
  return bytes === 0 ? 0 : await readings(() => readInto(handle, hash, bytes));
}

/** Reads the next part while this one is hashed. */
async function readInto(
  handle: FileHandle,
  hash: { update: (chunk: Uint8Array) => unknown },
  bytes: number,
): Promise<number> {
  const buffers = [Buffer.allocUnsafeSlow(bufferBytes), Buffer.allocUnsafeSlow(bufferBytes)] as const;
  const read = (at: number, buffer: Buffer) => handle.read(buffer, 0, Math.min(bufferBytes, bytes - at), at);
  let position = 0;
  let next: ReturnType<typeof read> | undefined = read(0, buffers[0]);
  for (let turn = 1; next !== undefined; turn++) {
    const { bytesRead, buffer } = await next;
    if (bytesRead === 0) break;
    position += bytesRead;
    next = position < bytes ? read(position, buffers[turn % 2 === 0 ? 0 : 1]) : undefined;
    hash.update(buffer.subarray(0, bytesRead));
  }
  return position;
}
