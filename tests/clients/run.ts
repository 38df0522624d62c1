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
