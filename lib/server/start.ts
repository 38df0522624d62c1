import { ConfigError, loadConfig } from '@/lib/config';
import { limitConnections } from '@/lib/http/connection-limits';
import { UnusableFolder } from '@/lib/storage/probe';
import { type BegunServer, begin } from './begin';
import { OpenToNetwork } from './first-start';
import { hasServer } from './instance';
import { needsServe } from './serve/needs-serve';

/**
 * Starts CyberDock inside `next start`, before the first request; ends the process when it can't. Called once, by
 * `instrumentation.ts`. In `cyberdock serve`, which opens its server before Next, it does nothing.
 */
export async function start(): Promise<void> {
  if (hasServer()) return;
  const { server, httpServers } = await open().catch((error: unknown) => {
    const isExpected =
      error instanceof ConfigError || error instanceof UnusableFolder || error instanceof OpenToNetwork;
    process.stderr.write(`${isExpected ? error.message : ((error as Error).stack ?? error)}\n`);
    process.exit(1);
  });
  const { log, config } = server;
  log.info({ root: config.storage.root, auth: config.auth.mode }, 'CyberDock is ready');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // Next closes its server on the same signal and exits when all connections have ended.
    process.once(signal, () => {
      log.info(
        { signal, drainTimeoutMs: config.server.drainTimeoutMs },
        'ending: running transfers may finish',
      );
      server.close(httpServers).catch((error) => log.error({ err: error }, 'could not end cleanly'));
    });
  }
}

async function open(): Promise<BegunServer> {
  const config = loadConfig();
  const obstacle = needsServe(config);
  if (obstacle !== undefined) {
    process.stderr.write(`${obstacle}\n`);
    process.exit(1);
  }
  return await begin(config, (http) => limitConnections(http, config.server), true);
}
