import type { Server as HttpServer } from 'node:http';
import { ConfigError, loadConfig } from '@/lib/config';
import { catchExchanges } from '@/lib/http/exchange';
import { UnusableFolder } from '@/lib/storage/probe';
import { toldToMiddleware } from './dashboard/told-to-middleware';
import { OpenToNetwork } from './first-start';
import { setServer } from './instance';
import { openServer, type Server } from './server';

/**
 * Starts CyberDock inside `next start`, before the first request; ends the process when it can't.
 * Called once, by `instrumentation.ts`.
 */
export async function start(): Promise<void> {
  const servers = new Set<HttpServer>();
  let running: Server | undefined;
  catchExchanges(
    (server) => servers.add(server),
    (exchange) => running?.forwarding.client(exchange),
    (exchange) => (running ? toldToMiddleware(running, exchange) : {}),
  );
  const server = await open().catch((error: unknown) => {
    const isExpected =
      error instanceof ConfigError || error instanceof UnusableFolder || error instanceof OpenToNetwork;
    process.stderr.write(`${isExpected ? error.message : ((error as Error).stack ?? error)}\n`);
    process.exit(1);
  });
  setServer(server);
  running = server;
  const { log, config } = server;
  process.once('exit', () => server.observation.end());
  log.info({ root: config.storage.root, auth: config.auth.mode }, 'CyberDock is ready');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // Next closes its server on the same signal and exits when all connections have ended.
    process.once(signal, () => {
      log.info(
        { signal, drainTimeoutMs: config.server.drainTimeoutMs },
        'ending: running transfers may finish',
      );
      server.close(servers).catch((error) => log.error({ err: error }, 'could not end cleanly'));
    });
  }
}

async function open(): Promise<Server> {
  return await openServer(loadConfig());
}
