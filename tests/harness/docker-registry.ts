import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port';

/** What to start. Every field has a default that suits a comparison with CyberDock. */
export interface DockerRegistryOptions {
  /** The data folder; a new temporary one, removed by `stop`, when absent. */
  root?: string;
  /** `storage.delete.enabled`; true when absent. */
  deleteEnabled?: boolean;
  /** `storage.cache.blobdescriptor`: `inmemory` when absent; false leaves the cache out. */
  cache?: 'inmemory' | false;
  /** Called with every chunk that the registry prints (it logs errors only). */
  onOutput?: (text: string) => void;
}

/** A running `docker-registry`, Debian's build of distribution 2.8.2, on a free port of 127.0.0.1. */
export interface DockerRegistry {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** `127.0.0.1:PORT`, as it stands in an image name. */
  host: string;
  port: number;
  pid: number;
  root: string;
  /** The last megabyte that the registry printed. */
  output: () => string;
  /** Ends the process and removes what this call made. */
  stop: () => Promise<void>;
}

/**
 * Starts `docker-registry serve` with logs off, and waits until `/v2/` answers 200.
 * @throws if the program is missing, or ends before it is ready; the message holds what it printed.
 */
export async function startDockerRegistry(options: DockerRegistryOptions = {}): Promise<DockerRegistry> {
  const port = await freePort();
  const scratch = await mkdtemp(path.join(tmpdir(), 'docker-registry-'));
  const root = options.root ?? path.join(scratch, 'data');
  const configFile = path.join(scratch, 'config.yml');
  await writeFile(configFile, configuration(port, root, options));

  const child = spawn('docker-registry', ['serve', configFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer | string) => {
    output = (output + chunk).slice(-1_000_000);
    options.onOutput?.(String(chunk));
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  child.once('error', (error) => collect(error.message));
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(scratch, { recursive: true, force: true });
  };
  try {
    await ready(`http://127.0.0.1:${port}/v2/`, child, () => output);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    port,
    pid: child.pid as number,
    root,
    output: () => output,
    stop,
  };
}

function configuration(port: number, root: string, options: DockerRegistryOptions): string {
  const cache = options.cache ?? 'inmemory';
  return [
    'version: 0.1',
    'log:',
    '  level: error',
    '  accesslog:',
    '    disabled: true',
    'storage:',
    '  filesystem:',
    `    rootdirectory: ${JSON.stringify(root)}`,
    '  delete:',
    `    enabled: ${options.deleteEnabled ?? true}`,
    ...(cache === false ? [] : ['  cache:', `    blobdescriptor: ${cache}`]),
    'http:',
    `  addr: 127.0.0.1:${port}`,
    '',
  ].join('\n');
}

async function ready(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      throw new Error(`docker-registry ended before it was ready:\n${output()}`);
    }
    const answer = await fetch(url).catch(() => undefined);
    await answer?.text();
    if (answer?.ok) return;
    await delay(25);
  }
  throw new Error(`docker-registry was not ready within 30 s:\n${output()}`);
}
