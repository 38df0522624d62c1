import type { ServerResponse } from 'node:http';
import type { Exchange } from './exchange';
import type { Reply } from './reply';

/**
 * Answers an exchange with server-sent events: its head at once, and what is written until that ends. Returns when
 * nothing more comes.
 */
export async function sendEvents(
  { response }: Exchange,
  { status, headers }: Reply,
  write: (response: ServerResponse) => Promise<void>,
): Promise<void> {
  response.removeHeader('vary'); // Next's own, about its pages.
  response.writeHead(status, headers);
  response.flushHeaders();
  await write(response);
  response.end();
}
