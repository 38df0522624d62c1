import type { Exchange } from './exchange';
import type { Reply } from './reply';
import { sendFile } from './send-file';
import { discard, hasUnreadBody } from './unread-body';

/** How a reply went out. */
export interface Sent {
  /** Bytes of the body. */
  bytes: number;
  /** Why the body is not whole, if it is not. */
  cut: 'no' | 'receiver' | 'idle' | 'unsound' | 'short';
}

/**
 * Answers an exchange with a reply, and returns when all of it is out or the connection is gone. A request whose
 * body was not read gets `Connection: close`, and the body is thrown away within limits.
 */
export async function send(exchange: Exchange, reply: Reply, idleTimeoutMs: number): Promise<Sent> {
  const { request, response } = exchange;
  const { body } = reply;
  const isHead = exchange.method === 'HEAD';
  const closes = hasUnreadBody(request);
  const isBuffer = Buffer.isBuffer(body);
  const length = isBuffer ? body.length : (body?.bytes ?? 0);
  response.removeHeader('vary'); // Next's own, about its pages.
  const headers: Reply['headers'] = { ...reply.headers };
  // A reply to HEAD may state the length of a body that it does not have.
  if (reply.status !== 204 && reply.status !== 304) headers['Content-Length'] ??= length;
  if (closes) headers.Connection = 'close';
  response.writeHead(reply.status, headers);
  if (body === undefined || isBuffer || isHead) {
    if (body !== undefined && !isBuffer) await body.handle.close();
    const bytes = isHead || body === undefined ? 0 : length;
    if (closes) {
      if (bytes > 0) response.write(body);
      else response.flushHeaders();
      // A client that waits for 100 Continue will send nothing.
      if (!exchange.awaitsContinue) await discard(request);
      response.end();
    } else {
      response.end(bytes > 0 ? body : undefined);
    }
    return { bytes, cut: 'no' };
  }
  const sent = await sendFile(response, body, idleTimeoutMs);
  if (sent.cut === 'no') response.end();
  return sent;
}
