import { AsyncLocalStorage } from 'node:async_hooks';
import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type ClientCertificate, clientCertificateOf } from './client-certificate';
import { peerOf } from './peer';
import type { Peer, SeenClient } from './seen-client';

/**
 * One request and its response as Node has them. The only file that knows how they get past Next.
 *
 * Next's route handlers get a web Request, whose answer loses its Content-Length, and Next's server ends
 * every request after five minutes. So the raw exchange is caught before Next sees it: Node publishes
 * `http.server.request.start` on a diagnostics channel just before it emits `request`. There
 *
 * - the exchange goes into an AsyncLocalStorage, from which the route handler takes it;
 * - a path under `/v2` becomes `/v2` or `/v2/-` for Next, so that nothing that Next does with paths (redirects of
 *   `//`, HTML for `%zz`, `.rsc`) can reach a registry client; the handler reads the real one here;
 * - the headers of proxies become what can be believed of them;
 * - `requestTimeout` is turned off: transfers have an idle timeout of their own;
 * - `Expect: 100-continue` waits for the handler's checks.
 *
 * Next is pinned to an exact version, and `tests/next` guards all of it.
 */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** As the client sent it: `GET`, also `TRACE` or any other. */
  readonly method: string;
  /** The path as the client sent it, query included. */
  readonly target: string;
  /** The other end of the connection: the client, or the proxy in front. */
  readonly peer: Peer;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
    this.method = request.method ?? 'GET';
    this.target = originForm(request.url ?? '/');
    this.peer = peerOf(request.socket);
  }

  /** The certificate that the client showed; undefined unless TLS found it good. */
  get clientCertificate(): ClientCertificate | undefined {
    return clientCertificateOf(this.request.socket);
  }

  /** Whether the client waits for `100 Continue` before it sends the body. */
  get awaitsContinue(): boolean {
    return waiting.has(this.request);
  }

  /** The body, for which a waiting client is now told to go on. */
  admitBody(): IncomingMessage {
    if (waiting.delete(this.request)) this.response.writeContinue();
    return this.request;
  }
}

/** Requests whose client waits for `100 Continue`. */
const waiting = new WeakSet<IncomingMessage>();

/**
 * Makes a server hand requests with `Expect: 100-continue` to its ordinary listener and leave the answer to
 * the handler, and never end a request for the time it takes.
 */
export function prepareServer(server: Server): void {
  server.requestTimeout = 0;
  // A client that offers HTTP/2 by `Upgrade: h2c` goes on in HTTP/1.1 if nobody listens for upgrades.
  server.removeAllListeners('upgrade');
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    // Nobody but the registry has checks to make first.
    if (isRegistryTarget(request.url ?? '/')) waiting.add(request);
    else response.writeContinue();
    server.emit('request', request, response);
  });
}

/**
 * Module state is not shared between `instrumentation.ts` and the routes: Next bundles them apart. What both
 * need hangs on `globalThis`.
 */
const key = Symbol.for('cyberdock.exchanges');
const holder = globalThis as { [key]?: AsyncLocalStorage<Exchange> };
holder[key] ??= new AsyncLocalStorage<Exchange>();
const exchanges = holder[key];

/** What Next's middleware, which gets headers alone, is told by ours begins so; nobody else's reaches it. */
export const toldPrefix = 'x-cyberdock-';

/** The answer to an exchange that Next is not asked about; undefined for all others. It never throws. */
export type AnswerFirst = (exchange: Exchange) => Promise<void> | undefined;

/**
 * Begins to catch the exchanges of every server of this process.
 * @param onServer is told of each server at its first request
 * @param seenBy who sent a request, for Next and the pages; undefined while the server is not ready
 * @param told headers that the middleware is to find, with names that begin with `toldPrefix`
 * @param first answers what the listeners of the servers are not to see
 * @returns what ends it
 */
export function catchExchanges(
  onServer: (server: Server) => void,
  seenBy: (exchange: Exchange) => SeenClient | undefined,
  told: (exchange: Exchange) => Record<string, string> = () => ({}),
  first?: AnswerFirst,
): () => void {
  const known = new WeakSet<Server>();
  const onStart = (message: unknown) => {
    const { request, response, server } = message as {
      request: IncomingMessage;
      response: ServerResponse;
      server: Server;
    };
    if (!known.has(server)) {
      known.add(server);
      prepareServer(server);
      if (first) answerBefore(server, first);
      onServer(server);
    }
    const exchange = new Exchange(request, response);
    tellNextOf(seenBy(exchange), request);
    if (isRegistryTarget(exchange.target)) hideFromNext(request, exchange.target);
    else Object.assign(request.headers, told(exchange));
    exchanges.enterWith(exchange);
  };
  diagnostics.subscribe('http.server.request.start', onStart);
  return () => diagnostics.unsubscribe('http.server.request.start', onStart);
}

/** Puts an answer before the listeners of a server, also for the request that is about to reach them. */
function answerBefore(server: Server, first: AnswerFirst): void {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const exchange = exchanges.getStore();
    if (exchange?.request === request && first(exchange) !== undefined) return;
    for (const listener of listeners) listener.call(server, request, response);
  });
}

/** The exchange that the running route handler answers. */
export function currentExchange(): Exchange {
  const exchange = exchanges.getStore();
  if (!exchange) throw new Error('no exchange was caught: instrumentation.ts did not run');
  return exchange;
}

/** Whether a request target belongs to the distribution API. */
export function isRegistryTarget(target: string): boolean {
  return /^[/\\]+v2(?:[/?#\\]|$)/.test(originForm(target));
}

/** Whether a request target is the token endpoint, as clients write it; what else it may be called, Next decides. */
export function isTokenTarget(target: string): boolean {
  return /^\/auth\/token(?:\?|$)/.test(target);
}

/** A request target as a path, also when a client sent it in absolute form (RFC 9112, section 3.2.2). */
function originForm(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, '') || '/';
}

function hideFromNext(request: IncomingMessage, target: string): void {
  request.url = /^\/v2\/?(?:\?|$)/.test(target) ? '/v2' : '/v2/-';
  // Next answers other methods itself, with HTML.
  if (!nextMethods.has(request.method ?? '')) request.method = 'GET';
  // They make Next redirect, or treat the request as one of its own pages'.
  for (const name of Object.keys(request.headers)) {
    if (name === 'rsc' || name.startsWith('next-') || name.startsWith('x-middleware-'))
      delete request.headers[name];
  }
}

/**
 * Next believes `X-Forwarded-*` whoever sent it, and so do pages and middleware, which get headers alone: they get what
 * can be believed.
 */
function tellNextOf(client: SeenClient | undefined, { headers }: IncomingMessage): void {
  for (const name of Object.keys(headers)) {
    if (name === 'forwarded' || name.startsWith('x-forwarded-') || name.startsWith(toldPrefix))
      delete headers[name];
  }
  if (client === undefined) return;
  headers.host = client.host;
  headers['x-forwarded-host'] = client.host;
  headers['x-forwarded-proto'] = client.scheme;
  if (client.address !== undefined) headers['x-forwarded-for'] = client.address;
}

const nextMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
