import fs from 'node:fs/promises';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import {
  openStorage,
  pushBlob,
  pushImage,
  repositoryOf,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { exitCodes } from '../exit-codes';
import { addGc } from './gc';

const one = repositoryOf('team/one');

/** Runs the command on a data folder; what it printed and ended with. */
async function gc(root: string, ...args: string[]) {
  vi.stubEnv('CYBERDOCK_STORAGE_ROOT', root);
  vi.stubEnv('CYBERDOCK_MAINTENANCE_GRACE_PERIOD', '1h');
  const [printed, remarks]: [string[], string[]] = [[], []];
  let code: number = exitCodes.done;
  const program = new Command('cyberdock')
    .exitOverride()
    .configureOutput({ writeErr: (text) => remarks.push(text) });
  addGc(program, {
    projectFolder: '.',
    signal: new AbortController().signal,
    print: (line) => printed.push(line),
    remark: (line) => remarks.push(line),
    exit: (wanted) => {
      code = wanted;
    },
  });
  try {
    await program.parseAsync(['gc', ...args], { from: 'user' });
  } catch (error) {
    // As `bin/cli.ts` takes what commander refuses.
    if (!(error instanceof CommanderError)) throw error;
    code = exitCodes.usage;
  } finally {
    vi.unstubAllEnvs();
  }
  return { printed: printed.join('\n'), remarks: remarks.join('\n'), code };
}

async function filled() {
  const root = path.join(await temporaryFolder(), 'registry');
  const { storage, close } = await openStorage(root);
  await pushImage(storage, one, 'kept', 'latest');
  const digest = await pushBlob(storage, one, 'garbage');
  return { root, storage, digest, close };
}

describe('cyberdock gc', () => {
  it('plans beside a server that runs, and marks nothing', async () => {
    const { root, storage, digest } = await filled();
    const { printed, code } = await gc(root, 'plan');
    expect(printed).toMatch(/^REPOSITORY/);
    expect(printed).toMatch(/team\/one +0 +0 +0 B +1/);
    expect(printed).toContain('Would come free: 0 B.');
    expect(printed).toContain('Waiting for their time: 1, 7 B.');
    expect(code).toBe(exitCodes.done);
    const { mode } = await fs.stat(storage.parts.paths.blob(one, digest));
    expect(mode & 0o200).toBe(0o200);
  });

  it('runs: marks what is new, which a second run does not look at again', async () => {
    const { root, storage, digest } = await filled();
    expect((await gc(root, 'run')).printed).toContain('1 of 1 repositories looked at');
    const { mode } = await fs.stat(storage.parts.paths.blob(one, digest));
    expect(mode & 0o777).toBe(0o440);
    expect((await gc(root, 'run')).printed).toContain('0 of 1 repositories looked at');
    expect((await gc(root, 'plan', '--full')).printed).toContain('1 of 1 repositories looked at');
  });

  it('prints one JSON document with exact bytes and each thing', async () => {
    const { root, digest } = await filled();
    const { printed } = await gc(root, 'plan', '--json');
    expect(JSON.parse(printed)).toMatchObject({
      command: 'plan',
      totals: {
        waiting: { count: 1, bytes: 7 },
        freeBytes: 0,
        repositories: { total: 1, looked: 1, damaged: 0 },
      },
      repositories: [{ repository: 'team/one', waiting: { count: 1, bytes: 7 } }],
      repositoriesOmitted: 0,
      garbage: [
        { kind: 'blob', repository: 'team/one', name: digest, bytes: 7, reason: 'no manifest names it' },
      ],
      garbageOmitted: 0,
    });
  });

  it('refuses a name that is none, and says when there is no such repository', async () => {
    const { root } = await filled();
    const invalid = await gc(root, 'plan', '--repository', 'Team/One');
    expect(invalid).toMatchObject({ code: exitCodes.usage, printed: '' });
    expect(invalid.remarks).toContain('"Team/One"');
    const absent = await gc(root, 'run', '--repository', 'team/none');
    expect(absent).toMatchObject({ code: exitCodes.failed, printed: '' });
    expect(absent.remarks).toContain('team/none');
    expect((await gc(root, 'plan', '--repository', 'team/one')).code).toBe(exitCodes.done);
  });
});
