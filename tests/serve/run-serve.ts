import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { projectFolder } from '../harness/cyberdock';
import { freePort } from '../harness/free-port';

/**
 * Runs `cyberdock serve` that is expected to refuse.
 * @returns its exit code, and what it printed
 */
export async function runServe(
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [path.join(projectFolder, 'bin/cyberdock'), 'serve'], {
    env: {
      ...process.env,
      CYBERDOCK_SERVER_PORT: String(await freePort()),
      // Nothing may be written: it refuses before that.
      CYBERDOCK_STORAGE_ROOT: '/dev/null/never',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}
