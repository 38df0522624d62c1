import { spawn } from 'node:child_process';

/**
 * Runs a program in the project's folder with its output going through, and without input.
 * @returns its exit code; 128 or more when a signal ended it
 */
export async function runCommand(
  folder: string,
  command: readonly string[],
  options: { env?: Record<string, string>; timeoutMs?: number } = {},
): Promise<number> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...options.env },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: options.timeoutMs,
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 128));
  });
}
