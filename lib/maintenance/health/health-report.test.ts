import fs from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Config } from '@/lib/config';
import {
  openStorage,
  pushBlob,
  pushImage,
  repositoryOf,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { Jobs } from '../jobs';
import type { HealthCheckName } from './health-check';
import { reportHealth } from './health-report';

const never = new AbortController().signal;
const day = 86_400_000;
const config = {
  storage: { freeBytesMin: 0, uploadTimeoutMs: day },
  maintenance: { collectionIntervalMs: 3_600_000, scrubPeriodMs: 30 * day },
} as Config;
const resources = {
  residentBytes: 100 * 1024 ** 2,
  heapBytes: 50 * 1024 ** 2,
  openFiles: 20,
  openFilesMax: 1_024,
  eventLoopLagMs: 11,
  uptimeMs: 60_000,
};
const repository = repositoryOf('team/app');

async function open() {
  const { storage } = await openStorage(await temporaryFolder());
  const { parts } = storage;
  const jobs = new Jobs(parts);
  const report = async (more: { config?: Config; resources?: Partial<typeof resources> } = {}) =>
    await reportHealth(
      {
        parts,
        jobs,
        config: more.config ?? config,
        readiness: { status: 'ready', problems: [] },
        resources: { ...resources, ...more.resources },
        content: undefined,
      },
      never,
    );
  const check = async (name: HealthCheckName, ...more: Parameters<typeof report>) => {
    const { checks } = await report(...more);
    const found = checks.find((one) => one.name === name);
    if (!found) throw new Error(`no check ${name}`);
    return found;
  };
  return { storage, parts, jobs, report, check };
}

describe('reportHealth', () => {
  test('a folder that is gone is told by its name, and the other checks go on', async () => {
    const { parts, report } = await open();
    await fs.rmdir(parts.paths.quarantine);
    const { status, checks } = await report();
    const of = (name: string) => checks.find((check) => check.name === name);
    expect(status).toBe('failing');
    expect(of('directory-structure')).toMatchObject({ status: 'failing', data: { missing: ['quarantine'] } });
    expect(of('permissions')).toMatchObject({ status: 'failing', data: { unusable: ['quarantine'] } });
    expect(of('database')?.status).toBe('ok');
  });

  test('a check that can not be done fails, and does not take the others with it', async () => {
    const { parts, report } = await open();
    parts.database.close();
    const { checks } = await report();
    const failing = checks
      .filter(({ detail }) => detail.startsWith('This could not be checked'))
      .map(({ name }) => name);
    expect(failing).toEqual(['symlinks', 'consistency', 'verification', 'collection', 'jobs', 'database']);
    expect(checks.find(({ name }) => name === 'directory-structure')?.status).toBe('ok');
  });

  test('tags that point nowhere are counted and named', async () => {
    const { storage, parts, check } = await open();
    const { digest } = await pushImage(storage, repository, 'one', '1.0');
    expect((await check('symlinks')).status).toBe('ok');
    await fs.unlink(parts.paths.manifest(repository, digest));
    await storage.inspect(never);
    expect(await check('symlinks')).toMatchObject({
      status: 'failing',
      data: { brokenTags: 1, examples: ['team/app:1.0'] },
    });
  });

  test('a corrupt blob in quarantine is failing, and a warning once a push has healed it', async () => {
    const { storage, parts, check } = await open();
    const digest = await pushBlob(storage, repository, 'content');
    const stat = await parts.driver.stat(parts.paths.poolBlob(digest));
    if (!stat) throw new Error('the blob is not in the pool');
    await parts.quarantine.take(
      digest,
      stat,
      parts.paths.blob(repository, digest),
      parts.paths.poolBlob(digest),
    );
    expect(await check('quarantine')).toMatchObject({
      status: 'failing',
      data: { count: 1, bytes: 7, digests: [digest], healed: [] },
    });
    await pushBlob(storage, repository, 'content');
    expect(await check('quarantine')).toMatchObject({ status: 'warning', data: { healed: [digest] } });
  });

  test('open uploads are counted with their bytes; one that should have expired is a warning', async () => {
    const { storage, parts, check } = await open();
    expect((await check('uploads')).data).toMatchObject({ count: 0 });
    const id = await storage.uploads.begin(repository, 'sha256');
    await fs.writeFile(parts.paths.uploadData(id), '12345');
    expect(await check('uploads')).toMatchObject({ status: 'ok', data: { count: 1, bytes: 5 } });
    const old = (Date.now() - 2 * day) / 1_000;
    for (const file of [parts.paths.uploadData(id), parts.paths.upload(id)]) await fs.utimes(file, old, old);
    expect((await check('uploads')).status).toBe('warning');
  });

  test('too little room fails', async () => {
    const { check } = await open();
    const wanted = { ...config, storage: { ...config.storage, freeBytesMin: 2 ** 60 } } as Config;
    expect(await check('disk-space', { config: wanted })).toMatchObject({ status: 'failing' });
  });

  test('what the last check found is told, also when a later one was cancelled', async () => {
    const { jobs, check } = await open();
    expect((await check('consistency')).status).toBe('warning');
    const run = (result: unknown) =>
      jobs.run({ kind: 'check', cause: 'schedule', signal: never }, async () => result);
    const found = (error: number, warning: number) =>
      run({ bySeverity: { error, warning, info: 3 }, total: error + warning + 3 });
    await found(0, 0);
    expect((await check('consistency')).status).toBe('ok');
    await found(0, 1);
    expect((await check('consistency')).status).toBe('warning');
    await found(2, 1);
    const cancelled = AbortSignal.abort(new Error('cancelled'));
    await jobs
      .run({ kind: 'check', cause: 'schedule', signal: cancelled }, async () => cancelled.throwIfAborted())
      .catch(() => undefined); // That is what was asked for.
    expect(await check('consistency')).toMatchObject({
      status: 'failing',
      detail: expect.stringContaining('2 errors and 1 warning'),
    });
  });

  test('a job that failed last is named; a job that is overdue is a warning', async () => {
    const { jobs, parts, check } = await open();
    const run = (task: () => Promise<unknown>) =>
      jobs.run({ kind: 'collection', cause: 'schedule', signal: never }, task);
    expect((await check('collection')).status).toBe('ok');
    expect((await check('collection', { resources: { uptimeMs: day } })).status).toBe('warning');
    await run(async () => ({}));
    expect((await check('collection', { resources: { uptimeMs: day } })).status).toBe('ok');
    const { database } = parts;
    const longAgo = Date.now() - day;
    database.run(database.query.updateTable('job_run').set({ started_at_ms: longAgo, ended_at_ms: longAgo }));
    expect((await check('collection')).status).toBe('warning');
    await expect(run(() => Promise.reject(new Error('no room')))).rejects.toThrow('no room');
    expect(await check('jobs')).toMatchObject({
      status: 'warning',
      detail: 'The last run failed: collection.',
      data: { runs: [{ kind: 'collection', state: 'failed', result: 'no room' }] },
    });
  });

  test('descriptors that run out fail, a late event loop is a warning', async () => {
    const { check } = await open();
    expect((await check('resources')).status).toBe('ok');
    expect((await check('resources', { resources: { openFiles: 900 } })).status).toBe('failing');
    expect((await check('resources', { resources: { eventLoopLagMs: 400 } })).status).toBe('warning');
  });

  test('the processes on the folder are told', async () => {
    const { parts, check } = await open();
    expect(await check('processes')).toMatchObject({
      status: 'ok',
      data: {
        self: parts.processes.id,
        processes: [{ id: parts.processes.id, pid: process.pid, alive: true }],
      },
    });
  });
});
