import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** How long the output of a program that has ended may come late, if what it started still holds it open. */
const lateOutputMs = 1_000;

/**
 * Runs a program in the project's folder, without input.
 * @param write is given what the program prints
 * @returns its exit code; 128 or more when a signal ended it
 * @throws when it can not be started
 */
export async function runCommand(
  folder: string,
  command: readonly string[],
  write: (text: string) => void,
  options: { env?: Record<string, string>; timeoutMs?: number } = {},
): Promise<number> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: folder,
    env: {
      ...process.env,
      NEXT_TELEMETRY_DISABLED: '1',
      // A pipe has no colours unless told so.
      ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs,
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', write);
  const closed = new Promise((resolve) => child.once('close', resolve));
  const [code] = (await once(child, 'exit')) as [number | null];
  await Promise.race([closed, delay(lateOutputMs, undefined, { ref: false })]);
  child.stdout.destroy();
  child.stderr.destroy();
  return code ?? 128;
}
