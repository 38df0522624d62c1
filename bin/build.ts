import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hashBuildInputs } from './build-inputs';
import { withBuildLock } from './build-lock';

/** The build failed. The message holds what it said. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
}

/**
 * Runs `next build` if something that it reads changed since the build that lies in `.next`. Several processes may
 * call it at once: one builds, the others wait for it. Equal inputs never touch `.next`, so a running server keeps
 * its files.
 * @param onBuild called when a build begins
 * @throws BuildFailed when the build fails; the next call builds again
 */
export async function ensureBuild(projectFolder: string, onBuild?: () => void): Promise<void> {
  const next = path.join(projectFolder, '.next');
  const stamp = path.join(next, 'cyberdock-build');
  // Without the lock first: a folder that only its owner may write can still be served.
  if ((await builtFrom(next, stamp)) === (await hashBuildInputs(projectFolder))) return;
  // `next build` empties `.next`, but not its cache.
  await withBuildLock(path.join(next, 'cache', 'cyberdock-build.lock'), async () => {
    const inputs = await hashBuildInputs(projectFolder);
    if ((await builtFrom(next, stamp)) === inputs) return;
    onBuild?.();
    await rm(stamp, { force: true });
    await build(projectFolder);
    await mkdir(next, { recursive: true });
    await writeFile(`${stamp}.new`, inputs);
    await rename(`${stamp}.new`, stamp);
  });
}

/** The hash of the inputs of the finished build, or undefined when there is none. */
async function builtFrom(next: string, stamp: string): Promise<string | undefined> {
  if (!existsSync(path.join(next, 'BUILD_ID'))) return undefined;
  return readFile(stamp, 'utf8').catch(() => undefined);
}

/**
 * Ends the build when this process is gone: the lock is then free, and two builds must not write one `.next`. The
 * channel to this process must not keep a finished build alive. The build's workers are started with the same
 * options; their channel leads to the build and stays as it is.
 */
const endWithParent = `if (process.ppid === ${process.pid}) {
  process.on('disconnect', () => process.exit(1));
  process.channel.unref();
}`;

async function build(projectFolder: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(endWithParent)}`,
      nextCommand(projectFolder),
      'build',
    ],
    {
      cwd: projectFolder,
      // The variables go through as they are; a test runner's NODE_ENV must not reach a production build.
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk));
  const result = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  if (result !== 0) throw new BuildFailed(`next build failed (${result}):\n${output.trimEnd()}`);
  // Next ends with 0 when its event loop runs dry half-way, as when a worker is lost.
  if (!existsSync(path.join(projectFolder, '.next/BUILD_ID'))) {
    throw new BuildFailed(`next build ended before it was done:\n${output.trimEnd()}`);
  }
}

/** The program of Next's own command line. */
export function nextCommand(projectFolder: string): string {
  return path.join(projectFolder, 'node_modules/next/dist/bin/next');
}
