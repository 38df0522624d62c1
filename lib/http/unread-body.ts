import type { IncomingMessage } from 'node:http';

/** What of a refused body is read and thrown away, so that the client, still sending, gets to read the answer. */
const bytesMax = 16 * 1024 * 1024;
const timeMsMax = 2_000;

/** Whether the client is still sending, or will send, a body that nobody has read. */
export function hasUnreadBody(request: IncomingMessage): boolean {
  if (request.readableEnded || request.destroyed) return false;
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** How many bytes of a body nobody has read: 0 when there is none, undefined when that is not announced. */
export function unreadBytes(request: IncomingMessage): number | undefined {
  if (!hasUnreadBody(request)) return 0;
  const length = request.headers['content-length'];
  return length === undefined ? undefined : Number(length);
}

/**
 * Reads the rest of a body and throws it away. After an early answer, closing the connection at once would make
 * the kernel reset it, and the client could lose the answer. Past a limit nothing more is read: then the client
 * waits, and has the rest of the time to see the answer and close.
 */
export function discard(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const finish = () => {
      clearTimeout(timer);
      request.off('data', onData).off('end', finish).off('close', finish);
      resolve();
    };
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) request.pause();
    };
    const timer = setTimeout(finish, timeMsMax);
    if (request.readableEnded || request.destroyed) return finish();
    request.on('data', onData).on('end', finish).on('close', finish);
    request.resume();
  });
}
