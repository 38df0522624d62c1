import type { Readable } from 'node:stream';

/** Why a body could not be read whole. */
export class BodyError extends Error {
  override readonly name = 'BodyError';

  constructor(readonly why: 'too-large' | 'idle' | 'cut') {
    super(`the body was not read whole: ${why}`);
  }
}

/** A body in chunks of a byte each must not take a buffer's memory for each. */
const chunksMax = 1024;

/**
 * Reads a small body into memory.
 * @param bytesMax past that, nothing more is read
 * @param idleTimeoutMs how long the sender may send nothing
 * @param signal ends it as a cut connection does
 * @throws BodyError
 */
export function readBytes(
  body: Readable,
  bytesMax: number,
  idleTimeoutMs: number,
  signal: AbortSignal,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const segments: Buffer[] = [];
    let chunks: Buffer[] = [];
    let bytes = 0;
    const finish = (error?: BodyError) => {
      clearTimeout(idle);
      body.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      signal.removeEventListener('abort', onClose);
      if (error) {
        body.pause();
        reject(error);
      } else resolve(Buffer.concat([...segments, ...chunks], bytes));
    };
    const idle = setTimeout(() => finish(new BodyError('idle')), idleTimeoutMs);
    const onData = (chunk: Buffer) => {
      idle.refresh();
      bytes += chunk.length;
      if (bytes > bytesMax) return finish(new BodyError('too-large'));
      chunks.push(chunk);
      if (chunks.length < chunksMax) return;
      segments.push(Buffer.concat(chunks));
      chunks = [];
    };
    const onEnd = () => finish();
    const onClose = () => finish(new BodyError('cut'));
    if (body.readableEnded) return onEnd();
    if (body.destroyed || signal.aborted) return onClose();
    signal.addEventListener('abort', onClose, { once: true });
    body.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}
