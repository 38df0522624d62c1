import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../harness/cyberdock';
import { until } from '../harness/until';

/** How many operations the long run does; the one with kills, which is slower, does a quarter of them. */
const operations = Number(process.env.CYBERDOCK_TEST_SOAK_OPERATIONS ?? 200_000);
const operationsWithKills = Math.ceil(operations / 4);

/** What is read of the report of `cyberdock torture --json`. */
interface Report {
  operations: number;
  operationsPerSecond: number;
  kills: number;
  collections: number;
  failed: number;
  failures: { kind: string; what: string; events: string[] }[];
  diskBytes: number;
  expectedDiskBytes: number;
}

type Outcome = { code: number | null; report: Report };

/** @param meanwhile is told of the folder, and may do it harm */
async function torture(options: string[], meanwhile?: (root: string) => Promise<void>): Promise<Outcome> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-soak-'));
  const child = spawn(
    process.execPath,
    [path.join(projectFolder, 'bin/cyberdock'), 'torture', folder, '--json', ...options],
    { cwd: projectFolder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  let progress = '';
  child.stdout.on('data', (part) => {
    output += part;
  });
  child.stderr.on('data', (part) => {
    progress = (progress + part).slice(-5_000);
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await meanwhile?.(path.join(folder, 'data'));
  const code = await ended;
  try {
    const report = JSON.parse(output) as Report;
    console.log(
      `${report.operations} operations, ${report.operationsPerSecond} a second, ${report.collections} collections, ${report.kills} kills`,
    );
    if (code === 0 || meanwhile) await rm(folder, { recursive: true });
    return { code, report };
  } catch (cause) {
    throw new Error(`torture ended with ${code} in ${folder}:\n${output}\n${progress}`, { cause });
  }
}

function expectNothingLost({ code, report }: Outcome, operationsMin: number): void {
  expect(report.failures).toEqual([]);
  expect(report.failed).toBe(0);
  expect(code).toBe(0);
  // A run that did little, or in which nothing was collected, has shown nothing.
  expect(report.operations).toBeGreaterThanOrEqual(operationsMin);
  expect(report.collections).toBeGreaterThan(2);
  expect(report.expectedDiskBytes).toBeGreaterThan(0);
  expect(report.diskBytes).toBe(report.expectedDiskBytes);
}

test('nothing is lost while two servers and the command line work on one folder', async () => {
  expectNothingLost(await torture(['--operations', String(operations)]), operations);
});

test('nothing is lost while random processes are killed', async () => {
  const result = await torture(['--operations', String(operationsWithKills), '--kill-every', '3s']);
  expectNothingLost(result, operationsWithKills);
  expect(result.report.kills).toBeGreaterThan(2);
});

test('one blob that somebody removes by hand is found, and told with its digest', async () => {
  let lost = '';
  const harm = async (root: string) => {
    const blobs = path.join(root, 'repositories/torture/contended/blobs');
    [lost = ''] = await until(
      'all blobs of a repository',
      async () => {
        const names = await readdir(blobs).catch(() => []);
        return names.length === 6 && names;
      },
      60_000,
    );
    await rm(path.join(blobs, lost));
  };
  const { code, report } = await torture(['--operations', '3000', '--no-collection'], harm);
  expect(code).toBe(3);
  expect(report.failed).toBeGreaterThan(0);
  expect(
    report.failures.every(({ kind }) => kind.startsWith('manifest') || kind === 'unexpected answer'),
  ).toBe(true);
  expect(JSON.stringify(report.failures)).toContain(lost);
});
