import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { expect, onTestFinished } from 'vitest';
import type { Config } from '@/lib/config';
import { FileSystemDriver } from '@/lib/storage/driver';
import { Storage } from '@/lib/storage/storage';
import { canHappen, type Fault, FaultyDriver, faults } from '@/lib/storage/testing/faulty-driver';
import { prepareBase, type Scenario } from './scenario';
import { differences, leftovers, lost, type Snapshot, snapshotOf } from './snapshot';

/** In memory where there is such a folder: thousands of databases are opened, and each one syncs. */
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

const run = promisify(execFile);
/** Keeps hard links, modification times to the nanosecond, and permissions. */
const copyFolder = (from: string, to: string) => copyFolders(from, [to]);
/** As `copyFolder`; one shell for many, because it costs much to fork a process as large as this. */
const copyFolders = (from: string, to: string[]) =>
  run('sh', ['-c', 'for to; do cp -a "$0" "$to" || exit; done', from, ...to]);
const copiesAtOnce = 24;

const settings = (root: string, { trash, freeBytesMin = 0, quotas = [] }: Scenario) =>
  ({
    storage: {
      root,
      maxBlobBytes: 1024 ** 2,
      maxManifestBytes: 1024 ** 2,
      uploadTimeoutMs: 3_600_000,
      idleTimeoutMs: 10_000,
      freeBytesMin,
      cacheBytes: 1024 ** 2,
      fsync: false,
    },
    maintenance: { trashMs: trash ? 86_400_000 : 0 },
    access: { quotas },
    retention: { enabled: true, intervalMs: 0, policies: [] },
  }) as unknown as Config;

function open(root: string, scenario: Scenario, driver = new FileSystemDriver(false)): Promise<Storage> {
  const ignore = () => undefined;
  const reports = { onCorrupt: ignore, onBrokenTags: ignore, onDamagedDatabase: ignore };
  return Storage.open(settings(root, scenario), reports, driver);
}

/** Opens a folder, runs a task on it and closes it. */
async function using<T>(
  root: string,
  scenario: Scenario,
  task: (storage: Storage) => Promise<T>,
): Promise<T> {
  const storage = await open(root, scenario);
  try {
    return await task(storage);
  } finally {
    await storage.close();
  }
}

/** What became of a scenario in which one call failed. */
interface Outcome {
  calls: string[];
  error: unknown;
}

/** Runs a scenario with a fault at one call, or none; then, if the process lives, once more without. */
async function act(scenario: Scenario, root: string, at?: number, fault?: Fault): Promise<Outcome> {
  const driver = new FaultyDriver();
  if (scenario.opens) driver.arm(at, fault);
  let storage: Storage | undefined;
  let error: unknown;
  try {
    storage = await open(root, scenario, driver);
    if (!scenario.opens) driver.arm(at, fault);
    await scenario.run(storage);
  } catch (thrown) {
    error = thrown;
  }
  const { calls } = driver;
  driver.arm();
  if (driver.isStopped) {
    await storage?.close().catch(() => undefined); // Frees what the end of a process frees.
    await endProcesses(root);
  } else if (storage) {
    // A fault that has passed does no harm to what comes after it.
    if (error !== undefined) await scenario.run(storage);
    await storage.close();
  }
  return { calls, error };
}

/** Makes the files of processes, and so the locks, which are links to them, those of a process that has ended. */
async function endProcesses(root: string): Promise<void> {
  const folder = path.join(root, 'temp/processes');
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const text = await readFile(file, 'utf8');
    if (text.endsWith('}')) await writeFile(file, JSON.stringify({ ...JSON.parse(text), startTime: '1' }));
  }
}

/** Longer than any run takes that waits for no lock of a process that has ended. */
const slowMs = 28_000;

/** The files of a folder that this process has open; libsql frees those of the database when its statements are collected. */
async function openFiles(root: string): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd');
  const files = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return files.filter((file) => file.startsWith(root) && !file.includes('cyberdock.db'));
}

