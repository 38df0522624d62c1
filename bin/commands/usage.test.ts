import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  openStorage,
  pushImage,
  repositoryOf,
  temporaryFolder,
} from '../../lib/storage/testing/open-storage';

const projectFolder = path.resolve(import.meta.dirname, '../..');

/** Runs `cyberdock usage` on a data folder that this process has open too, as a server has. */
async function usageOf(...args: string[]) {
  const root = await temporaryFolder();
  const { storage } = await openStorage(root);
  await pushImage(storage, repositoryOf('library/small'), 'x', 'latest');
  await pushImage(storage, repositoryOf('team/large'), 'x'.repeat(5000), 'latest', 'other');
  const run = spawnSync(process.execPath, ['bin/cyberdock', 'usage', ...args], {
    cwd: projectFolder,
    env: { ...process.env, CYBERDOCK_STORAGE_ROOT: root },
    encoding: 'utf8',
  });
  return { ...run, lines: run.stdout.split('\n') };
}

describe('cyberdock usage', () => {
  test('shows the largest repositories, how many more there are, and the totals', async () => {
    const { status, lines } = await usageOf('--top', '1');
    expect(status).toBe(0);
    expect(lines[0]).toMatch(/^Repository +Logical +Unique +Shared +Blobs +Manifests +Tags$/);
    expect(lines[1]).toMatch(/^team\/large +10\.\d KiB +10\.\d KiB +0 B +2 +1 +2$/);
    expect(lines[2]).toBe('and 1 more (--top 2 shows all)');
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^Logical +1\d\.\d KiB {2}What all 2 repositories hold: 4 blobs and 2 manifests under 3 tags\.$/,
      ),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^Disk free .*512\.0 MiB \(storage\.minFreeSpace\)/));
  });

  test('as JSON it has exact bytes', async () => {
    const { status, stdout } = await usageOf('--json', '--sort', 'name');
    expect(status).toBe(0);
    const { totals, repositories } = JSON.parse(stdout);
    expect(repositories.map(({ repository }: { repository: string }) => repository)).toEqual([
      'library/small',
      'team/large',
    ]);
    const [small, large] = repositories.map(({ logicalBytes }: { logicalBytes: number }) => logicalBytes);
    expect(totals.logicalBytes).toBe(small + large);
    expect(large).toBeGreaterThan(10_000);
  });

  test('shows one repository, and fails for one that is not there', async () => {
    const one = await usageOf('--repository', 'small');
    expect(one.lines.filter((line) => line !== '')).toHaveLength(2);
    expect(one.lines[1]).toMatch(/^library\/small /);
    const none = await usageOf('--repository', 'team/none');
    expect([none.status, none.stdout]).toEqual([1, '']);
    expect(none.stderr).toBe('there is no repository team/none, or it holds nothing\n');
  });
});
