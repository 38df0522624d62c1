import { describe, expect, it, vi } from 'vitest';
import { openStorage, temporaryFolder } from '@/lib/storage/testing/open-storage';
import type { EndedRun } from './job-run';
import { JobRunning, Jobs, runsKeptMax } from './jobs';

const job = { kind: 'check', cause: 'command line', signal: new AbortController().signal } as const;

/** Jobs on a database that from a call on takes nothing more. */
async function openJobs() {
  const { storage } = await openStorage(await temporaryFolder());
  const told: EndedRun[] = [];
  const jobs = new Jobs(storage.parts, (run) => told.push(run));
  const fail = () =>
    vi.spyOn(storage.parts.database, 'run').mockImplementationOnce(() => {
      throw new Error('the disk is full');
    });
  return { jobs, told, fail };
}

describe('a job whose end the database does not take', () => {
  it('that failed tells its own error, and is told of once', async () => {
    const { jobs, told, fail } = await openJobs();
    const running = jobs.run(job, async () => {
      fail();
      throw new Error('its own');
    });
    await expect(running).rejects.toThrow('its own');
    expect(told.map(({ state }) => state)).toEqual(['failed']);
  });

  it('that was done is not told of as one that failed', async () => {
    const { jobs, told, fail } = await openJobs();
    const running = jobs.run(job, async () => {
      fail();
    });
    await expect(running).rejects.toThrow('the disk is full');
    expect(told.map(({ state }) => state)).toEqual(['done']);
    // The lock is free, and the next run closes what this one left.
    await jobs.run(job, async () => undefined);
    expect(jobs.list({ limit: 2 }).map(({ state }) => state)).toEqual(['done', 'failed']);
  });
});

describe('Jobs.run', () => {
  it('says which process runs a job of that kind already, so that somebody can look at it', async () => {
    const root = await temporaryFolder();
    // Two openings of one folder are to each other what two processes are.
    const [one, other] = [await openStorage(root), await openStorage(root)];
    const options = { ...job, kind: 'scrub' } as const;
    const refused = await new Jobs(one.storage.parts).run(options, async () => {
      const second = new Jobs(other.storage.parts).run(options, async () => undefined);
      return await second.catch((error: unknown) => error);
    });
    expect(refused).toBeInstanceOf(JobRunning);
    expect((refused as Error).message).toMatch(
      new RegExp(
        `^another scrub is running, in process ${process.pid} since \\d{4}-.*Z: wait until it has ended$`,
      ),
    );
  });

  it('lists plans without the items that they found, which the run itself has', async () => {
    const { storage } = await openStorage(await temporaryFolder());
    const jobs = new Jobs(storage.parts);
    const plan = {
      totals: { freeBytes: 1 },
      repositories: ['r'],
      garbage: ['g'],
      garbageOmitted: 0,
      waiting: ['w'],
    };
    await jobs.run({ ...job, kind: 'plan' }, async () => plan);
    await jobs
      .run({ ...job, kind: 'plan' }, () => Promise.reject(new Error('its own')))
      .catch(() => undefined);
    const [failed, done] = jobs.list({ limit: 2 });
    expect(failed?.result).toBe('its own');
    expect(done?.result).toEqual({ totals: { freeBytes: 1 }, garbageOmitted: 0 });
    expect(jobs.get(done?.id ?? 0)?.result).toEqual(plan);
  });

  it('lists the last run in a state, however many in others came after it', async () => {
    const { storage } = await openStorage(await temporaryFolder());
    const jobs = new Jobs(storage.parts);
    await jobs.run(job, async () => 'it was well');
    for (let at = 0; at < 60; at++)
      await jobs.run(job, () => Promise.reject(new Error('its own'))).catch(() => undefined);
    expect(jobs.list({ kind: 'check', state: 'done', limit: 1 })).toMatchObject([{ result: 'it was well' }]);
  });

  it('remembers the newest runs of a kind, and forgets the others', async () => {
    const { storage } = await openStorage(await temporaryFolder());
    const jobs = new Jobs(storage.parts);
    await jobs.run({ ...job, kind: 'scrub' }, async () => 'of another kind');
    for (let at = 0; at < runsKeptMax + 5; at++) await jobs.run(job, async () => at);
    const runs = jobs.list({ kind: 'check', limit: 2 * runsKeptMax });
    expect(runs).toHaveLength(runsKeptMax);
    expect(runs[0]?.result).toBe(runsKeptMax + 4);
    expect(jobs.list({ kind: 'scrub', limit: 2 })).toHaveLength(1);
  });
});
