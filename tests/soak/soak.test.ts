import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../harness/cyberdock';

/** How many operations each of the two runs does. */
const operations = Number(process.env.CYBERDOCK_TEST_SOAK_OPERATIONS ?? 20_000);

/** What is read of the report of `cyberdock torture --json`. */
interface Report {
  operations: number;
  operationsPerSecond: number;
  kills: number;
  collections: number;
  failed: number;
  failures: unknown[];
  diskBytes: number;
  expectedDiskBytes: number;
}

async function torture(...options: string[]): Promise<{ code: number | null; report: Report }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-soak-'));
  const child = spawn(
    process.execPath,
    [
      path.join(projectFolder, 'bin/cyberdock'),
      'torture',
      folder,
      '--json',
      '--operations',
      String(operations),
      ...options,
    ],
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
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  try {
    const report = JSON.parse(output) as Report;
    console.log(
      `${report.operations} operations, ${report.operationsPerSecond} a second, ${report.collections} collections, ${report.kills} kills`,
    );
    if (code === 0) await rm(folder, { recursive: true });
    return { code, report };
  } catch (cause) {
    throw new Error(`torture ended with ${code} in ${folder}:\n${output}\n${progress}`, { cause });
  }
}

function expectNothingLost({ code, report }: Awaited<ReturnType<typeof torture>>): void {
  expect(report.failures).toEqual([]);
  expect(report.failed).toBe(0);
  expect(code).toBe(0);
  // A run that did little, or in which nothing was collected, has shown nothing.
  expect(report.operations).toBeGreaterThanOrEqual(operations);
  expect(report.collections).toBeGreaterThan(2);
  expect(report.expectedDiskBytes).toBeGreaterThan(0);
  expect(report.diskBytes).toBe(report.expectedDiskBytes);
}

test('nothing is lost while two servers and the command line work on one folder', async () => {
  expectNothingLost(await torture());
});

test('nothing is lost while random processes are killed', async () => {
  const result = await torture('--kill-every', '3s');
  expectNothingLost(result);
  expect(result.report.kills).toBeGreaterThan(2);
});
