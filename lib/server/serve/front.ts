import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { TlsConfig } from '@/lib/config';
import {
  type ConnectionLimits,
  headersBytesMax,
  keepAliveTimeoutMs,
  limitConnections,
} from '@/lib/http/connection-limits';
import { currentExchange, type Exchange, isRegistryTarget, isTokenTarget } from '@/lib/http/exchange';
import type { Logger } from '@/lib/observability/log';
import type { RegistryHandler } from '@/lib/registry/handle';
import type { Pages } from './pages';
import type { TlsMaterial } from './tls/read-tls';

/** What answers. */
export interface Front {
  registry: RegistryHandler;
  /** The token endpoint. */
  token: (exchange: Exchange) => Promise<void>;
  pages: Pages;
  limits: ConnectionLimits;
  tls: { config: TlsConfig; material: TlsMaterial } | undefined;
  log: Logger;
}

/** Browsers and proxies send two dozen. Node would leave those beyond its own limit out, in silence. */
const headersMax = 200;
/** How often Node looks for connections that take too long. */
const lookEveryMsMax = 5_000;
/** How often it is told at most that connections are refused. */
const tellEveryMs = 60_000;

/**
 * Makes the HTTP or HTTPS server of `cyberdock serve`, which does not listen yet: the distribution API and its
 * tokens go straight to their handlers, everything else to Next.
 */
export function createFront(front: Front): HttpServer {
  const { limits, log, tls } = front;
  const options = {
    // Transfers have an idle timeout of their own. Without a word on the headers Node would drop their limit with it.
    requestTimeout: 0,
    headersTimeout: limits.headersTimeoutMs,
    connectionsCheckingInterval: Math.min(lookEveryMsMax, Math.ceil(limits.headersTimeoutMs / 4)),
    keepAliveTimeout: keepAliveTimeoutMs,
    maxHeaderSize: headersBytesMax,
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    answer(front, request, response).catch((error: unknown) => {
      log.error(
        { err: error, method: request.method, target: request.url },
        'a request could not be answered',
      );
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'Content-Length': 0, Connection: 'close' }).end();
    });
  };
  const server =
    tls === undefined
      ? createServer(options, onRequest)
      : createTlsFront(
          { ...options, ...tlsOptions(tls), handshakeTimeout: limits.headersTimeoutMs },
          onRequest,
          log,
        );
  limitConnections(server, limits);
  tellRefused(server, limits, log);
  return server;
}

async function answer(
  { registry, token, pages }: Front,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.rawHeaders.length > 2 * headersMax) {
    response.writeHead(431, { 'Content-Length': 0, Connection: 'close' }).end();
    return;
  }
  const exchange = currentExchange();
  if (isRegistryTarget(exchange.target)) await registry(exchange);
  // Each pull asks for a token, which needs nothing of Next.
  else if (isTokenTarget(exchange.target)) await token(exchange);
  else await pages.answer(request, response);
}

function tlsOptions({ config, material }: NonNullable<Front['tls']>) {
  return {
    ...material.options,
    requestCert: config.clientCertificates !== 'none',
    rejectUnauthorized: config.clientCertificates === 'required',
  };
}

function createTlsFront(
  options: Parameters<typeof createTlsServer>[0],
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
  log: Logger,
): HttpServer {
  const server = createTlsServer(options, onRequest);
  // TLS 1.2 lets a client show another certificate half-way, which nobody would look at.
  server.on('secureConnection', (socket) => socket.disableRenegotiation());
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    const reason = socket.authorizationError ?? error.code ?? error.message;
    log.info({ client: socket.remoteAddress, reason: String(reason) }, 'a TLS handshake failed');
  });
  return server;
}

/** Says so when connections are refused. */
function tellRefused(server: HttpServer, { connectionsMax }: ConnectionLimits, log: Logger): void {
  let toldAtMs = Number.NEGATIVE_INFINITY;
  server.on('drop', () => {
    if (performance.now() - toldAtMs < tellEveryMs) return;
    toldAtMs = performance.now();
    log.warn(
      { connectionsMax },
      'connections are refused, for as many as may are open: see server.maxConnections, and the limit of open files',
    );
  });
}
