import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureBuild } from '../../bin/build';

/** The repository's own folder: where `next start` runs. */
export const projectFolder = path.resolve(import.meta.dirname, '../..');

/** What to start: settings as environment variables, e.g. `{CYBERDOCK_STORAGE_MAX_BLOB_SIZE: '1MiB'}`. */
export interface CyberDockOptions {
  /** The data folder; a new temporary one, removed by `stop`, when absent. */
  root?: string;
  env?: Record<string, string>;
  /** Called with every chunk that the server prints. */
  onOutput?: (text: string) => void;
}

/** A running CyberDock: a real `next start` of the production build on a free port of 127.0.0.1. */
export interface CyberDock {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** `127.0.0.1:PORT`, as it stands in an image name. */
  host: string;
  port: number;
  pid: number;
  root: string;
  /** All that the server printed so far. */
  output: () => string;
  /** Whether it runs or how it ended, as the end of a sentence: `runs`, `ended by SIGSEGV`. */
  fate: () => string;
  /** SIGTERM, and the exit code (143 when it drained). Removes a folder that this call made. */
  stop: () => Promise<number | null>;
  /** SIGKILL, as a crash does. Leaves the folder. */
  kill: () => Promise<void>;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/**
 * Starts CyberDock and waits until `/readyz` answers 200.
 * @throws if it ends before it is ready; the message holds what it printed.
 */
export async function startCyberDock(options: CyberDockOptions = {}): Promise<CyberDock> {
  await ensureBuild(projectFolder);
  const port = await freePort();
  const root = options.root ?? (await mkdtemp(path.join(tmpdir(), 'cyberdock-')));
  const next = path.join(projectFolder, 'node_modules/next/dist/bin/next');
  // As `npm start` has it.
  const keepAlive = ['--keepAliveTimeout', '75000'];
  const child = spawn(
    process.execPath,
    [next, 'start', '-H', '127.0.0.1', '-p', String(port), ...keepAlive],
    {
      cwd: projectFolder,
      env: {
        ...process.env,
        NODE_ENV: 'production',
        CYBERDOCK_STORAGE_ROOT: root,
        CYBERDOCK_SERVER_PORT: String(port),
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  const collect = (chunk: Buffer) => {
    output = (output + chunk).slice(-1_000_000);
    options.onOutput?.(String(chunk));
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = new Promise<number | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? null : 128))),
  );
  await ready(`http://127.0.0.1:${port}/readyz`, child, () => output);
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    port,
    pid: child.pid as number,
    root,
    output: () => output,
    fate: () => fateOf(child),
    stop: async () => {
      child.kill('SIGTERM');
      const code = await ended;
      if (options.root === undefined) await rm(root, { recursive: true, force: true });
      return code;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Whether a process runs or how it ended, as the end of a sentence: `runs`, `ended by SIGSEGV`, `ended with 1`. */
export function fateOf({ exitCode, signalCode }: ChildProcess): string {
  if (signalCode !== null) return `ended by ${signalCode}`;
  return exitCode === null ? 'runs' : `ended with ${exitCode}`;
}

async function ready(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`CyberDock ended before it was ready:\n${output()}`);
    }
    const answer = await fetch(url).catch(() => undefined);
    await answer?.text();
    if (answer?.ok) return;
    await delay(50);
  }
  child.kill('SIGKILL');
  throw new Error(`CyberDock was not ready within 60 s:\n${output()}`);
}
