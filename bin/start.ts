import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Config, ConfigError, loadConfig } from '../lib/config';
import { needsServe } from '../lib/server/serve/needs-serve';
import { BuildFailed, ensureBuild, nextCommand } from './build';
import { checkListen } from './check-listen';
import { localUrl, welcome } from './welcome';

/**
 * `npm start`: checks the configuration, builds if something changed, and runs `next start` with the configured
 * address. The working directory stays the caller's, for `cyberdock.yaml` and relative paths start there.
 */
async function start(): Promise<number> {
  const config = loadConfig();
  const obstacle = needsServe(config) ?? (await checkListen(config.server.host, config.server.port));
  if (obstacle !== undefined) {
    console.error(obstacle);
    return 1;
  }
  const projectFolder = path.resolve(import.meta.dirname, '..');
  await ensureBuild(projectFolder, () =>
    console.log('Building CyberDock, for something changed since the last build. This takes up to a minute.'),
  );
  return serve(projectFolder, config);
}

/** Runs the server until it ends, and returns its exit code. */
async function serve(projectFolder: string, config: Config): Promise<number> {
  const { host, port } = config.server;
  // Longer than reverse proxies keep idle connections: a proxy must not send on one that was just closed here.
  const options = ['-H', host, '-p', String(port), '--keepAliveTimeout', '75000'];
  const server = spawn(process.execPath, [nextCommand(projectFolder), 'start', projectFolder, ...options], {
    // The variables go through as they are: the server reads its configuration itself.
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: 'inherit',
  });
  const ended = new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
  // Ctrl-C reaches the server twice, from the terminal and from here; Next counts it once.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => server.kill(signal));
  const first = await Promise.race([
    ended,
    ready(`${localUrl(host, port)}/readyz`, () => server.exitCode !== null),
  ]);
  if (first === 'ready') console.log(welcome(config));
  return ended;
}

/** Waits until the server is ready; gives up when it has ended. */
async function ready(url: string, hasEnded: () => boolean): Promise<'ready' | 'ended'> {
  while (!hasEnded()) {
    if (await isReady(url)) return 'ready';
    await delay(100);
  }
  return 'ended';
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url);
    // Read to the end: a connection with an unread answer would hold up the end of the server.
    await answer.text();
    return answer.ok;
  } catch {
    // Not listening yet.
    return false;
  }
}

try {
  process.exitCode = await start();
} catch (error) {
  // A mistake in the configuration and a failed build speak for themselves; their stack would only hide them.
  const known = error instanceof ConfigError || error instanceof BuildFailed;
  console.error(known ? error.message : error);
  process.exitCode = 1;
}
