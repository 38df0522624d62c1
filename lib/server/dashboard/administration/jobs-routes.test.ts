import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { begunJob, jobDetail, jobList } from '@/lib/dashboard/administration/jobs-contract';
import { storageAnswer } from '@/lib/dashboard/administration/storage-contract';
import { basic, SignedInClient } from '@/tests/harness/accounts';
import { digestOf } from '@/tests/harness/content';
import { RepositoryClient } from '@/tests/harness/push';
import { type ApiServer, password, startApiServer } from '../testing/api-server';
import { addPeople } from '../testing/people';

let api: ApiServer;
let http: SignedInClient;

beforeAll(async () => {
  api = await startApiServer({
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_MAINTENANCE_GRACE_PERIOD: '1s',
    CYBERDOCK_MAINTENANCE_COLLECTION_INTERVAL: '0s',
    CYBERDOCK_MAINTENANCE_SCRUB_PERIOD: '0s',
  });
  addPeople(api.server);
  http = new SignedInClient(api.port, basic('root', password));
});

afterAll(async () => {
  http.close();
  await api.close();
});

const post = async (json: unknown, as = 'root') =>
  await api.ask('/api/v1/jobs', { method: 'POST', json, as });
const detail = async (id: number) =>
  jobDetail.parse((await api.ask(`/api/v1/jobs/${id}`, { as: 'carol' })).json);

/** Begins a run and waits for its end. */
async function run(json: unknown) {
  const { id } = begunJob.parse((await post(json)).json);
  await expect.poll(async () => (await detail(id)).job.state).not.toBe('running');
  return await detail(id);
}

/** A plan that has so many things that go now. What is new is condemned first, and then has its grace period. */
async function planOf(count: number) {
  await run({ kind: 'collection', plan: (await run({ kind: 'plan' })).job.id });
  let plan = await run({ kind: 'plan' });
  await expect
    .poll(async () => {
      plan = await run({ kind: 'plan' });
      return plan.garbage.length;
    })
    .toBe(count);
  return plan;
}

/** The records of the audit trail of one action, the newest first. */
async function told(action: string) {
  api.server.observation.audit.flush();
  return (await api.server.observation.audit.store.list({ action }, { limit: 100 })).records;
}

describe('a collection', () => {
  test('takes exactly what its plan showed, and the trail tells who asked for it', async () => {
    const client = new RepositoryClient(http, 'team/garbage');
    const blob = Buffer.from('nobody names it');
    await client.pushBlob(blob);
    const early = await run({ kind: 'plan' });
    expect(early).toMatchObject({
      garbage: [],
      waiting: [{ name: digestOf(blob), reason: 'no manifest names it' }],
    });
    expect(early.waiting[0]?.dueAtMs).toBeGreaterThan(early.nowMs);
    const plan = await planOf(1);
    expect(plan).toMatchObject({
      job: { state: 'done', cause: 'dashboard', actor: 'root', words: '1 blob: 15 B would come free' },
      garbage: [{ kind: 'blob', repository: 'team/garbage', name: digestOf(blob), bytes: 15 }],
      garbageOmitted: 0,
      totals: { freeBytes: 15 },
    });
    const done = await run({ kind: 'collection', plan: plan.job.id });
    expect(done.job).toMatchObject({ state: 'done', words: '1 blob: 15 B freed' });
    expect((await client.headBlob(digestOf(blob))).status).toBe(404);
    expect((await told('collection.run'))[0]).toMatchObject({ actor: 'root', result: 'ok' });
  });

  test('takes nothing when something would go that its plan did not show', async () => {
    const old = await run({ kind: 'plan' });
    const client = new RepositoryClient(http, 'team/later');
    await client.pushBlob(Buffer.from('it came later'));
    await planOf(1);
    const refused = await run({ kind: 'collection', plan: old.job.id });
    expect(refused.job.state).toBe('failed');
    expect(refused.job.words).toContain('1 thing would go too: nothing was taken');
    expect((await run({ kind: 'plan' })).garbage).toHaveLength(1);
  });

  test('needs a plan that is done', async () => {
    const check = await run({ kind: 'check', deep: false });
    for (const plan of [check.job.id, 99_999]) {
      expect((await post({ kind: 'collection', plan })).status).toBeGreaterThanOrEqual(404);
    }
    expect((await post({ kind: 'collection' })).status).toBe(400);
    expect((await post({ kind: 'repair' })).status).toBe(400);
  });
});

