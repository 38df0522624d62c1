import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  emptyIndex,
  openStorage,
  pushManifest,
  repositoryOf,
  temporaryFolder,
} from '../../lib/storage/testing/open-storage';
import { exitCodes } from '../exit-codes';

const projectFolder = path.resolve(import.meta.dirname, '../..');
const policies = [
  { name: 'versions', repositories: ['team/*'], tags: ['v*'], keepLast: 1, protected: ['v0'] },
  { repositories: ['team/app'], keepTags: ['latest'] },
];

/** A data folder that this process has open, as a server has, and `cyberdock retention` on it. */
async function open(settings: Record<string, string> = {}) {
  const root = await temporaryFolder();
  const { storage } = await openStorage(root);
  for (const tag of ['v0', 'v1', 'v2', 'latest', 'dev'])
    await pushManifest(storage, repositoryOf('team/app'), emptyIndex(tag), tag);
  await pushManifest(storage, repositoryOf('other/app'), emptyIndex('x'), 'v1');
  return {
    policies: storage.retentionPolicies,
    run: (...args: string[]) =>
      spawnSync(process.execPath, ['bin/cyberdock', 'retention', ...args], {
        cwd: projectFolder,
        env: {
          ...process.env,
          CYBERDOCK_STORAGE_ROOT: root,
          CYBERDOCK_RETENTION_POLICIES: JSON.stringify(policies),
          ...settings,
        },
        encoding: 'utf8',
      }),
    tags: async () =>
      (await storage.listTags(repositoryOf('team/app'), { limit: 100 }))?.tags.map(({ name }) => name),
  };
}

test('cyberdock retention policies lists them where they decide, and says where each comes from', async () => {
  const { run, policies: stored } = await open();
  stored.add({ name: 'others', repositories: ['other/*'], tags: ['*'], keepTags: ['none'] }, true, 'alice');
  stored.add({ repositories: ['**'], tags: ['*'], keepLast: 1 }, false, 'bob');
  const lines = run('policies')
    .stdout.split('\n')
    .map((line) => line.split(/ {2,}/));
  expect(lines).toEqual([
    ['Place', 'From', 'Name', 'Repositories', 'Says'],
    [
      'retention.policies[0]',
      'configuration',
      'versions',
      'team/*',
      'decides on v*; keeps the last 1 pushed; v0 can not be deleted',
    ],
    ['retention.policies[1]', 'configuration', 'team/app', 'keeps latest'],
    ['policy 1', 'dashboard, alice', 'others', 'other/*', 'decides on *; keeps none'],
    ['policy 2', 'dashboard, bob, switched off', '**', 'decides on *; keeps the last 1 pushed'],
    [''],
  ]);
  expect(JSON.parse(run('policies', '--json').stdout)).toMatchObject([{}, {}, { place: 'policy 1' }, {}]);
  // What the dashboard made decides on the command line too.
  expect(run('simulate').stdout).toContain('6 tags in 2 repositories: 3 would be removed');
});

describe('cyberdock retention simulate', () => {
  test('says of each tag whether it stays, and why, and changes nothing', async () => {
    const { run, tags } = await open();
    const { status, stdout, stderr } = run('simulate');
    expect(status).toBe(exitCodes.done);
    expect(stdout.split('\n')).toEqual([
      'team/app',
      'Tag     Decision  Policy                 Why',
      'dev     remove    retention.policies[1]  it does not match keepTags',
      'latest  keep      retention.policies[1]  it matches keepTags',
      'v0      keep      versions               it is protected by retention.policies[0].protected',
      'v1      remove    versions               it is not among the last 1 pushed',
      'v2      keep      versions               it is among the last 1 pushed',
      '',
      '5 tags in 1 repository: 2 would be removed',
      '',
    ]);
    expect(stderr).toBe('retention.enabled is false: the server removes none of them\n');
    expect(await tags()).toHaveLength(5);
  });

  test('as JSON is one document; --repository shows one that no policy is about', async () => {
    const { run } = await open({ CYBERDOCK_RETENTION_ENABLED: 'true' });
    const all = JSON.parse(run('simulate', '--json').stdout);
    expect(all.tags).toHaveLength(5);
    expect(all.tags[0]).toMatchObject({ repository: 'team/app', tag: 'dev', keep: false });
    const removedByPolicy = { versions: 1, 'retention.policies[1]': 1 };
    expect(all.totals).toEqual({ repositories: 1, tags: 5, kept: 3, removed: 2, removedByPolicy });
    const other = JSON.parse(run('simulate', '--json', '--repository', 'other/app').stdout);
    expect(other).toMatchObject({
      enabled: true,
      tags: [{ repository: 'other/app', tag: 'v1', keep: true, reason: 'no policy decides on it' }],
    });
  });

  test('refuses a name that is none', async () => {
    const { run } = await open();
    const { status, stderr } = run('simulate', '--repository', 'Team/App');
    expect(status).toBe(exitCodes.usage);
    expect(stderr).toContain('Team/App');
  });
});

describe('cyberdock retention run', () => {
  test('is refused while the policies are not enabled, unless it is asked for', async () => {
    const { run, tags } = await open();
    const refused = run('run');
    expect([refused.status, refused.stdout]).toEqual([exitCodes.refused, '']);
    expect(refused.stderr).toMatch(/^refused: retention\.enabled is false\..*--even-if-disabled\n$/);
    expect(await tags()).toHaveLength(5);
    const { status, stdout } = run('run', '--even-if-disabled', '--json');
    expect(status).toBe(exitCodes.done);
    const { enabled, tags: removed, totals } = JSON.parse(stdout);
    expect(enabled).toBe(false);
    expect(removed.map(({ tag }: { tag: string }) => tag)).toEqual(['dev', 'v1']);
    expect(totals).toMatchObject({ tags: 5, kept: 3, removed: 2, busy: 0 });
    expect(await tags()).toEqual(['latest', 'v0', 'v2']);
  });

  test('removes what goes and shows it, when they are enabled', async () => {
    const { run, tags } = await open({ CYBERDOCK_RETENTION_ENABLED: 'true' });
    const { status, stdout } = run('run');
    expect(status).toBe(exitCodes.done);
    expect(stdout).toContain('\ndev  remove ');
    expect(stdout).toContain('\n5 tags in 1 repository: 2 were removed\n');
    expect(await tags()).toEqual(['latest', 'v0', 'v2']);
    expect(run('run').stdout).toBe('3 tags in 1 repository: 0 were removed\n');
  });
});
