import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

/** How long the output of a program that has ended may come late, if what it started still holds it open. */
const lateOutputMs = 1_000;

/** Runs its arguments, and tells by the third descriptor what time they took of the processors. */
const timed = '"$@" 3>&-; code=$?; times >&3; exit $code';

/** How a program ended. */
export interface Ended {
  /** Its exit code; 128 or more when a signal ended it. */
  code: number;
  /** The seconds that it took of the processors, with all that it started and waited for. */
  cpuSeconds: number;
}

/**
 * Runs a program in the project's folder, without input.
 * @param write is given what the program prints
 * @returns how it ended; a program that is not there ended with 127
 */
export async function runCommand(
  folder: string,
  command: readonly string[],
  write: (text: string) => void,
  options: { env?: Record<string, string>; timeoutMs?: number } = {},
): Promise<Ended> {
  const child = spawn('sh', ['-c', timed, 'sh', ...command], {
    cwd: folder,
    env: {
      ...process.env,
      NEXT_TELEMETRY_DISABLED: '1',
      // A pipe has no colours unless told so.
      ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: options.timeoutMs,
  });
  const streams = child.stdio.slice(1) as [Readable, Readable, Readable];
  let times = '';
  const [output, errors, told] = streams;
  for (const stream of [output, errors]) stream.setEncoding('utf8').on('data', write);
  told.setEncoding('utf8').on('data', (text: string) => {
    times += text;
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const [code] = (await once(child, 'exit')) as [number | null];
  await Promise.race([closed, delay(lateOutputMs, undefined, { ref: false })]);
  for (const stream of streams) stream.destroy();
  return { code: code ?? 128, cpuSeconds: secondsOfChildren(times) };
}

/** What the shell's `times` says of what it ran, in its second line: `1m2.5s 0m3.1s` is 65.6. */
function secondsOfChildren(times: string): number {
  const [, children = ''] = times.split('\n');
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}
