import path from 'node:path';
import { Command } from 'commander';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { loadConfig } from '../../lib/config';
import { openToolbox } from '../../lib/server/toolbox';
import { temporaryFolder } from '../../lib/storage/testing/open-storage';
import { addAudit } from './audit';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A data folder with three records, and the command on it. */
async function open() {
  const root = path.join(await temporaryFolder(), 'data');
  vi.stubEnv('CYBERDOCK_STORAGE_ROOT', root);
  const toolbox = await openToolbox(loadConfig());
  toolbox.audit.say('tag.delete', 'alice', {
    repository: 'a/x',
    reference: '1.0',
    atMs: Date.UTC(2026, 0, 1),
  });
  toolbox.audit.say('tag.rollback', 'bob', {
    repository: 'a/x',
    reference: '2.0',
    atMs: Date.UTC(2026, 0, 2),
  });
  toolbox.audit.say('manifest.push', 'bob', {
    repository: 'b/x',
    reference: `sha256:${'a'.repeat(64)}`,
    result: 'DENIED',
    atMs: Date.UTC(2026, 0, 3),
  });
  await toolbox.close();
  const run = async (...args: string[]) => {
    const printed: string[] = [];
    const remarks: string[] = [];
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
    addAudit(program, {
      projectFolder: '.',
      signal: new AbortController().signal,
      print: (line) => printed.push(line),
      remark: (line) => remarks.push(line),
      exit: () => undefined,
    });
    await program.parseAsync(['audit', ...args], { from: 'user' });
    return { printed, remarks };
  };
  return { run };
}

describe('cyberdock audit', () => {
  test('prints a table, the newest first, with digests cut short', async () => {
    const { run } = await open();
    expect((await run()).printed.join('\n').split('\n')).toEqual([
      'TIME                      ACTOR  ADDRESS  ACTION         REPOSITORY  REFERENCE            RESULT',
      '2026-01-03T00:00:00.000Z  bob             manifest.push  b/x         sha256:aaaaaaaaaaaa  DENIED',
      '2026-01-02T00:00:00.000Z  bob             tag.rollback   a/x         2.0                  ok',
      '2026-01-01T00:00:00.000Z  alice           tag.delete     a/x         1.0                  ok',
    ]);
  });

  test.each([
    [
      ['--action', 'tag'],
      ['2.0', '1.0'],
    ],
    [['--actor', 'alice'], ['1.0']],
    [['--repository', 'a/x', '--limit', '1'], ['2.0']],
    [['--since', '2026-01-02', '--until', '2026-01-03'], ['2.0']],
    [['--since', '1s'], []],
  ])('%j chooses records, as JSON lines', async (args, references) => {
    const { run } = await open();
    const { printed } = await run(...args, '--json');
    expect(printed.map((line) => JSON.parse(line).reference)).toEqual(references);
  });

  test('says so when nothing matches', async () => {
    const { run } = await open();
    expect(await run('--actor', 'nobody')).toEqual({ printed: [], remarks: ['nothing matches'] });
  });

  test.each([
    ['--since', 'yesterday'],
    ['--until', '2026-13-01'],
    ['--limit', '0'],
    ['--limit', 'many'],
  ])('refuses %s %s as a mistake of usage', async (option, value) => {
    const { run } = await open();
    await expect(run(option, value)).rejects.toMatchObject({ code: 'commander.invalidArgument' });
  });
});
