import { spawn } from 'node:child_process';
import path from 'node:path';
import { projectFolder } from '../../harness/cyberdock';

/** What came of a command that was timed. */
export interface TimedCommand {
  seconds: number;
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end. @throws if it can't be started */
export function timed(
  program: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<TimedCommand> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(program, args, { cwd: projectFolder, env: { ...process.env, ...env } });
    const [out, err] = [tail(), tail()];
    child.stdout.on('data', out.add);
    child.stderr.on('data', err.add);
    child.once('error', reject);
    child.once('close', (status) => {
      const seconds = (performance.now() - startedAt) / 1000;
      resolve({ seconds, status, stdout: out.text(), stderr: err.text() });
    });
  });
}

/** Runs `cyberdock …` on a data folder; the time includes the start of the program. */
export function cyberdock(root: string, ...args: string[]): Promise<TimedCommand> {
  return timed(process.execPath, [path.join(projectFolder, 'bin/cyberdock'), ...args], {
    CYBERDOCK_STORAGE_ROOT: root,
    CYBERDOCK_STORAGE_MIN_FREE_SPACE: '0B',
  });
}

/** Distribution prints a line for each blob: only the end is worth keeping. */
function tail() {
  let text = '';
  return {
    add: (chunk: Buffer) => {
      text = (text + chunk).slice(-100_000);
    },
    text: () => text,
  };
}
