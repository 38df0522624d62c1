import { Agent, request as send } from 'node:http';

/** An answer with its whole body. */
export interface Answer {
  status: number;
  header: (name: string) => string | undefined;
  body: Buffer;
}

/** What is sent. */
export interface Ask {
  method: string;
  path: string;
  type?: string;
  accept?: string;
  range?: string;
  body?: Uint8Array;
  /** Sends the body in chunks, without its length. */
  isStream?: boolean;
}

/** A small client of one server, on connections that are kept alive. */
export class HttpClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(readonly port: number) {}

  /** One request and its whole answer. @throws when the connection fails or is cut before the end of the answer */
  request({ method, path, type, accept, range, body, isStream }: Ask): Promise<Answer> {
    const headers: Record<string, string | number> = {};
    if (type !== undefined) headers['Content-Type'] = type;
    if (accept !== undefined) headers.Accept = accept;
    if (range !== undefined) headers['Content-Range'] = range;
    if (!isStream && /^P/.test(method)) headers['Content-Length'] = body?.length ?? 0;
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.port, agent: this.#agent, method, path, headers };
      const outgoing = send(options, (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part) => parts.push(part));
        incoming.once('error', reject);
        incoming.once('close', () => reject(new Error('the answer was cut')));
        incoming.once('end', () => {
          const header = (name: string) => incoming.headers[name]?.toString();
          resolve({ status: incoming.statusCode ?? 0, header, body: Buffer.concat(parts) });
        });
      });
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  }

  /** Ends every connection. */
  close(): void {
    this.#agent.destroy();
  }
}
