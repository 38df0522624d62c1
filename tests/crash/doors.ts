import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fateOf, projectFolder, startCyberDock } from '../harness/cyberdock';
import { freePort } from '../harness/free-port';

/** A server that can be killed. */
export interface Killable {
  port: number;
  pid: number;
  /** All that it printed so far. */
  output: () => string;
  /** Whether it runs or how it ended, as the end of a sentence: `runs`, `ended by SIGSEGV`. */
  fate: () => string;
  /** SIGKILL; resolves when the process is gone. */
  kill: () => Promise<void>;
  /** SIGTERM, and the exit code. */
  stop: () => Promise<number | null>;
}

/** A way to reach the registry's handler: starts a server on a data folder. */
export type Door = (root: string, settings?: Record<string, string>) => Promise<Killable>;

/** `next start` of the production build. */
export const nextDoor: Door = async (root, env = {}) => await startCyberDock({ root, env });

/**
 * The same handler behind a plain Node server, which starts several times faster.
 * @throws if it ends before it listens; the message holds what it printed.
 */
export const plainDoor: Door = async (root, env = {}) => {
  const port = await freePort();
  const child = spawn(process.execPath, [path.join(projectFolder, 'bin/plain-server')], {
    cwd: projectFolder,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      CYBERDOCK_AUTH_MODE: 'none',
      CYBERDOCK_STORAGE_ROOT: root,
      CYBERDOCK_SERVER_HOST: '127.0.0.1',
      CYBERDOCK_SERVER_PORT: String(port),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part) => {
      output = (output + part).slice(-1_000_000);
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await listening(child, ended).catch((error: Error) => {
    throw new Error(`${error.message}:\n${output}`);
  });
  return {
    port,
    pid: child.pid ?? 0,
    output: () => output,
    fate: () => fateOf(child),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      child.kill('SIGTERM');
      return await ended;
    },
  };
};

async function listening(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.stdout === null) throw new Error('no output');
  const lines = createInterface({ input: child.stdout });
  const listens = new Promise<true>((resolve) =>
    lines.on('line', (line) => {
      if (line === 'listening') resolve(true);
    }),
  );
  if ((await Promise.race([listens, ended])) !== true) throw new Error('the server ended before it listened');
}
