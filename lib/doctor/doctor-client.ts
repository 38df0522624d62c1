import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as sendPlain } from 'node:http';
import { request as sendSecure } from 'node:https';

/** A request. */
export interface Ask {
  method?: string;
  /** With its query. */
  path: string;
  headers?: Record<string, string>;
  /** What is sent; an iterable is sent as it comes. */
  body?: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Of an iterable; sent in chunks without it. */
  length?: number;
}

/** An answer with its whole body. */
export interface Answer {
  status: number;
  /** The value of a header by its name in any case. */
  header: (name: string) => string | undefined;
  body: Buffer;
}

/** An answer of which only the head has come. */
export interface OpenAnswer {
  status: number;
  header: (name: string) => string | undefined;
  incoming: IncomingMessage;
}

/** More than any answer that is read whole has. */
const bodyBytesMax = 64 * 1024 ** 2;

/**
 * A client of one origin, with a connection for each request, so that no fault of one shows in another. It looks at
 * answers of proxies, so it decodes and follows nothing.
 */
export class DoctorClient {
  /**
   * @param authorities certificates in PEM that are trusted besides those of Node
   * @param isChecked whether the server's certificate must be good
   * @param patienceMs how long nothing may happen on a connection
   */
  constructor(
    readonly origin: URL,
    private readonly authorities: string[] | undefined,
    private readonly isChecked: boolean,
    private readonly patienceMs: number,
    private readonly signal: AbortSignal,
  ) {}

  /** Sent with every request once it is known. */
  authorization: string | undefined;

  /** The same client, for what is to be done after all was ended. */
  unending(): DoctorClient {
    const { origin, authorities, isChecked, patienceMs } = this;
    const client = new DoctorClient(origin, authorities, isChecked, patienceMs, new AbortController().signal);
    client.authorization = this.authorization;
    return client;
  }

  /** A request and its whole answer. @throws when the connection fails, or the answer is cut */
  async request(ask: Ask): Promise<Answer> {
    const { status, header, incoming } = await this.open(ask);
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of incoming as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > bodyBytesMax) throw new Error('the answer is far too long');
      parts.push(part);
    }
    return { status, header, body: Buffer.concat(parts) };
  }

  /**
   * A request and the head of its answer, which may come before all of the body is sent; then no more is sent.
   * @throws when the connection fails before there is an answer
   */
  async open(ask: Ask): Promise<OpenAnswer> {
    const outgoing = this.begin({ ...ask, length: lengthOf(ask) });
    const answered = responseTo(outgoing);
    // Whatever goes wrong while it is sent shows in the answer, or in its absence.
    const sent = send(outgoing, ask, answered).catch(() => undefined);
    const answer = await answered;
    await sent;
    return answer;
  }

  /**
   * Begins a request of which the caller sends the body, in chunks without `length`. Nothing is sent before the first
   * byte.
   */
  begin({ method = 'GET', path, headers, length }: Omit<Ask, 'body'>): ClientRequest {
    const { protocol, hostname, port } = this.origin;
    const isSecure = protocol === 'https:';
    const host = hostname.replace(/^\[|\]$/g, '');
    const outgoing = (isSecure ? sendSecure : sendPlain)({
      host,
      port: port || (isSecure ? 443 : 80),
      method,
      path,
      agent: false,
      signal: this.signal,
      headers: {
        Host: this.origin.host,
        'User-Agent': 'cyberdock-doctor',
        ...(this.authorization !== undefined && { Authorization: this.authorization }),
        ...(length !== undefined && { 'Content-Length': String(length) }),
        ...headers,
      },
      ...(isSecure && { ca: this.authorities, rejectUnauthorized: this.isChecked }),
    });
    outgoing.setTimeout(this.patienceMs, () =>
      outgoing.destroy(new Error(`nothing happened for ${Math.round(this.patienceMs / 1000)} s`)),
    );
    // Without this, a failure that nobody waits for ends the process.
    outgoing.on('error', () => undefined);
    return outgoing;
  }
}

/** The head of the answer to a request. @throws when the connection fails before */
export function responseTo(outgoing: ClientRequest): Promise<OpenAnswer> {
  return new Promise((resolve, reject) => {
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => {
      resolve({
        status: incoming.statusCode ?? 0,
        header: (name) => incoming.headers[name.toLowerCase()]?.toString(),
        incoming,
      });
    });
  });
}

async function send(outgoing: ClientRequest, { body }: Ask, answered: Promise<OpenAnswer>): Promise<void> {
  if (body === undefined || body instanceof Uint8Array) {
    outgoing.end(body);
    return;
  }
  let isAnswered = false;
  const end = () => {
    isAnswered = true;
  };
  answered.then(end, end);
  for await (const part of body) {
    if (isAnswered || outgoing.destroyed) break;
    if (!outgoing.write(part)) await Promise.race([once(outgoing, 'drain'), answered]);
  }
  outgoing.end();
}

/** The length to tell before a body, if it is known. */
function lengthOf({ body, length, method = 'GET' }: Ask): number | undefined {
  if (length !== undefined) return length;
  if (body === undefined) return /^P/.test(method) ? 0 : undefined;
  return body instanceof Uint8Array ? body.length : undefined;
}
