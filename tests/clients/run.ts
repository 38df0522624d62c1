import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** How a program is run. */
export interface RunOptions {
  cwd?: string;
  /** Added to the environment of the tests. */
  env?: Record<string, string>;
}

/**
 * Runs a program to its end.
 * @returns what it printed to its standard output, without white space at the ends.
 * @throws with the command and all that it printed when it exits with anything but 0.
 */
export async function run(program: string, args: string[], options: RunOptions = {}): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      maxBuffer: 64 << 20,
    });
    return stdout.trim();
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    throw new Error(`${[program, ...args].join(' ')}\nended with ${code}:\n${stdout}${stderr}`, {
      cause: error,
    });
  }
}

/** What a program printed that failed. @throws when it did not fail */
export async function failure(task: Promise<unknown>): Promise<string> {
  const outcome = await task.then(
    (printed) => ({ printed }),
    (error: unknown) => ({ message: (error as Error).message }),
  );
  if ('message' in outcome) return outcome.message;
  throw new Error(`it did not fail, and printed ${String(outcome.printed)}`);
}

/** Runs a program that reads a secret from its standard input. */
export async function runWithSecret(
  program: string,
  args: readonly string[],
  secret: string,
  env: Record<string, string> = {},
): Promise<string> {
  const script = 'printf %s "$SECRET" | "$0" "$@"';
  return await run('sh', ['-c', script, program, ...args], { env: { ...env, SECRET: secret } });
}
