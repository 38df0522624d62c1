import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startDaemon } from '../clients/daemon';
import { projectFolder } from '../harness/cyberdock';
import { freePort } from '../harness/free-port';
import type { Certificate } from './certificates';

/** A proxy in front of something on 127.0.0.1. */
export interface RunningProxy {
  /** Where it serves HTTPS for `localhost`. */
  port: number;
  /** Where it sends those who come without TLS to HTTPS. */
  plainPort: number;
  /** `localhost:PORT`, as it stands in an image name. */
  host: string;
  /** `https://localhost:PORT` */
  url: string;
  stop: () => Promise<void>;
}

/** How to start one. */
export interface ProxyOptions {
  upstreamPort: number;
  certificate: Certificate;
  /** Pieces of the file in `deploy/proxy` that a test has otherwise: each must be there. */
  change?: [from: string, to: string][];
}

/** A kind of proxy, with the file in `deploy/proxy` that it is set up with. */
export interface ProxyKind {
  /** The name, which is the program's. */
  name: string;
  start: (options: ProxyOptions) => Promise<RunningProxy>;
}

/** What a starter makes of the file in `deploy/proxy`. */
export interface Places {
  /** A folder for all that the proxy writes. */
  folder: string;
  port: number;
  plainPort: number;
}

/**
 * Starts a proxy in the foreground, with its file in `deploy/proxy`, of which nothing but the addresses and paths is
 * changed.
 * @param file its name there
 * @param changes pieces of the file that stand for this machine's
 * @param command what to run, when the file lies at `site`
 */
export async function startProxy(
  file: string,
  options: ProxyOptions,
  changes: (places: Places) => [from: string, to: string][],
  command: (places: Places, site: string) => Promise<[program: string, args: string[]]>,
): Promise<RunningProxy> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-proxy-'));
  const places = { folder, port: await freePort(), plainPort: await freePort() };
  try {
    const text = await readFile(path.join(projectFolder, 'deploy/proxy', file), 'utf8');
    const upstream: [string, string] = ['127.0.0.1:5000', `127.0.0.1:${options.upstreamPort}`];
    const site = path.join(folder, file);
    // What a test has otherwise first: it is written as the file has it.
    await writeFile(site, changed(text, [...(options.change ?? []), ...changes(places), upstream]));
    const [program, args] = await command(places, site);
    const daemon = await startDaemon(program, args, () => isListening(places.port), {
      // Caddy keeps the last configuration there.
      XDG_CONFIG_HOME: folder,
    });
    const stop = async () => {
      await daemon.stop();
      await rm(folder, { recursive: true, force: true });
    };
    const host = `localhost:${places.port}`;
    return { port: places.port, plainPort: places.plainPort, host, url: `https://${host}`, stop };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function changed(text: string, changes: [from: string, to: string][]): string {
  return changes.reduce((before, [from, to]) => {
    // Comments may name it too.
    if (!before.includes(from)) throw new Error(`the configuration has no ${JSON.stringify(from)}`);
    return before.replaceAll(from, to);
  }, text);
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
