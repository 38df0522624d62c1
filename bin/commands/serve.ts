import cluster from 'node:cluster';
import type { Command } from 'commander';
import { type Config, loadConfig } from '../../lib/config';
import { serve } from '../../lib/server/serve/serve';
import { loadTls } from '../../lib/server/serve/tls/renew-tls';
import { runWorkers, serveAsWorker } from '../../lib/server/serve/workers';
import { ensureBuild } from '../build';
import { checkListen } from '../check-listen';
import { checkSocket } from '../check-socket';
import { type CommandContext, EndedBySignal } from '../context';
import { exitCodes } from '../exit-codes';
import { welcome } from '../welcome';

/** Nothing can listen where the configuration says. The message says why, and what to change. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen';
}

/** What Next leaves behind must not keep a process that has served. */
const leaveAfterMs = 200;

/** `cyberdock serve` */
export function addServe(program: Command, context: CommandContext): void {
  program
    .command('serve')
    .description(
      'serve the registry and its pages, as npm start does, and besides with TLS, client certificates, on a Unix socket, or with several processes, as the settings say; and faster, for clients reach the registry past Next. Ends in order at SIGTERM and Ctrl-C',
    )
    .action(async () => {
      try {
        await run(context);
        const { reason } = context.signal;
        const isInterrupted = reason instanceof EndedBySignal && reason.by === 'SIGINT';
        context.exit(isInterrupted ? exitCodes.interrupted : exitCodes.terminated);
      } finally {
        setTimeout(() => process.exit(), leaveAfterMs).unref();
      }
    });
}

async function run(context: CommandContext): Promise<void> {
  const { projectFolder, signal, print } = context;
  const config = loadConfig();
  // A worker: the first process has looked at everything.
  if (cluster.isWorker) return await serveAsWorker({ config, projectFolder, signal });
  if (config.tls) await loadTls(config.tls);
  const obstacle = await obstacleTo(config);
  if (obstacle !== undefined) throw new CannotListen(obstacle);
  await build(context);
  if (signal.aborted) return;
  const start = config.server.workers === 1 ? serve : runWorkers;
  await start({ config, projectFolder, signal, onReady: () => print(welcome(config)) });
}

async function obstacleTo({ server }: Config): Promise<string | undefined> {
  return server.socket === undefined
    ? await checkListen(server.host, server.port)
    : await checkSocket(server.socket);
}

/** Builds if something changed. A build that is not wanted any more ends with this process. */
async function build({ projectFolder, signal, print }: CommandContext): Promise<void> {
  const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  const built = ensureBuild(projectFolder, () =>
    print('Building CyberDock, for something changed since the last build. This takes up to a minute.'),
  );
  await Promise.race([built, ended]);
}
