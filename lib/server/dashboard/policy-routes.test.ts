import { afterAll, beforeAll, expect, test } from 'vitest';
import { retentionAnswer } from '@/lib/dashboard/administration/retention-contract';
import { basic, SignedInClient } from '@/tests/harness/accounts';
import { RepositoryClient } from '@/tests/harness/push';
import { type ApiServer, password, startApiServer } from './testing/api-server';
import { addPeople } from './testing/people';

let api: ApiServer;

beforeAll(async () => {
  api = await startApiServer({
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_ACCESS_RULES: JSON.stringify([
      { subjects: ['user:alice'], repositories: ['team/**'], actions: ['pull'] },
    ]),
    CYBERDOCK_RETENTION_POLICIES: JSON.stringify([
      { name: 'hidden', repositories: ['secret/*'], keepLast: 1 },
      { name: 'builds', repositories: ['secret/app', 'team/app'], keepLast: 1, protected: ['v*'] },
    ]),
  });
  addPeople(api.server);
  const http = new SignedInClient(api.port, basic('root', password));
  for (const name of ['team/app', 'team/other', 'secret/app']) {
    const client = new RepositoryClient(http, name);
    for (const tag of ['v1', 'old', 'new']) await client.pushImage(tag, []);
  }
  http.close();
});

afterAll(() => api.close());

test('who may pull sees which policies are about a repository and what they would do, and no pattern for others', async () => {
  const answer = await api.ask('/api/v1/repositories/team~app/policy', { as: 'alice' });
  const { policies, going, staying, tags, removed } = retentionAnswer.parse(answer.json);
  expect(policies).toEqual([
    {
      name: 'builds',
      place: 'retention.policies[1]',
      stored: null,
      repositories: ['team/app'],
      says: ['keeps the last 1 pushed', 'v* can not be deleted'],
    },
  ]);
  expect([tags, removed]).toEqual([3, 1]);
  expect(going.map(({ tag }) => tag)).toEqual(['old']);
  expect(staying.find(({ tag }) => tag === 'v1')?.reason).toContain('protected');
  expect(answer.text).not.toContain('secret');
});

test('a repository without a policy says so; one that may not be pulled from is as one that is not there', async () => {
  const other = await api.ask('/api/v1/repositories/team~other/policy', { as: 'alice' });
  expect(retentionAnswer.parse(other.json)).toMatchObject({ policies: [], removed: 0 });
  const [hidden, none] = [
    await api.ask('/api/v1/repositories/secret~app/policy', { as: 'alice' }),
    await api.ask('/api/v1/repositories/team~nothing/policy', { as: 'alice' }),
  ];
  expect([hidden.status, none.status]).toEqual([404, 404]);
  expect(hidden.json.error.message).toBe(none.json.error.message);
});
