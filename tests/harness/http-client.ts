import { Agent, type IncomingHttpHeaders, type RequestOptions, request as sendPlain } from 'node:http';
import { Agent as SecureAgent, request as sendSecure } from 'node:https';

/** An answer with its whole body. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** The value of a header by its name in any case. */
  header: (name: string) => string | undefined;
  body: Buffer;
}

/** What `HttpClient.request` sends. Nothing is normalised: the path stands on the wire as it is given. */
export interface Ask {
  method?: string;
  path: string;
  headers?: Record<string, string | number>;
  body?: string | Uint8Array;
  /** Sends the body as a chunked stream of pieces of this many bytes. */
  pieceBytes?: number;
  /** Told how many bytes of the body have been given to the connection so far. */
  onSent?: (bytes: number) => void;
}

/** A small HTTP client on kept-alive connections to one server. */
export class HttpClient {
  private readonly agent: Agent;

  /** @param authority the certificate of the authority that signed the server's, which is for `localhost`: TLS */
  constructor(
    readonly port: number,
    private readonly authority?: string,
  ) {
    const options = { keepAlive: true, maxSockets: 64 };
    this.agent =
      authority === undefined ? new Agent(options) : new SecureAgent({ ...options, ca: authority });
  }

  /**
   * One request and its whole answer.
   * @throws when the connection fails or is cut before the end of the answer.
   */
  request(ask: Ask): Promise<Answer> {
    const body = typeof ask.body === 'string' ? Buffer.from(ask.body) : ask.body;
    const headers: RequestOptions['headers'] = { ...ask.headers };
    if (
      ask.pieceBytes === undefined &&
      (body !== undefined || /^(POST|PUT|PATCH)$/.test(ask.method ?? 'GET'))
    ) {
      headers['Content-Length'] ??= body?.length ?? 0;
    }
    return new Promise((resolve, reject) => {
      const send = this.authority === undefined ? sendPlain : sendSecure;
      const outgoing = send({
        host: this.authority === undefined ? '127.0.0.1' : 'localhost',
        family: 4,
        port: this.port,
        agent: this.agent,
        method: ask.method ?? 'GET',
        path: ask.path,
        headers,
      });
      outgoing.once('error', reject);
      outgoing.once('response', (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part) => parts.push(part));
        incoming.once('error', reject);
        incoming.once('end', () => {
          if (!incoming.complete) return reject(new Error('the answer was cut'));
          const { statusCode = 0, headers } = incoming;
          const header = (name: string) => headers[name.toLowerCase()]?.toString();
          resolve({ status: statusCode, headers, header, body: Buffer.concat(parts) });
        });
      });
      writeBody(outgoing, body, ask).catch(reject);
    });
  }

  /** Ends every connection. */
  close(): void {
    this.agent.destroy();
  }
}

async function writeBody(
  outgoing: ReturnType<typeof sendPlain>,
  body: Uint8Array | undefined,
  { pieceBytes, onSent }: Ask,
): Promise<void> {
  if (body === undefined || pieceBytes === undefined) {
    outgoing.end(body);
    onSent?.(body?.length ?? 0);
    return;
  }
  for (let offset = 0; offset < body.length; offset += pieceBytes) {
    if (outgoing.destroyed) return;
    const piece = body.subarray(offset, offset + pieceBytes);
    onSent?.(offset + piece.length);
    await new Promise<void>((resolve) => {
      outgoing.once('close', resolve);
      outgoing.write(piece, () => {
        outgoing.off('close', resolve);
        resolve();
      });
    });
  }
  outgoing.end();
}
