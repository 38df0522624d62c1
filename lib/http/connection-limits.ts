import cluster from 'node:cluster';
import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { isRegistryTarget } from './exchange';
import { hasUnreadBody } from './unread-body';

/** What a server lets connections do. */
export interface ConnectionLimits {
  /** How long a client may take for the headers of a request. */
  headersTimeoutMs: number;
  /** How many connections may be open at the same time. */
  connectionsMax: number;
}

/** Longer than reverse proxies keep idle connections: a proxy must not send on one that was just closed here. */
export const keepAliveTimeoutMs = 75_000;

/** Bytes of the headers of a request, the request line included. Node answers more with 431. */
export const headersBytesMax = 16 * 1024;

/** What a page's or the dashboard's request may take to send its body, which is small. */
const pageBodyMsMax = 60_000;

/**
 * Keeps idle connections and slow senders from taking a server's place: a connection on which no request is begun, or
 * whose headers don't come, is cut, and so is an idle one. Node looks every `connectionsCheckingInterval` which are
 * due. Called once for a server.
 */
export function limitConnections(
  server: Server,
  { headersTimeoutMs, connectionsMax }: ConnectionLimits,
): void {
  server.headersTimeout = headersTimeoutMs;
  server.keepAliveTimeout = keepAliveTimeoutMs;
  // A worker of a cluster gives back what it refuses by `maxConnections`, and its primary offers it at once again.
  if (cluster.isWorker) closeBeyond(server, connectionsMax);
  else server.maxConnections = connectionsMax;
}

function closeBeyond(server: Server, connectionsMax: number): void {
  let open = 0;
  server.prependListener('connection', (socket: Socket) => {
    open += 1;
    socket.once('close', () => {
      open -= 1;
    });
    if (open > connectionsMax) socket.destroy();
  });
}

/**
 * Cuts requests of this process whose body takes too long, but for those of the distribution API: these look after
 * themselves, and a large layer takes its time. Returns what ends it.
 */
export function limitPageBodies(timeMsMax = pageBodyMsMax): () => void {
  const onStart = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    if (isRegistryTarget(request.url ?? '/') || !hasUnreadBody(request)) return;
    const late = setTimeout(() => request.socket.destroy(), timeMsMax);
    const inTime = () => clearTimeout(late);
    request.once('end', inTime).once('close', inTime);
  };
  diagnostics.subscribe('http.server.request.start', onStart);
  return () => diagnostics.unsubscribe('http.server.request.start', onStart);
}
