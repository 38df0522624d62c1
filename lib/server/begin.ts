import type { Server as HttpServer } from 'node:http';
import type { Config } from '@/lib/config';
import { limitPageBodies } from '@/lib/http/connection-limits';
import { catchExchanges, isTokenTarget } from '@/lib/http/exchange';
import { toldToMiddleware } from './dashboard/told-to-middleware';
import { setServer } from './instance';
import { openServer, type Server } from './server';

/** The one server of a process, whichever door it has. */
export interface BegunServer {
  server: Server;
  /** The HTTP servers of the process that had a request. */
  httpServers: ReadonlySet<HttpServer>;
}

/**
 * Opens the server of this process, catches the exchanges of its HTTP servers, and makes it known to the routes.
 * Called once in a process.
 * @param onHttpServer is told of each HTTP server at its first request
 * @param isBeforeNext whether the HTTP servers are Next's: then tokens are given before it is asked. Each pull asks for
 *   one, and so does whoever guesses passwords, and Next's routing costs more than the answer
 * @throws UnusableFolder when the data folder can't be used; OpenToNetwork
 */
export async function begin(
  config: Config,
  onHttpServer: (http: HttpServer) => void = () => undefined,
  isBeforeNext = false,
): Promise<BegunServer> {
  const httpServers = new Set<HttpServer>();
  let running: Server | undefined;
  catchExchanges(
    (http) => {
      httpServers.add(http);
      onHttpServer(http);
    },
    (exchange) => running?.forwarding.client(exchange),
    (exchange) => (running ? toldToMiddleware(running, exchange) : {}),
    isBeforeNext
      ? (exchange) => (isTokenTarget(exchange.target) ? running?.token(exchange) : undefined)
      : undefined,
  );
  limitPageBodies();
  const server = await openServer(config);
  setServer(server);
  running = server;
  process.once('exit', () => server.observation.end());
  return { server, httpServers };
}