test('a check and a scrub say what they found', async () => {
  expect((await run({ kind: 'check', deep: true })).job).toMatchObject({ state: 'done', needsCare: false });
  expect((await run({ kind: 'scrub', all: true })).job.words).toMatch(/^\d+ files? read, .*: all is well$/);
});

test('a run is ended by hand, whoever began it, and is told of as ended by them', async () => {
  const signal = new AbortController().signal;
  let onBegun: (id: number) => void = () => undefined;
  const begun = new Promise<number>((resolve) => {
    onBegun = resolve;
  });
  const running = api.server.jobs.run(
    { kind: 'backup', cause: 'schedule', signal, onBegun: (one) => onBegun(one) },
    async ({ signal: ended }) => {
      await new Promise((resolve) => ended.addEventListener('abort', resolve, { once: true }));
      ended.throwIfAborted();
    },
  );
  const rejected = expect(running).rejects.toThrow('cancelled by root');
  const id = await begun;
  expect((await detail(id)).job.state).toBe('running');
  const cancel = async (as: string) =>
    (await api.ask(`/api/v1/jobs/${id}/cancel`, { method: 'POST', as })).status;
  expect(await cancel('carol')).toBe(403);
  expect(await cancel('root')).toBe(204);
  await rejected;
  expect((await detail(id)).job).toMatchObject({
    state: 'cancelled',
    words: 'It was ended: cancelled by root',
  });
  expect(await cancel('root')).toBe(409);
  expect((await told('job.cancel'))[0]).toMatchObject({ actor: 'root', detail: { job: id, kind: 'backup' } });
});

test('runs are listed in pages, the newest first, of all kinds or of one', async () => {
  const list = async (query: string) =>
    jobList.parse((await api.ask(`/api/v1/jobs${query}`, { as: 'carol' })).json);
  for (let at = 0; at < 21; at++) await run({ kind: 'plan' });
  const first = await list('?kind=plan');
  expect(first.jobs).toHaveLength(20);
  expect(first.jobs.every(({ kind }) => kind === 'plan')).toBe(true);
  const all = await list('');
  const rest = await list(`?before=${all.next}`);
  expect(rest.jobs.length).toBeGreaterThan(0);
  expect(Math.max(...rest.jobs.map(({ id }) => id))).toBeLessThan(all.jobs.at(-1)?.id ?? 0);
});

test('what everything takes is measured, and its parts add up', async () => {
  await new RepositoryClient(http, 'team/usage').pushImage('1.0', [Buffer.from('some layer')]);
  api.server.usage.forget();
  const { usage } = storageAnswer.parse((await api.ask('/api/v1/storage?sort=name', { as: 'carol' })).json);
  const { inUse = 0, reclaimable = 0, trash = 0, quarantine = 0, arriving = 0 } = usage?.parts ?? {};
  expect(inUse + reclaimable + trash + quarantine + arriving).toBe(usage?.onDiskBytes);
  expect(usage?.repositories.find(({ repository }) => repository === 'team/usage')).toMatchObject({
    tags: 1,
  });
});

test('only administrators begin jobs, and only they and auditors see them', async () => {
  for (const as of ['alice', 'carol']) expect((await post({ kind: 'plan' }, as)).status).toBe(403);
  for (const target of ['/api/v1/jobs', '/api/v1/jobs/1', '/api/v1/storage']) {
    expect((await api.ask(target)).status).toBe(401);
    expect((await api.ask(target, { as: 'alice' })).status).toBe(403);
  }
  for (const id of ['0', '-1', 'x', '1e1', '99999999'])
    expect((await api.ask(`/api/v1/jobs/${id}`, { as: 'root' })).status).toBe(404);
});
