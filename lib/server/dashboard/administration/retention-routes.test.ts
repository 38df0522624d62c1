import { afterAll, beforeAll, expect, test } from 'vitest';
import { retentionAnswer } from '@/lib/dashboard/administration/retention-contract';
import { basic, SignedInClient } from '@/tests/harness/accounts';
import { RepositoryClient } from '@/tests/harness/push';
import { type ApiServer, password, startApiServer } from '../testing/api-server';
import { addPeople } from '../testing/people';

let api: ApiServer;

beforeAll(async () => {
  api = await startApiServer({
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_RETENTION_POLICIES: JSON.stringify([
      {
        name: 'builds',
        repositories: ['team/**'],
        keepLast: 1,
        keepTags: ['latest'],
        keepPushedWithin: '1s',
        protected: ['v*'],
      },
    ]),
  });
  addPeople(api.server);
  const http = new SignedInClient(api.port, basic('root', password));
  for (const name of ['team/app', 'team/other', 'public/tool']) {
    const client = new RepositoryClient(http, name);
    for (const tag of ['latest', 'v1', 'old', 'new']) await client.pushImage(tag, []);
  }
  http.close();
});

afterAll(() => api.close());

const ask = async (query = '') =>
  retentionAnswer.parse((await api.ask(`/api/v1/retention${query}`, { as: 'carol' })).json);

test('says of each tag why it stays or goes, and changes nothing', async () => {
  await expect.poll(async () => (await ask()).removed).toBe(2);
  const answer = await ask();
  expect(answer).toMatchObject({ enabled: false, repositories: 2, tags: 8, removed: 2, isComplete: true });
  expect(answer.going.map(({ repository, tag }) => `${repository}:${tag}`)).toEqual([
    'team/app:old',
    'team/other:old',
  ]);
  const kept = answer.staying.find(({ repository, tag }) => repository === 'team/app' && tag === 'v1');
  expect(kept?.reason).toContain('protected');
  expect(answer.policies).toEqual([
    {
      name: 'builds',
      place: 'retention.policies[0]',
      stored: null,
      repositories: ['team/**'],
      says: [
        'keeps the last 1 pushed',
        'keeps latest',
        'keeps what was pushed within 1s',
        'v* can not be deleted',
      ],
    },
  ]);
  expect((await ask()).tags).toBe(8);
});

test('looks at one repository where it is asked for that', async () => {
  expect(await ask('?repository=team/app')).toMatchObject({ repositories: 1, tags: 4 });
  expect(await ask('?repository=public/tool')).toMatchObject({ removed: 0 });
  expect((await api.ask('/api/v1/retention?repository=No%20Name', { as: 'carol' })).status).toBe(404);
});

test('is for administrators and auditors alone', async () => {
  expect((await api.ask('/api/v1/retention')).status).toBe(401);
  expect((await api.ask('/api/v1/retention', { as: 'alice' })).status).toBe(403);
});
