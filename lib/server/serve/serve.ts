import { once } from 'node:events';
import type { Server as TlsServer } from 'node:https';
import type { Config, TlsConfig } from '@/lib/config';
import { begin } from '../begin';
import type { Server } from '../server';
import { createFront } from './front';
import { listen } from './listen';
import { openPages } from './pages';
import { type LoadedTls, loadTls, renewTls } from './tls/renew-tls';

/** How one process serves. */
export interface ServeOptions {
  config: Config;
  /** Where CyberDock is installed: it holds the build in `.next`. */
  projectFolder: string;
  /** Aborted when the server is to end. Its reason is logged. */
  signal: AbortSignal;
  /** Called once it listens. */
  onReady: (server: Server) => void;
}

interface Tls {
  config: TlsConfig;
  loaded: LoadedTls;
}

/** What of the files that a process may open is left to content, when clients take as many as they can. */
const filesForContent = 0.25;

/**
 * `cyberdock serve` in one process: opens the server, Next, and the HTTP server before both, and serves until the signal
 * and until running transfers have ended, for as long as `server.drainTimeout` lets them.
 * @throws UnusableTls, UnusableFolder, or what keeps it from listening
 */
export async function serve({ config, projectFolder, signal, onReady }: ServeOptions): Promise<void> {
  const tls = config.tls && { config: config.tls, loaded: await loadTls(config.tls) };
  const { server } = await begin(config);
  const { log } = server;
  const { front, pages } = await open(server, projectFolder, tls).catch(async (error: unknown) => {
    await server.close([]);
    throw error;
  });
  const ending = new AbortController();
  const renewing = tls && keepRenewed(front as TlsServer, tls, server, ending.signal);
  log.info({ root: config.storage.root, auth: config.auth.mode }, 'CyberDock is ready');
  onReady(server);
  await aborted(signal);
  log.info(
    { reason: String(signal.reason), drainTimeoutMs: config.server.drainTimeoutMs },
    'ending: running transfers may finish',
  );
  try {
    await server.close([front]);
    ending.abort();
    await renewing;
    await pages.close();
  } catch (error) {
    log.error({ err: error }, 'could not end cleanly');
  }
}

/** Opens Next, and the HTTP server before it and the registry, which then listens. */
async function open(server: Server, projectFolder: string, tls: Tls | undefined) {
  const { config, log } = server;
  const pages = await openPages(projectFolder, config.server);
  const front = createFront({
    registry: server.registry,
    token: server.token,
    pages,
    limits: await limitsOf(server),
    tls: tls && { config: tls.config, material: tls.loaded.material },
    log,
  });
  await listen(front, config.server);
  // Such as a connection that could not be taken; the others go on.
  front.on('error', (error) => log.error({ err: error }, 'the listening server failed'));
  return { front, pages };
}

async function keepRenewed(
  front: TlsServer,
  { config, loaded }: Tls,
  { log }: Server,
  signal: AbortSignal,
): Promise<void> {
  await renewTls(front, config, loaded, log, signal).catch((error: unknown) =>
    log.error({ err: error }, 'changes of the certificates are no longer seen'),
  );
}

/** The limits of this process: not so many connections that no file can be opened. */
async function limitsOf({ config, observation, log }: Server) {
  const { connectionsMax: wanted, headersTimeoutMs } = config.server;
  const files = await observation.openFilesMax();
  const possible = files === undefined ? wanted : Math.max(1, Math.floor(files * (1 - filesForContent)));
  if (possible < wanted) {
    log.info(
      { openFilesMax: files, connectionsMax: possible },
      'the system lets this process open fewer files than server.maxConnections needs: fewer connections can be open',
    );
  }
  return { headersTimeoutMs, connectionsMax: Math.min(wanted, possible) };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
