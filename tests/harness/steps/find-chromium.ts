import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';
import { runCommand } from './run-command';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const installTimeoutMs = 300_000;

/** A browser to test with: a program, or Playwright's own when there is no path. */
type Found = { path: string | undefined } | { problem: string };

/**
 * Looks for Chromium: the one that `CYBERDOCK_TEST_CHROMIUM` names, one of the system, Playwright's own, and at last
 * tries to install that.
 * @param write is told what is tried
 */
export async function findChromium(folder: string, write: (text: string) => void): Promise<Found> {
  const named = process.env.CYBERDOCK_TEST_CHROMIUM;
  if (named) {
    return (await runs(named))
      ? { path: named }
      : { problem: `CYBERDOCK_TEST_CHROMIUM names ${named}, which does not run` };
  }
  for (const path of installed) if (await runs(path)) return { path };
  if (existsSync(chromium.executablePath())) return { path: undefined };
  write('No Chromium is installed. Trying: npx playwright install chromium\n');
  const command = [process.execPath, 'node_modules/@playwright/test/cli.js', 'install', 'chromium'];
  const { code } = await runCommand(folder, command, write, { timeoutMs: installTimeoutMs });
  if (code === 0 && existsSync(chromium.executablePath())) return { path: undefined };
  return {
    problem: `there is no Chromium at ${installed.join(', ')}, and "npx playwright install chromium" ended with ${code}; install Chromium or set CYBERDOCK_TEST_CHROMIUM to its path`,
  };
}

/** Some systems ship a script in its place that only says how to install it. */
async function runs(path: string): Promise<boolean> {
  return promisify(execFile)(path, ['--version'], { timeout: 30_000 }).then(
    () => true,
    () => false,
  );
}
