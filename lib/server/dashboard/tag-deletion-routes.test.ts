import { afterAll, beforeAll, expect, test } from 'vitest';
import { tagDeletionPlan, tagDeletionRun } from '@/lib/dashboard/changes/change-contracts';
import { basic, SignedInClient } from '@/tests/harness/accounts';
import { imageManifest } from '@/tests/harness/content';
import { RepositoryClient } from '@/tests/harness/push';
import { type ApiServer, password, startApiServer } from './testing/api-server';
import { addPeople } from './testing/people';

let api: ApiServer;
let http: SignedInClient;
const below = '/api/v1/repositories/team~app/tag-deletions';

beforeAll(async () => {
  api = await startApiServer({
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_ACCESS_RULES: JSON.stringify([
      { subjects: ['user:alice'], repositories: ['team/*'], actions: ['pull', 'push'] },
    ]),
  });
  addPeople(api.server);
  http = new SignedInClient(api.port, basic('root', password));
});

afterAll(async () => {
  http.close();
  await api.close();
});

async function push(image: string, ...tags: string[]): Promise<void> {
  const client = new RepositoryClient(http, 'team/app');
  const config = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', image }));
  await client.pushMonolithic(config);
  for (const tag of tags) expect((await client.putManifest(tag, imageManifest(config, []))).status).toBe(201);
}

const post = async (path: string, as: string, json?: unknown) =>
  await api.ask(`${below}${path}`, { method: 'POST', as, json });
const planOf = async (q: string) => tagDeletionPlan.parse((await post('/plan', 'root', { q })).json);

test('all that match go as a job, which the trail tells of tag by tag, and of which others see as much as they may', async () => {
  await push('one', 'rc-1', 'rc-2', 'rc-3', 'v1');
  const shown = await planOf('rc');
  expect(shown).toMatchObject({ tagCount: 3, tags: ['rc-1', 'rc-2', 'rc-3'] });
  await push('two', 'rc-2');
  expect((await post(`/${shown.plan}`, 'alice')).status).toBe(403);
  expect((await api.ask(`${below}/${shown.plan}`, { as: 'root' })).status).toBe(404);
  expect((await post(`/${shown.plan}`, 'root')).status).toBe(202);
  const run = async () =>
    tagDeletionRun.parse((await api.ask(`${below}/${shown.plan}`, { as: 'root' })).json);
  await expect.poll(async () => (await run()).state).toBe('done');
  expect(await run()).toMatchObject({
    of: 3,
    done: 3,
    deleted: 2,
    kept: [{ name: 'rc-2', why: 'It was pushed again since it was shown.' }],
  });
  expect((await post(`/${shown.plan}`, 'root')).status).toBe(409);
  expect((await post(`/${shown.plan}/cancel`, 'root')).status).toBe(409);
  expect((await api.ask(`${below}/${shown.plan}`, { as: 'alice' })).status).toBe(403);
  expect((await api.ask(`${below.replace('app', 'other')}/${shown.plan}`, { as: 'root' })).status).toBe(404);
  const { json } = await api.ask('/api/v1/jobs?kind=tag-deletion', { as: 'carol' });
  expect(json.jobs).toMatchObject([{ words: '2 tags of team/app deleted, 1 other stayed' }]);
  const { audit } = api.server.observation;
  audit.flush();
  const { records } = await audit.store.list({ action: 'tag.delete' }, { limit: 100 });
  expect(records.map(({ actor, reference }) => `${actor} ${reference}`).sort()).toEqual([
    'root rc-1',
    'root rc-3',
  ]);
  expect((await audit.store.list({ action: 'tag-deletion.run' }, { limit: 100 })).records).toMatchObject([
    { actor: 'root', result: 'ok', detail: { result: { deleted: 2, keptCount: 1 } } },
  ]);
});

test('a plan is for who was shown it, and who may not delete gets none', async () => {
  await push('one', 'x1');
  expect((await post('/plan', 'alice', { q: '' })).status).toBe(403);
  expect((await post('/plan', 'alice', { names: ['x1'] })).status).toBe(403);
  const shown = await planOf('x1');
  const other = await api.server.content.planTags('team/app' as never, {
    matching: 'x1',
    actor: 'somebody else',
  });
  expect((await post(`/${other?.id}`, 'root')).status).toBe(404);
  expect((await post('/nonsense', 'root')).status).toBe(404);
  expect((await post(`/${shown.plan}`, 'root')).status).toBe(202);
  await api.server.askedJobs.idle();
});
