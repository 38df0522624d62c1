import { connect, type Socket } from 'node:net';
import { BodyDecoder } from './body-decoder';

/** One request. A body is either one buffer or buffers that are sent one after the other with back-pressure. */
export interface Outgoing {
  method: string;
  /** Path and query, as they go onto the request line. */
  path: string;
  headers?: Record<string, string>;
  /** Already framed when the headers say `Transfer-Encoding: chunked`. */
  body?: Buffer | Iterable<Buffer>;
  /** Called with each piece of the answer's body. The buffer is reused: copy what must be kept. */
  onBody?: (piece: Buffer) => void;
}

/** One answer whose body has been read to its end. */
export interface Answer {
  status: number;
  /** The head's lines, as they came. */
  head: string;
  bodyBytes: number;
}

interface Pending {
  outgoing: Outgoing;
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
  head: string;
  status: number;
  bodyBytes: number;
  decoder: BodyDecoder | undefined;
}

const headEnd = Buffer.from('\r\n\r\n');

/** The value of a header of an answer, or undefined. `name` is compared without regard to case. */
export function headerOf(answer: { head: string }, name: string): string | undefined {
  return new RegExp(`\\r\\n${name}:[ \\t]*([^\\r]*)`, 'i').exec(answer.head)?.[1]?.trim();
}

/**
 * One keep-alive HTTP/1.1 connection that does as little as it can: the load generator shares its machine with the
 * server that it measures. Reads go into one buffer that is used again and again; nothing is parsed but the status,
 * the framing and `Connection: close`. One request at a time; a connection that the server closed is opened anew by
 * the next request.
 */
export class HttpConnection {
  readonly #host: string;
  readonly #port: number;
  readonly #readBuffer: Buffer;
  #socket: Socket | undefined;
  #pending: Pending | undefined;
  #unread: Buffer | undefined;

  /** @param url `http://HOST:PORT`; @param readBufferBytes the most that one read takes from the kernel. */
  constructor(url: string, readBufferBytes = 64 * 1024) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
    this.#readBuffer = Buffer.allocUnsafeSlow(readBufferBytes);
  }

  /**
   * Sends a request and reads the whole answer.
   * @throws if the connection fails, ends early, or the answer is not HTTP/1.1.
   */
  async request(outgoing: Outgoing): Promise<Answer> {
    const socket = await this.#open();
    const answered = new Promise<Answer>((resolve, reject) => {
      this.#pending = { outgoing, resolve, reject, head: '', status: 0, bodyBytes: 0, decoder: undefined };
    });
    const head = this.#head(outgoing);
    const { body } = outgoing;
    if (body === undefined) socket.write(head, 'latin1');
    else if (Buffer.isBuffer(body)) {
      socket.cork();
      socket.write(head, 'latin1');
      socket.write(body);
      socket.uncork();
    } else {
      socket.write(head, 'latin1');
      await Promise.race([this.#writeAll(socket, body), answered]);
      // An answer before the end of the body leaves the connection in the middle of a request.
      if (this.#pending === undefined && socket.writableNeedDrain) this.close();
    }
    return answered;
  }

  /** Closes the connection. A later request opens it again. */
  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #head({ method, path, headers, body }: Outgoing): string {
    let head = `${method} ${path} HTTP/1.1\r\nHost: ${this.#host}:${this.#port}\r\n`;
    if (Buffer.isBuffer(body)) head += `Content-Length: ${body.length}\r\n`;
    for (const name in headers) head += `${name}: ${headers[name]}\r\n`;
    return `${head}\r\n`;
  }

  async #writeAll(socket: Socket, body: Iterable<Buffer>): Promise<void> {
    for (const piece of body) {
      if (this.#pending === undefined || socket.destroyed) return;
      if (!socket.write(piece)) {
        await new Promise<void>((resolve) => {
          const done = () => {
            socket.off('drain', done);
            socket.off('close', done);
            resolve();
          };
          socket.on('drain', done);
          socket.on('close', done);
        });
      }
    }
  }

  async #open(): Promise<Socket> {
    if (this.#pending !== undefined) throw new Error('one request at a time on a connection');
    if (this.#socket !== undefined && !this.#socket.destroyed && this.#socket.writable) return this.#socket;
    const socket = connect({
      host: this.#host,
      port: this.#port,
      noDelay: true,
      onread: {
        buffer: this.#readBuffer,
        callback: (bytes, buffer) => {
          this.#read(Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
          return true;
        },
      },
    });
    this.#socket = socket;
    this.#unread = undefined;
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#ended());
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return socket;
  }

  #read(received: Buffer): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    let data = received;
    if (pending.decoder === undefined) {
      if (this.#unread !== undefined) data = Buffer.concat([this.#unread, data]);
      const end = data.indexOf(headEnd);
      if (end < 0) {
        this.#unread = Buffer.from(data);
        return;
      }
      this.#unread = undefined;
      pending.head = data.toString('latin1', 0, end + 2);
      pending.status = Number(pending.head.slice(9, 12));
      if (!pending.head.startsWith('HTTP/1.1 ') || !(pending.status >= 200)) {
        this.#fail(new Error(`not a final HTTP/1.1 answer: ${pending.head.slice(0, 80)}`));
        return;
      }
      pending.decoder = BodyDecoder.of(pending.outgoing.method, pending.status, pending.head);
      data = data.subarray(end + 4);
    }
    try {
      pending.decoder.push(data, (piece) => {
        pending.bodyBytes += piece.length;
        pending.outgoing.onBody?.(piece);
      });
    } catch (error) {
      this.#fail(error as Error);
      return;
    }
    if (pending.decoder.done) this.#answer(pending);
  }

  #answer(pending: Pending): void {
    this.#pending = undefined;
    if (/\r\nconnection: *close/i.test(pending.head)) this.close();
    pending.resolve({ status: pending.status, head: pending.head, bodyBytes: pending.bodyBytes });
  }

  #ended(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    if (pending.decoder?.endsWithConnection) this.#answer(pending);
    else
      this.#fail(
        new Error(
          `the server closed the connection during ${pending.outgoing.method} ${pending.outgoing.path}`,
        ),
      );
  }

  #fail(error: Error): void {
    const pending = this.#pending;
    this.#pending = undefined;
    this.close();
    pending?.reject(error);
  }
}
