import { spawn } from 'node:child_process';
import { until } from '../harness/until';

/** A process that serves until it is stopped. */
export interface Daemon {
  pid: number;
  /** SIGTERM, and wait for its end. */
  stop: () => Promise<void>;
}

/**
 * Starts a daemon and waits until `isReady` holds.
 * @param env added to the environment of the tests
 * @throws with what the daemon printed when it ends before that, or takes longer than 60 s.
 */
export async function startDaemon(
  program: string,
  args: string[],
  isReady: () => Promise<boolean>,
  env: Record<string, string> = {},
): Promise<Daemon> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let output = '';
  const collect = (part: Buffer) => {
    output = (output + part).slice(-20_000);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      hasEnded = true;
      resolve();
    });
    child.once('exit', () => {
      hasEnded = true;
      resolve();
    });
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  try {
    await until(`${program} is ready`, async () => hasEnded || (await isReady()), 60_000);
    if (hasEnded || child.pid === undefined) throw new Error(`${program} ended before it was ready`);
  } catch (error) {
    await stop();
    throw new Error(`${String(error)}\n${output}`, { cause: error });
  }
  return { pid: child.pid, stop };
}
