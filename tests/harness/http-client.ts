import { Agent, type IncomingHttpHeaders, type RequestOptions, request as send } from 'node:http';
import { type AgentOptions, Agent as TlsAgent } from 'node:https';

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
  /** Takes the head of a success for the answer, and leaves: its body goes on for as long as it is read. */
  leaves?: boolean;
  /** Told how many bytes of the body have been given to the connection so far. */
  onSent?: (bytes: number) => void;
}

/** How to reach a server that does not speak plain HTTP on a port of 127.0.0.1. */
export interface Reach {
  /** Speak TLS: whom to believe, and which certificate to show. */
  tls?: AgentOptions;
  /** By what name, which the certificate is for; 127.0.0.1 when absent. */
  host?: string;
  /** A Unix socket in the place of the port. */
  socketPath?: string;
}

/** A small HTTP client on kept-alive connections to one server. */
export class HttpClient {
  private readonly agent: Agent;
  /** What goes with every request that does not name it itself. */
  headers: Record<string, string> = {};

  constructor(
    readonly port: number,
    private readonly reach: Reach = {},
  ) {
    const options = { keepAlive: true, maxSockets: 64 };
    this.agent = reach.tls === undefined ? new Agent(options) : new TlsAgent({ ...options, ...reach.tls });
  }

  /**
   * One request and its whole answer.
   * @throws when the connection fails or is cut before the end of the answer.
   */
  request(ask: Ask): Promise<Answer> {
    const body = typeof ask.body === 'string' ? Buffer.from(ask.body) : ask.body;
    const headers: RequestOptions['headers'] = { ...this.headers, ...ask.headers };
    if (
      ask.pieceBytes === undefined &&
      (body !== undefined || /^(POST|PUT|PATCH)$/.test(ask.method ?? 'GET'))
    ) {
      headers['Content-Length'] ??= body?.length ?? 0;
    }
    return new Promise((resolve, reject) => {
      const outgoing = send({
        protocol: this.reach.tls === undefined ? 'http:' : 'https:',
        host: this.reach.host ?? '127.0.0.1',
        family: 4,
        port: this.port,
        socketPath: this.reach.socketPath,
        agent: this.agent,
        method: ask.method ?? 'GET',
        path: ask.path,
        headers,
      });
      outgoing.once('error', reject);
      outgoing.once('response', (incoming) => {
        const { statusCode = 0, headers } = incoming;
        const header = (name: string) => headers[name.toLowerCase()]?.toString();
        if (ask.leaves && statusCode === 200) {
          resolve({ status: statusCode, headers, header, body: Buffer.alloc(0) });
          outgoing.destroy();
          return;
        }
        const parts: Buffer[] = [];
        incoming.on('data', (part) => parts.push(part));
        incoming.once('error', reject);
        incoming.once('end', () => {
          if (!incoming.complete) return reject(new Error('the answer was cut'));
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
  outgoing: ReturnType<typeof send>,
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
