import { setTimeout as delay } from 'node:timers/promises';
import { piecesPauseMs } from '@/lib/doctor/checks/response-buffering';

/** How many answers in pieces may go on at once: each holds a connection for some seconds. */
const piecesMax = 8;
let pieces = 0;

/**
 * `GET /healthz/pieces`: a line at once, and another after `piecesPauseMs`, so that a client sees whether a
 * proxy passes on what it has; 503 when many ask at once.
 */
export function answerInPieces(): Response {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
  if (pieces >= piecesMax) {
    return new Response('too many ask for this: try again in a minute\n', {
      status: 503,
      headers: { ...headers, 'Retry-After': '60' },
    });
  }
  pieces += 1;
  const gone = new AbortController();
  const text = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      try {
        controller.enqueue(text.encode('first\n'));
        await delay(piecesPauseMs, undefined, { signal: gone.signal });
        controller.enqueue(text.encode('last\n'));
        controller.close();
      } catch {
        // The client has gone.
      } finally {
        pieces -= 1;
      }
    },
    cancel: () => gone.abort(),
  });
  return new Response(body, { headers });
}
