import path from 'node:path';
import { Command } from 'commander';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { loadConfig } from '../../lib/config';
import { openToolbox } from '../../lib/server/toolbox';
import { pushImage, repositoryOf, temporaryFolder } from '../../lib/storage/testing/open-storage';
import { exitCodes } from '../exit-codes';
import { addQuota } from './quota';
import { addUsage } from './usage';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A data folder with one image of about 10 KiB in `team/app`, and the commands on it. */
async function open(quotas: unknown[] = []) {
  const root = path.join(await temporaryFolder(), 'data');
  vi.stubEnv('CYBERDOCK_STORAGE_ROOT', root);
  vi.stubEnv('CYBERDOCK_ACCESS_QUOTAS', JSON.stringify(quotas));
  const toolbox = await openToolbox(loadConfig());
  await pushImage(toolbox.storage, repositoryOf('team/app'), 'x'.repeat(5000), 'latest');
  await toolbox.close();
  const run = async (...args: string[]) => {
    const printed: string[] = [];
    const remarks: string[] = [];
    let code: number = exitCodes.done;
    const context = {
      projectFolder: '.',
      signal: new AbortController().signal,
      print: (line: string) => printed.push(line),
      remark: (line: string) => remarks.push(line),
      exit: (wanted: number) => {
        code = wanted;
      },
    };
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
    addQuota(program, context);
    addUsage(program, context);
    await program.parseAsync(args, { from: 'user' });
    return { lines: printed.join('\n').split('\n'), remarks, code };
  };
  return { run };
}

async function auditRecords() {
  const { audit, close } = await openToolbox(loadConfig());
  const { records } = await audit.store.list({ action: 'quota' }, { limit: 10 });
  await close();
  return records.map(({ action, detail }) => [action, detail]);
}

const heading = /^Namespace +Counts +Quota +Repositories +Quota +Set by$/;

describe('cyberdock quota', () => {
  test('set counts what is there, and shows it beside the limits', async () => {
    const { run } = await open();
    const { lines, remarks } = await run('quota', 'set', 'team', '--bytes', '1MiB', '--repositories', '5');
    expect(lines[0]).toMatch(heading);
    expect(lines[1]).toMatch(/^team +10\.\d KiB +1\.0 MiB +1 +5 +cyberdock quota set team$/);
    expect(remarks).toEqual([]);
  });

  test('set says so when nothing more fits into the namespace, or no more repositories', async () => {
    const { run } = await open();
    const { remarks, code } = await run('quota', 'set', 'team', '--bytes', '1KiB');
    expect(remarks).toEqual(['team is full: nothing can be pushed there until some of it is deleted']);
    const crowded = await run('quota', 'set', 'team', '--repositories', '1');
    expect(crowded.remarks).toEqual([
      'team gets no more repositories; those that are there can be pushed to',
    ]);
    expect(code).toBe(exitCodes.done);
  });

  test('list has the quotas of the settings and of the database, which come first, and as JSON exact bytes', async () => {
    const { run } = await open([{ namespaces: ['*'], bytes: '1GiB' }]);
    await run('quota', 'set', 'other', '--repositories', '3');
    const { lines } = await run('quota', 'list');
    expect(lines[1]).toMatch(/^team +10\.\d KiB +1\.0 GiB +1 +- +access\.quotas\[0\]$/);
    expect(lines[2]).toMatch(/^other +0 B +- +0 +3 +cyberdock quota set other$/);
    const { quotas, usage } = JSON.parse((await run('quota', 'list', '--json')).lines.join('\n'));
    expect(quotas.map(({ namespaces }: { namespaces: string[] }) => namespaces)).toEqual([['other'], ['*']]);
    expect(usage[0]).toMatchObject({ namespace: 'team', bytes: 2 ** 30, usedRepositories: 1, counted: true });
    expect(usage[0].usedBytes).toBeGreaterThan(10_000);
  });

  test('list says so when there is none', async () => {
    const { run } = await open();
    expect((await run('quota', 'list')).lines).toEqual(['No namespace has a quota.']);
  });

  test('remove has the settings decide again, and refuses to remove what is not set', async () => {
    const { run } = await open([{ namespaces: ['team'], bytes: '2GiB' }]);
    expect((await run('quota', 'set', 'team', '--unlimited')).lines).toEqual(['team has no limit']);
    expect((await run('quota', 'list')).lines).toEqual(['No namespace has a quota.']);
    expect((await run('quota', 'remove', 'team')).lines).toEqual(['the quota of team was removed']);
    expect((await run('quota', 'list')).lines[1]).toMatch(/^team .*2\.0 GiB .*access\.quotas\[0\]$/);
    expect(await run('quota', 'remove', 'team')).toMatchObject({
      remarks: ['no quota was set for team: see cyberdock quota list'],
      code: exitCodes.refused,
    });
  });

  test('is in the audit trail with what was set', async () => {
    const { run } = await open();
    await run('quota', 'set', 'team', '--bytes', '1MiB');
    await run('quota', 'remove', 'team');
    expect(await auditRecords()).toEqual([
      ['quota.remove', { namespace: 'team' }],
      ['quota.set', { namespace: 'team', bytes: 2 ** 20 }],
    ]);
  });

  test.each([[[]], [['--unlimited', '--bytes', '1MiB']]])(
    'set with %j is a mistake of usage',
    async (options) => {
      const { run } = await open();
      expect((await run('quota', 'set', 'team', ...options)).code).toBe(exitCodes.usage);
      expect((await run('quota', 'list')).lines).toEqual(['No namespace has a quota.']);
    },
  );

  test.each([
    ['Team', '--bytes', '1MiB'],
    ['team-*', '--bytes', '1MiB'],
    ['team/', '--bytes', '1MiB'],
    ['team', '--bytes', 'much'],
    ['team', '--repositories', '-1'],
  ])('set refuses %s %s %s as a mistake of usage', async (...args) => {
    const { run } = await open();
    await expect(run('quota', 'set', ...args)).rejects.toMatchObject({ code: 'commander.invalidArgument' });
  });
});

test('cyberdock usage shows quotas below the totals, and in JSON', async () => {
  const { run } = await open([{ namespaces: ['team'], repositories: 2 }]);
  const { lines } = await run('usage');
  const at = lines.findIndex((line) => heading.test(line));
  expect(lines[at + 1]).toMatch(/^team +10\.\d KiB +- +1 +2 +access\.quotas\[0\]$/);
  const { quotas } = JSON.parse((await run('usage', '--json')).lines.join('\n'));
  expect(quotas).toMatchObject([{ namespace: 'team', repositories: 2, usedRepositories: 1 }]);
});
