import { describe, expect, it } from 'vitest';
import { openStorage, pushBlob, repositoryOf, temporaryFolder } from '@/lib/storage/testing/open-storage';
import { Jobs } from '../jobs';
import { runPlan, runPlanned } from './plan';
import { type CollectionSettings, runCollection } from './run-collection';

const repository = repositoryOf('team/app');
const request = { cause: 'dashboard', signal: new AbortController().signal } as const;

/** Settings for which whatever is condemned has been so for long enough, or never is. */
function settings(graceMs: number): CollectionSettings {
  const maintenance = { graceMs, untaggedAfterMs: 0, diskBytesPerSecond: 1e9 };
  return { maintenance } as CollectionSettings;
}
const [due, young] = [settings(-3_600_000), settings(3_600_000)];

/** A registry with garbage that is due. */
async function open(...texts: string[]) {
  const { storage } = await openStorage(await temporaryFolder());
  const jobs = new Jobs(storage.parts);
  const condemn = async (...more: string[]) => {
    for (const text of more) await pushBlob(storage, repository, text);
    await runCollection(storage.parts, jobs, young, { ...request, full: true });
  };
  await condemn(...texts);
  const there = async (digest: string) =>
    (await storage.parts.blobs.find(repository, digest as never)) !== undefined;
  return { parts: storage.parts, jobs, condemn, there };
}

describe('the run of a plan', () => {
  it('takes only what is listed of a plan that found more than it lists, and leaves the rest for the next one', async () => {
    const { parts, jobs, there } = await open('one', 'two', 'three');
    const plan = await runPlan(parts, jobs, due, request);
    const [listed, ...others] = plan.garbage;
    expect(others).toHaveLength(2);
    const part = { ...plan, garbage: plan.garbage.slice(0, 1), garbageOmitted: 2 };
    expect((await runPlanned(parts, jobs, due, part, request)).blobs.count).toBe(1);
    expect(await there(listed?.name ?? '')).toBe(false);
    for (const { name } of others) expect(await there(name)).toBe(true);
    expect(await runCollection(parts, jobs, due, request)).toMatchObject({ blobs: { count: 2 } });
  });

  it('leaves what falls due after its last look, and refuses what was due by then', async () => {
    const { parts, jobs, condemn, there } = await open('listed');
    const plan = await runPlan(parts, jobs, due, request);
    await condemn('later');
    await expect(runPlanned(parts, jobs, due, plan, request)).rejects.toThrow('1 thing would go too');
    // The look itself is kept from seeing it: so it falls due between that look and the run.
    const unseen = { ...plan, garbageOmitted: 1, totals: { ...plan.totals, blobs: { count: 2, bytes: 0 } } };
    expect((await runPlanned(parts, jobs, due, unseen, request)).blobs.count).toBe(1);
    expect(await there(plan.garbage[0]?.name ?? '')).toBe(false);
    expect((await runPlan(parts, jobs, due, request)).garbage).toHaveLength(1);
  });
});