/** What is wrong with a folder in which a scenario failed, or ended well, at one call. */
async function judge(
  scenario: Scenario,
  root: string,
  {
    before,
    after,
    isStopped,
    error,
  }: { before: Snapshot; after: Snapshot; isStopped: boolean; error: unknown },
): Promise<string[]> {
  const problems: string[] = [];
  await using(root, scenario, async (storage) => {
    await storage.inspect(new AbortController().signal);
    await scenario.heal?.(storage);
    await storage.trash.purgeExpired(); // Ends a purge that was cut short.
    const look = async (...allowed: Snapshot[]) => {
      const found = await snapshotOf(storage, root);
      const wrong = differences(found.snapshot, ...allowed);
      // What was condemned on the way stays so until the next run, which looks again before it takes anything.
      const isOnTheWay = (one: string) => allowed.length > 1 && one.includes(' condemned ');
      problems.push(...found.problems, ...wrong.filter((one) => !isOnTheWay(one)));
      if (scenario.undoable) problems.push(...lost(found.snapshot, before));
    };
    // Run once more, or acknowledged in spite of the fault: it must have happened.
    const isDone = (!isStopped || error === undefined) && !scenario.opens;
    if (isDone) await look(after);
    else if (!scenario.damaged) await look(before, after);
    const goesOn = !isDone && scenario.again === true;
    if (goesOn) {
      await scenario.run(storage);
      await look(after);
    }
    problems.push(...((await scenario.elsewhere?.(storage, isDone || goesOn)) ?? []));
  });
  problems.push(...(await leftovers(root)));
  return problems;
}

/**
 * Runs a scenario with every fault at every call: nothing that was acknowledged may be lost by it, and nothing may be
 * left behind.
 */
export async function surviveEveryFault(scenario: Scenario): Promise<void> {
  const base = await mkdtemp(path.join(place, 'cyberdock-faults-'));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  const made = path.join(base, 'made');
  const preparing = { ...scenario, freeBytesMin: 0 };
  await using(made, preparing, async (storage) => {
    await prepareBase(storage);
    await scenario.prepare?.(storage, made);
  });
  // A copy that nobody has open: libsql removes files of the first one when its statements are collected.
  const root = path.join(base, 'data');
  await copyFolder(made, root).catch(async () => {
    await rm(root, { recursive: true, force: true });
    await copyFolder(made, root);
  });
  const work = path.join(base, 'work');
  const snapshot = (folder: string) =>
    using(folder, scenario, async (storage) => {
      await scenario.heal?.(storage);
      return (await snapshotOf(storage, folder)).snapshot;
    });
  await copyFolder(root, work);
  const before = await snapshot(work);
  await rm(work, { recursive: true });
  await copyFolder(root, work);
  const counted = await act(scenario, work);
  expect(counted.error).toBeUndefined();
  const after = await snapshot(work);
  await rm(work, { recursive: true });

  const failures: string[] = [];
  let runs = 0;
  let failed = 0;
  const folderOf = (at: number, fault: Fault) => path.join(base, `${fault}-${at}`);
  const attempt = async (at: number, call: string, fault: Fault) => {
    const startedAt = performance.now();
    runs += 1;
    const folder = folderOf(at, fault);
    const what = `${fault} at call ${at}, ${call}`;
    try {
      const { error } = await act(scenario, folder, at, fault);
      if (error !== undefined) failed += 1;
      if (error !== undefined && !(error instanceof Error)) failures.push(`${what}: threw ${error}`);
      const left = await openFiles(folder);
      if (left.length > 0) failures.push(`${what}: ${left} was left open`);
      const isStopped = fault.startsWith('stop');
      const problems = await judge(scenario, folder, { before, after, isStopped, error });
      failures.push(...problems.map((problem) => `${what}: ${problem.replaceAll(folder, '')} [${error}]`));
    } catch (error) {
      failures.push(`${what}: afterwards: ${(error as Error).stack}`);
    }
    await rm(folder, { recursive: true, force: true });
    if (performance.now() - startedAt > slowMs)
      failures.push(`${what}: something waited for what never came`);
  };
  const atOnce = pLimit(4);
  const cases = counted.calls.flatMap((call, at) =>
    faults.filter((fault) => canHappen(fault, call)).map((fault) => ({ at, call, fault })),
  );
  for (let from = 0; from < cases.length; from += copiesAtOnce) {
    const some = cases.slice(from, from + copiesAtOnce);
    await copyFolders(
      root,
      some.map(({ at, fault }) => folderOf(at, fault)),
    );
    await Promise.all(some.map(({ at, call, fault }) => atOnce(() => attempt(at, call, fault))));
  }
  console.log(
    `${scenario.name}: ${counted.calls.length} calls, ${runs} faults, ${failed} reported, ${failures.length} not survived`,
  );
  expect(failures.slice(0, 20), `${failures.length} failures`).toEqual([]);
  expect(failed).toBeGreaterThan(0);
}
