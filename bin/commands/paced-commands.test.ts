import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../lib/config';
import { openToolbox } from '../../lib/server/toolbox';
import { pushBlob, repositoryOf } from '../../lib/storage/testing/open-storage';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'cyberdock-scrub-cli-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Runs the program as a process of its own: only that ends when nothing is left to wait for. */
function run(...args: string[]) {
  const env = {
    ...process.env,
    CYBERDOCK_STORAGE_ROOT: root,
    CYBERDOCK_MAINTENANCE_DISK_RATE: '1MiB',
  };
  const program = path.resolve(import.meta.dirname, '../cyberdock');
  return new Promise<{ code: number | null; error: string }>((resolve) => {
    const child = execFile(process.execPath, [program, ...args], { cwd: root, env }, (_, __, error) =>
      resolve({ code: child.exitCode, error }),
    );
  });
}

describe('commands that wait for the disk rate', () => {
  it.each([
    [['scrub', '--now'], '1 files read (256.0 KiB)'],
    [['check', '--deep'], 'All is well.'],
  ])('%j comes to its end on content that takes longer than a moment', async (args, said) => {
    const { storage, close } = await openToolbox(
      loadConfig({ cwd: root, env: { CYBERDOCK_STORAGE_ROOT: root } }),
    );
    await pushBlob(storage, repositoryOf('team/one'), 'x'.repeat(256 * 1024));
    await close();
    const { code, error } = await run(...args);
    expect(error).toContain(said);
    expect(code).toBe(0);
  });
});
