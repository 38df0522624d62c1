import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { begunJob, jobDetail, plannedTags } from '@/lib/dashboard/administration/jobs-contract';
import { basic, SignedInClient } from '@/tests/harness/accounts';
import { RepositoryClient } from '@/tests/harness/push';
import { type ApiServer, password, startApiServer } from '../testing/api-server';
import { addPeople } from '../testing/people';

let api: ApiServer;
let http: SignedInClient;

beforeAll(async () => {
  api = await startApiServer({
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_RETENTION_INTERVAL: '0s',
    CYBERDOCK_RETENTION_POLICIES: JSON.stringify([
      { name: 'builds', repositories: ['team/*'], tags: ['build-*'], keepLast: 1 },
    ]),
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
const tagsOf = async (id: number, query = '', as = 'carol') =>
  await api.ask(`/api/v1/jobs/${id}/tags${query}`, { as });

async function run(json: unknown) {
  const { id } = begunJob.parse((await post(json)).json);
  await expect.poll(async () => (await detail(id)).job.state).not.toBe('running');
  return await detail(id);
}

async function told(action: string) {
  api.server.observation.audit.flush();
  return (await api.server.observation.audit.store.list({ action }, { limit: 100 })).records;
}

describe('a run of retention by hand', () => {
  test('lists tags with why and how much, removes exactly these, once, and the trail tells of each', async () => {
    const client = new RepositoryClient(http, 'team/app');
    for (const tag of ['build-1', 'build-2', 'build-3']) await client.pushImage(tag, [Buffer.from(tag)]);
    const plan = await run({ kind: 'retention-plan' });
    expect(plan).toMatchObject({
      job: { kind: 'retention-plan', state: 'done', cause: 'dashboard', needsCare: false },
      retention: { tags: 3, repositories: 1, removed: 2, manifests: 2, runBy: null, isApplied: false },
    });
    expect(plan.job.words).toMatch(/^3 tags looked at: 2 tags would go, .* would come free in time$/);
    const { id } = plan.job;
    const listed = plannedTags.parse((await tagsOf(id)).json);
    expect(listed).toMatchObject({ total: 2, next: null });
    expect(listed.tags.map(({ tag, reason, policy }) => [tag, reason, policy])).toEqual([
      ['build-1', 'it is not among the last 1 pushed', 'builds'],
      ['build-2', 'it is not among the last 1 pushed', 'builds'],
    ]);
    expect(listed.tags.every(({ bytes }) => bytes > 0)).toBe(true);
    expect(plannedTags.parse((await tagsOf(id, '?after=team/app:build-1')).json).tags).toHaveLength(1);
    expect((await tagsOf(id, '?after=nothing')).status).toBe(400);

    const done = await run({ kind: 'retention', plan: id });
    expect(done).toMatchObject({ plan: id, job: { state: 'done', words: '2 tags: 2 removed' } });
    expect((await detail(id)).retention?.runBy).toBe(done.job.id);
    expect((await client.getManifest('build-1')).status).toBe(404);
    expect((await client.getManifest('build-3')).status).toBe(200);
    expect((await told('tag.retention')).map(({ reference }) => reference).sort()).toEqual([
      'build-1',
      'build-2',
    ]);
    expect((await told('retention.run'))[0]).toMatchObject({ actor: 'root', result: 'ok' });

    const again = await post({ kind: 'retention', plan: id });
    expect(again.status).toBe(409);
    expect(JSON.stringify(again.json)).toContain(`This plan has been run already, by run ${done.job.id}.`);
  });

  test('is refused in words when something has changed since the plan, and no run is begun', async () => {
    const client = new RepositoryClient(http, 'team/changing');
    for (const tag of ['build-1', 'build-2']) await client.pushImage(tag, []);
    const { job } = await run({ kind: 'retention-plan' });
    await client.pushImage('build-3', []);
    const runs = async () => (await api.ask('/api/v1/jobs?kind=retention', { as: 'root' })).json;
    const before = JSON.stringify((await runs()) as object).replace(/"nowMs":\d+/, '');
    const refused = await post({ kind: 'retention', plan: job.id });
    expect(refused.status).toBe(409);
    expect(JSON.stringify(refused.json)).toContain('Other tags would go by now than when the plan was made');
    expect(JSON.stringify((await runs()) as object).replace(/"nowMs":\d+/, '')).toBe(before);
    expect((await client.getManifest('build-1')).status).toBe(200);
  });

  test('needs a plan of retention that is done', async () => {
    const check = await run({ kind: 'check', deep: false });
    const collection = await run({ kind: 'plan' });
    for (const { job } of [check, collection]) {
      expect((await post({ kind: 'retention', plan: job.id })).status).toBe(409);
      expect((await tagsOf(job.id)).status).toBe(409);
    }
    expect((await post({ kind: 'retention', plan: 99_999 })).status).toBe(404);
    expect((await post({ kind: 'retention' })).status).toBe(400);
    expect((await run({ kind: 'retention-plan' })).retention).not.toBeNull();
  });

  test('is for administrators; auditors read what a plan lists', async () => {
    const { job } = await run({ kind: 'retention-plan' });
    for (const as of ['alice', 'carol'])
      for (const json of [{ kind: 'retention-plan' }, { kind: 'retention', plan: job.id }])
        expect((await post(json, as)).status).toBe(403);
    expect((await tagsOf(job.id, '', 'alice')).status).toBe(403);
    expect((await tagsOf(job.id)).status).toBe(200);
  });
});
