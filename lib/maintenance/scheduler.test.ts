import { describe, expect, it, onTestFinished } from 'vitest';
import { openStorage, temporaryFolder } from '@/lib/storage/testing/open-storage';
import type { JobKind } from './job-run';
import { Jobs } from './jobs';
import { runSchedule, type ScheduledJob } from './scheduler';

async function open(root?: string) {
  const { storage } = await openStorage(root ?? (await temporaryFolder()));
  return new Jobs(storage.parts);
}

/** Starts a schedule that ends with the test at the latest. */
function start(jobs: Jobs, scheduled: (Omit<ScheduledJob, 'run'> & { task?: () => Promise<unknown> })[]) {
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const [done, failed]: [JobKind[], unknown[]] = [[], []];
  const withRun = scheduled.map(({ task, ...job }) => ({
    ...job,
    run: (signal: AbortSignal) =>
      jobs.run({ kind: job.kind, cause: 'schedule', signal }, async () => (task ? await task() : 'result')),
  }));
  const ended = runSchedule(withRun, jobs, ending.signal, {
    onDone: (kind) => done.push(kind),
    onFailed: (_, error) => failed.push(error),
  });
  const end = async () => {
    ending.abort(new Error('ending'));
    await ended;
  };
  return { done, failed, end, signal: ending.signal };
}

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise(setImmediate);
};

describe('runSchedule', () => {
  it('runs a job at once when it never ran, and again after each interval', async () => {
    const { done, end } = start(await open(), [{ kind: 'collection', intervalMs: 20 }]);
    await until(() => done.length >= 3);
    await end();
  });

  it('runs each job by itself: one that takes long keeps none from running', async () => {
    let finish: () => void = () => undefined;
    const long = () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      });
    const { done, end } = start(await open(), [
      { kind: 'scrub', intervalMs: 20, task: long },
      { kind: 'collection', intervalMs: 20 },
    ]);
    await until(() => done.length >= 2);
    expect(done).not.toContain('scrub');
    finish();
    await until(() => done.includes('scrub'));
    finish();
    const ending = end();
    finish();
    await ending;
  });

  it('does not run what another process, or an earlier one, ran within the interval', async () => {
    const root = await temporaryFolder();
    const [jobs, others] = [await open(root), await open(root)];
    const signal = new AbortController().signal;
    await others.run({ kind: 'collection', cause: 'command line', signal }, async () => 'done there');
    const { done, end } = start(jobs, [
      { kind: 'collection', intervalMs: 3_600_000 },
      { kind: 'retention', intervalMs: 20 },
    ]);
    await until(() => done.length >= 3);
    await end();
    expect(new Set(done)).toEqual(new Set(['retention']));
  });

  it('runs at once what was ended before it was done', async () => {
    const jobs = await open();
    const ended = new AbortController();
    const run = jobs.run({ kind: 'collection', cause: 'schedule', signal: ended.signal }, async () => {
      ended.abort(new Error('ending'));
      ended.signal.throwIfAborted();
    });
    await expect(run).rejects.toThrow('ending');
    const { done, end } = start(jobs, [{ kind: 'collection', intervalMs: 3_600_000 }]);
    await until(() => done.length === 1);
    await end();
  });

  it('does not begin again before its time what somebody ended, and tells of no failure', async () => {
    const jobs = await open();
    const by = new AbortController().signal;
    const running = jobs.run({ kind: 'scrub', cause: 'dashboard', signal: by }, async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      signal.throwIfAborted();
    });
    const rejected = expect(running).rejects.toThrow('cancelled by anna');
    await expect.poll(() => jobs.list({ limit: 1 })[0]?.state).toBe('running');
    expect(jobs.cancel(jobs.list({ limit: 1 })[0]?.id ?? 0, 'anna')).toBe(true);
    await rejected;
    expect(jobs.list({ limit: 1 })[0]).toMatchObject({ state: 'cancelled', result: 'cancelled by anna' });
    const { done, failed, end } = start(jobs, [
      { kind: 'scrub', intervalMs: 60_000 },
      { kind: 'collection', intervalMs: 20 },
    ]);
    await until(() => done.length >= 3);
    expect(done).not.toContain('scrub');
    expect(failed).toEqual([]);
    await end();
  });

  it('tells of a failure, goes on, and waits before it tries again', async () => {
    const { done, failed, end } = start(await open(), [
      { kind: 'scrub', intervalMs: 3_600_000, task: () => Promise.reject(new Error('no disk')) },
      { kind: 'collection', intervalMs: 20 },
    ]);
    await until(() => done.length >= 3);
    await end();
    expect(failed).toEqual([new Error('no disk')]);
  });

  it('goes on when the database could not be asked', async () => {
    const jobs = await open();
    let isLost = true;
    const list = jobs.list.bind(jobs);
    jobs.list = (choice) => {
      if (isLost) throw new Error('the database is locked');
      return list(choice);
    };
    const { done, failed, end } = start(jobs, [{ kind: 'collection', intervalMs: 20 }]);
    await until(() => failed.length >= 1);
    isLost = false;
    await until(() => done.length >= 1);
    await end();
  });

  it('never runs what is turned off, and ends with the signal while it waits', async () => {
    const jobs = await open();
    const { done, failed, end } = start(jobs, [
      { kind: 'scrub', intervalMs: 0 },
      { kind: 'collection', intervalMs: 3_600_000 },
    ]);
    await until(() => done.length === 1);
    await end();
    expect({ done, failed }).toEqual({ done: ['collection'], failed: [] });
    expect(jobs.list({ kind: 'scrub', limit: 1 })).toEqual([]);
  });
});
