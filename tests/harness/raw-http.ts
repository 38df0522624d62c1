import { connect, type Socket } from 'node:net';
import { parseHead, type RawHead, takeChunkedBody } from './raw-http-parser';

/** An answer as it stood on the wire. */
export interface RawResponse extends RawHead {
  /** The bytes of the body, without the framing of `Transfer-Encoding: chunked`. */
  body: Buffer;
  /** False when the connection ended before the end that the headers promised. */
  complete: boolean;
  /** The status of every 1xx answer that came before this one. */
  interim: number[];
}

/** The connection ended without (the rest of) the head of an answer. */
export class ConnectionEnded extends Error {
  override name = 'ConnectionEnded';
}

/** How long an answer may take before a test fails, in milliseconds. */
const answerMs = 60_000;

/**
 * One TCP connection that sends exactly the bytes it is given, however wrong, and reads HTTP/1.1 answers.
 * Every other HTTP client corrects or refuses what a hostile one would send.
 */
export class RawConnection {
  private parts: Buffer[] = [];
  private receivedBytes = 0;
  private ended = false;
  private wake: (() => void) | undefined;
  /** Resolves when the connection is closed, from whichever side. */
  readonly closed: Promise<void>;

  private constructor(readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      this.parts.push(chunk);
      this.receivedBytes += chunk.length;
      this.wake?.();
    });
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.ended = true;
        this.wake?.();
        resolve();
      });
    });
    // A reset is one of the answers that tests look for: it shows as the end of the connection.
    socket.on('error', () => {});
    socket.on('end', () => {
      this.ended = true;
      this.wake?.();
    });
  }

  /**
   * Connects to 127.0.0.1.
   * @throws when nothing listens on `port`.
   */
  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1' });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new RawConnection(socket);
  }

  /** Speaks through a socket that is connected already, e.g. one of TLS. */
  static over(socket: Socket): RawConnection {
    return new RawConnection(socket);
  }

  /** True once the server has ended its side, or the connection is gone. */
  get isEnded(): boolean {
    return this.ended;
  }

  /** How many bytes have arrived and were not yet taken by `response`. */
  get unreadBytes(): number {
    return this.receivedBytes;
  }

  /** The bytes that have arrived and were not yet taken by `response`. */
  received(): Buffer {
    if (this.parts.length > 1) this.parts = [Buffer.concat(this.parts)];
    return this.parts[0] ?? Buffer.alloc(0);
  }

  /** Sends bytes; resolves when the kernel has taken them. False when the connection ended first. */
  send(data: string | Uint8Array): Promise<boolean> {
    if (this.socket.destroyed || !this.socket.writable) return Promise.resolve(false);
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    return new Promise((resolve) => {
      const close = () => resolve(false);
      this.socket.once('close', close);
      this.socket.write(bytes, (error) => {
        this.socket.off('close', close);
        resolve(error === undefined || error === null);
      });
    });
  }

  /** Stops taking bytes from the kernel, as a reader that hangs does. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Waits until at least `bytes` unread bytes are here, or the connection ended. */
  async arrived(bytes: number): Promise<void> {
    while (this.receivedBytes < bytes && !this.ended) await this.more();
  }

  /**
   * Reads the next final answer, and notes the 1xx before it.
   * @param method of the request: an answer to HEAD has no body.
   * @throws ConnectionEnded when the connection ends before a whole head.
   */
  async response(method = 'GET'): Promise<RawResponse> {
    const interim: number[] = [];
    for (;;) {
      const head = await this.head();
      if (head.status >= 200 || head.status === 101)
        return { ...head, ...(await this.body(head, method)), interim };
      interim.push(head.status);
    }
  }

  /** Reads the next head, a 1xx one too. Throws ConnectionEnded as `response` does. */
  async head(): Promise<RawHead> {
    for (;;) {
      const parsed = parseHead(this.received());
      if (parsed !== undefined) {
        this.consume(parsed.bytes);
        return parsed.head;
      }
      if (this.ended)
        throw new ConnectionEnded(`the connection ended after ${JSON.stringify(String(this.received()))}`);
      await this.more();
    }
  }

  /** Ends our side; the server can still answer. */
  finish(): void {
    this.socket.end();
  }

  /** Closes the connection at once. */
  destroy(): void {
    this.socket.destroy();
  }

  /** Closes the connection with a reset, as a client that crashed does. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  private async body(head: RawHead, method: string): Promise<{ body: Buffer; complete: boolean }> {
    if (method === 'HEAD' || head.status === 204 || head.status === 304 || head.status === 101) {
      return { body: Buffer.alloc(0), complete: true };
    }
    if (head.header('transfer-encoding')?.toLowerCase() === 'chunked') {
      for (;;) {
        const taken = takeChunkedBody(this.received());
        if (taken !== undefined) {
          this.consume(taken.bytes);
          return { body: taken.body, complete: true };
        }
        if (this.ended) return { body: this.received(), complete: false };
        await this.more();
      }
    }
    const length = head.header('content-length');
    const expected = length === undefined ? Number.POSITIVE_INFINITY : Number(length);
    await this.arrived(expected);
    const available = this.received();
    const body = available.subarray(0, Math.min(expected, available.length));
    this.consume(body.length);
    return { body, complete: length === undefined || body.length === expected };
  }

  private consume(bytes: number): void {
    const rest = this.received().subarray(bytes);
    this.parts = rest.length > 0 ? [rest] : [];
    this.receivedBytes = rest.length;
  }

  private async more(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      this.wake = resolve;
      timer = setTimeout(() => reject(new Error(`no answer within ${answerMs} ms`)), answerMs);
    }).finally(() => {
      this.wake = undefined;
      clearTimeout(timer);
    });
  }
}

/** What `rawRequest` sends; nothing is added to it but `Host` (unless `headers` names one). */
export interface RawRequest {
  method?: string;
  /** The request target, byte for byte. */
  target: string;
  headers?: [name: string, value: string][];
  body?: string | Uint8Array;
}

/** The head of a request: the request line and the headers, byte for byte. */
export function requestHead(request: RawRequest): string {
  const headers = request.headers ?? [];
  const host = headers.some(([name]) => name.toLowerCase() === 'host') ? [] : [['Host', '127.0.0.1']];
  const lines = [...host, ...headers].map(([name, value]) => `${name}: ${value}\r\n`);
  return `${request.method ?? 'GET'} ${request.target} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/**
 * One request on a connection of its own. A body gets its `Content-Length` unless the headers frame it.
 * @throws ConnectionEnded when the server cuts the connection without an answer.
 */
export async function rawRequest(port: number, request: RawRequest): Promise<RawResponse> {
  const connection = await RawConnection.open(port);
  try {
    const headers = [...(request.headers ?? [])];
    const body = typeof request.body === 'string' ? Buffer.from(request.body) : request.body;
    const framed = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
    if (body !== undefined && !framed) headers.push(['Content-Length', String(body.length)]);
    await connection.send(requestHead({ ...request, headers }));
    if (body !== undefined) void connection.send(body);
    return await connection.response(request.method);
  } finally {
    connection.destroy();
  }
}
