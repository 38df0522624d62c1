import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { isFault, StorageError, type StorageFault } from './storage-error';

/** How to receive a body into a file. */
export interface ReceiveOptions {
  /** Where in the file its first byte goes. */
  position: number;
  /** Sees every byte, in order, before it is written. */
  hash: { update: (chunk: Uint8Array) => unknown };
  /** How many bytes may come: past that, StorageError TOO_LARGE. */
  bytesMax: number;
  /**
   * Asked whether so many bytes more may be taken. The sender waits while what it returns is not resolved; a rejection
   * ends the transfer.
   */
  take?: (bytes: number) => Promise<void> | undefined;
  /** How long the sender may send nothing. */
  idleTimeoutMs: number;
  /** Ends the transfer: the connection was cut, or a newer request took over. */
  signal: AbortSignal;
  /**
   * Makes what is written so far durable, from time to time, so that the last sync is short. What it throws ends the
   * transfer.
   */
  flush: () => Promise<void>;
}

/**
 * A write takes about a mebibyte; while it runs, as much again may come in, then the sender waits. Where many send at
 * once, all together fill so much memory and no more: the disk is what they wait for then.
 */
const batchBytesMax = 1024 * 1024;
const batchBytesMin = 128 * 1024;
const batchBytesOfAll = 8 * 1024 * 1024;
let receiving = 0;
/** A body in chunks of a byte each must not take a buffer's memory for each. */
const batchChunks = 1024;
const flushBytes = 32 * 1024 * 1024;

/**
 * Receives a body into a file: hashes on the main thread while the thread pool writes, so that the three,
 * receiving, hashing and writing, overlap; the chunks go from the socket to `writev` without a copy.
 *
 * @returns how many bytes came
 * @throws StorageError TOO_LARGE, IDLE or CUT, the errno of the write, or what `take` or `flush` throws; what was written
 *   stays
 */
export function receive(body: Readable, file: FileHandle, options: ReceiveOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hash, signal, bytesMax, idleTimeoutMs } = options;
    let pending: Buffer[] = [];
    let pendingBytes = 0;
    let received = 0;
    let written = 0;
    let flushedAt = 0;
    let flushing: Promise<void> | undefined;
    let isWriting = false;
    let isAsking = false;
    let ended = false;
    let isSettled = false;
    let failure: unknown;
    receiving += 1;

    const idle = setTimeout(() => {
      if (isWriting || isAsking)
        idle.refresh(); // It waits for the disk, which has no such limit.
      else fail(new StorageError({ code: 'IDLE', idleTimeoutMs }));
    }, idleTimeoutMs);
    const onAbort = () => fail(new StorageError({ code: 'CUT' }));

    const batchBytes = () => Math.max(batchBytesMin, Math.min(batchBytesMax, batchBytesOfAll / receiving));
    const isFull = () => pendingBytes >= batchBytes() || pending.length >= batchChunks;
    const settle = () => {
      if (isWriting || isAsking || flushing !== undefined) return;
      if (failure === undefined && (!ended || pendingBytes > 0)) return;
      if (isSettled) return;
      isSettled = true;
      receiving -= 1;
      clearTimeout(idle);
      signal.removeEventListener('abort', onAbort);
      body.off('data', onData).off('end', onEnd).off('error', onAbort).off('close', onClose);
      if (failure === undefined) resolve(received);
      else reject(failure);
    };
    const fail = (error: unknown) => {
      failure ??= error;
      body.pause();
      write();
    };
    const write = () => {
      if (isWriting) return;
      if (pendingBytes === 0 || (failure !== undefined && !isFault(failure, ...whatKeeps))) return settle();
      const chunks = pending;
      const bytes = pendingBytes;
      pending = [];
      pendingBytes = 0;
      isWriting = true;
      writeAll(file, chunks, options.position + written, bytes).then(
        () => {
          isWriting = false;
          written += bytes;
          flushInPassing();
          if (failure === undefined && !ended && !isAsking) {
            idle.refresh(); // The sender was not slow: it waited for the disk.
            body.resume();
          }
          if (isFull() || ended || failure !== undefined) write();
        },
        (error) => {
          isWriting = false;
          fail(error);
        },
      );
    };
    const flushInPassing = () => {
      if (flushing !== undefined || written - flushedAt < flushBytes) return;
      flushedAt = written;
      flushing = options.flush().then(
        () => {
          flushing = undefined;
          settle();
        },
        (error) => {
          flushing = undefined;
          fail(error);
        },
      );
    };
    const onData = (chunk: Buffer) => {
      idle.refresh();
      if (received + chunk.length > bytesMax) return fail(new StorageError({ code: 'TOO_LARGE', bytesMax }));
      const asking = options.take?.(chunk.length);
      if (asking === undefined) return accept(chunk);
      isAsking = true;
      body.pause();
      asking.then(
        () => {
          isAsking = false;
          if (failure !== undefined) return settle();
          accept(chunk);
          if (ended) write();
          else if (!isWriting) body.resume();
        },
        (error) => {
          isAsking = false;
          fail(error);
        },
      );
    };
    const accept = (chunk: Buffer) => {
      received += chunk.length;
      hash.update(chunk);
      pending.push(chunk);
      pendingBytes += chunk.length;
      if (!isFull()) return;
      if (isWriting) body.pause();
      else write();
    };
    const onEnd = () => {
      ended = true;
      clearTimeout(idle);
      write();
    };
    const onClose = () => {
      if (!ended) fail(new StorageError({ code: 'CUT' }));
    };

    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    if (body.readableEnded) return onEnd();
    if (body.destroyed) return onClose();
    body.on('data', onData).on('end', onEnd).on('error', onAbort).on('close', onClose);
  });
}

/** After these failures, what came before is still worth writing, for the sender to resume after it. */
export const whatKeeps: readonly StorageFault['code'][] = ['IDLE', 'CUT', 'LOW_SPACE', 'QUOTA_EXCEEDED'];

async function writeAll(file: FileHandle, chunks: Buffer[], position: number, bytes: number): Promise<void> {
  let { bytesWritten } = await file.writev(chunks, position);
  if (bytesWritten === bytes) return;
  const rest = Buffer.concat(chunks); // A short write: rare, as on a disk that is nearly full.
  while (bytesWritten < bytes) {
    const more = await file.write(rest, bytesWritten, bytes - bytesWritten, position + bytesWritten);
    bytesWritten += more.bytesWritten;
  }
}
