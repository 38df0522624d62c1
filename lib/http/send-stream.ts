import type { Exchange } from './exchange';
import type { Reply } from './reply';

/** A body whose bytes are made while they are sent. */
export interface StreamBody {
  /** How many there are. */
  bytes: number;
  /**
   * Gives them. @param write takes a piece, and ends when there is room for the next
   * @param signal aborted when the client has gone, or takes nothing for too long
   * @returns whether they are all, and what they should be
   */
  give: (write: (chunk: Buffer) => Promise<void>, signal: AbortSignal) => Promise<boolean>;
}

/**
 * Answers an exchange with bytes as they are made. When something goes wrong on the way the connection is destroyed, so that
 * nobody takes the part for the whole.
 * @param idleTimeoutMs how long the receiver may take nothing
 */
export async function sendStream(
  { response }: Exchange,
  { status, headers }: Reply,
  { bytes, give }: StreamBody,
  idleTimeoutMs: number,
): Promise<void> {
  response.removeHeader('vary'); // Next's own, about its pages.
  response.writeHead(status, { ...headers, 'Content-Length': bytes });
  response.flushHeaders();
  const gone = new AbortController();
  const onClose = () => gone.abort();
  response.once('close', onClose);
  try {
    const isWhole = await give((chunk) => write(chunk), gone.signal);
    if (isWhole) response.end();
    else response.destroy();
  } catch (error) {
    response.destroy();
    if (!gone.signal.aborted) throw error;
  } finally {
    response.off('close', onClose);
  }

  async function write(chunk: Buffer): Promise<void> {
    if (response.destroyed || response.write(chunk)) return;
    await new Promise<void>((resolve) => {
      const settle = () => {
        clearTimeout(timer);
        response.off('drain', settle).off('close', settle);
        resolve();
      };
      const timer = setTimeout(() => response.destroy(), idleTimeoutMs);
      response.once('drain', settle).once('close', settle);
    });
  }
}
