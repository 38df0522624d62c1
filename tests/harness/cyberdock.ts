import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureBuild } from '../../bin/build';
import { freePort } from './free-port';

/** The repository's own folder: where `next start` runs. */
export const projectFolder = path.resolve(import.meta.dirname, '../..');

/** The two ways in which CyberDock serves: `next start`, and `cyberdock serve`. */
export const doors = ['next', 'serve'] as const;
export type Door = (typeof doors)[number];

/** What to start: settings as environment variables, e.g. `{CYBERDOCK_STORAGE_MAX_BLOB_SIZE: '1MiB'}`. */
export interface CyberDockOptions {
  /** The data folder; a new temporary one, removed by `stop`, when absent. */
  root?: string;
  env?: Record<string, string>;
  /** `CYBERDOCK_TEST_DOOR` when absent, by which whole suites go through the other door, or else `next`. */
  door?: Door;
  /** Called with every chunk that the server prints. */
  onOutput?: (text: string) => void;
}

/** A running CyberDock: the production build behind one of its doors, on a free port of 127.0.0.1. */
export interface CyberDock {
  /** `http://127.0.0.1:PORT`, or `https://…` with a certificate in `env`. */
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

/**
 * Starts CyberDock and waits until `/readyz` answers 200, or until `cyberdock serve` says that it is ready.
 * @throws if it ends before it is ready; the message holds what it printed.
 */
export async function startCyberDock(options: CyberDockOptions = {}): Promise<CyberDock> {
  await ensureBuild(projectFolder);
  const port = await freePort();
  const root = options.root ?? (await mkdtemp(path.join(tmpdir(), 'cyberdock-')));
  const door = options.door ?? doorOf(process.env.CYBERDOCK_TEST_DOOR);
  const child = spawn(process.execPath, commandOf(door, port), {
    cwd: projectFolder,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      // Tests of who may come in turn it on; the others are about something else.
      CYBERDOCK_AUTH_MODE: 'none',
      CYBERDOCK_STORAGE_ROOT: root,
      CYBERDOCK_SERVER_PORT: String(port),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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
  const isReady =
    door === 'next' ? () => answers(`http://127.0.0.1:${port}/readyz`) : () => saysReady(output);
  await ready(isReady, child, () => output);
  return {
    url: `${options.env?.CYBERDOCK_TLS_CERTIFICATE === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
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

function doorOf(name = 'next'): Door {
  const door = doors.find((known) => known === name);
  if (door === undefined) throw new Error(`CYBERDOCK_TEST_DOOR knows ${doors.join(', ')}, not "${name}"`);
  return door;
}

function commandOf(door: Door, port: number): string[] {
  if (door === 'serve') return [path.join(projectFolder, 'bin/cyberdock'), 'serve'];
  const next = path.join(projectFolder, 'node_modules/next/dist/bin/next');
  // As `npm start` has it.
  return [next, 'start', '-H', '127.0.0.1', '-p', String(port), '--keepAliveTimeout', '75000'];
}

/** The last thing that `cyberdock serve` does before it serves: wherever it listens, and whoever may connect. */
function saysReady(output: string): boolean {
  return output.includes('\nPush an image:');
}

async function answers(url: string): Promise<boolean> {
  const answer = await fetch(url).catch(() => undefined);
  await answer?.text();
  return answer?.ok === true;
}

async function ready(
  isReady: () => boolean | Promise<boolean>,
  child: ChildProcess,
  output: () => string,
): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`CyberDock ended before it was ready:\n${output()}`);
    }
    if (await isReady()) return;
    await delay(50);
  }
  child.kill('SIGKILL');
  throw new Error(`CyberDock was not ready within 60 s:\n${output()}`);
}
