import { afterAll, beforeAll, expect, test } from 'vitest';
import { historyPage } from '@/lib/dashboard/history/history-contracts';
import { tagProtection, tagProtectionsAnswer } from '@/lib/dashboard/tags/protection-contracts';
import { basic, SignedInClient } from '@/tests/harness/accounts';
import { digestOf, imageManifest } from '@/tests/harness/content';
import { RepositoryClient } from '@/tests/harness/push';
import { type ApiServer, password, startApiServer } from './testing/api-server';
import { addPeople } from './testing/people';

let api: ApiServer;
let http: SignedInClient;
let client: RepositoryClient;
const below = '/api/v1/repositories/team~app';
const config = '{}';

beforeAll(async () => {
  api = await startApiServer({
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_ACCESS_RULES: JSON.stringify([
      { subjects: ['user:alice'], repositories: ['team/*'], actions: ['pull', 'push', 'delete'] },
    ]),
  });
  addPeople(api.server);
  http = new SignedInClient(api.port, basic('alice', password));
  client = new RepositoryClient(http, 'team/app');
  await client.pushMonolithic(Buffer.from(config));
  for (const tag of ['v1', 'v2', 'v3'])
    expect((await client.putManifest(tag, imageManifest(config, []))).status).toBe(201);
});

afterAll(async () => {
  http.close();
  await api.close();
});

const ofV1 = `${below}/tags/v1/protection`;

test('who may only delete can neither protect a tag nor lift that, and is refused its deletion by /v2', async () => {
  expect((await api.ask(ofV1, { method: 'PUT', as: 'alice' })).status).toBe(403);
  const done = tagProtection.parse((await api.ask(ofV1, { method: 'PUT', as: 'root' })).json);
  expect(done).toMatchObject({ name: 'v1', guard: null, protection: { by: 'root' } });
  expect((await api.ask(ofV1, { method: 'DELETE', as: 'alice' })).status).toBe(403);
  for (const reference of ['v1', digestOf(imageManifest(config, []))]) {
    const refused = await client.deleteManifest(reference);
    expect(refused.status).toBe(403);
    const [error] = JSON.parse(String(refused.body)).errors;
    expect(error).toMatchObject({
      code: 'DENIED',
      message: expect.stringMatching(
        /^the tag v1 is protected in the dashboard by root on [\d-]+, and can not be deleted: have who administers/,
      ),
      detail: { tags: ['v1'], rule: 'protected', by: 'root', at: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
  }
  expect(tagProtection.parse((await api.ask(ofV1, { as: 'alice' })).json)).toMatchObject({
    protection: { by: 'root' },
  });
});

test('what is there of a tag that is not there is nothing, whoever asks', async () => {
  const path = `${below}/tags/gone/protection`;
  for (const method of ['GET', 'PUT', 'DELETE'])
    expect((await api.ask(path, { method, as: 'root' })).status).toBe(404);
  expect((await api.ask(`/api/v1/repositories/other~app/tags/v1/protection`, { as: 'alice' })).status).toBe(
    404,
  );
});

test('the trail and the history tell each change once, by whom', async () => {
  const json = { names: ['v1', 'v2', 'v3'], isProtected: true };
  const answer = await api.ask(`${below}/tag-protections`, { method: 'POST', as: 'root', json });
  expect(tagProtectionsAnswer.parse(answer.json)).toEqual({ changed: ['v2', 'v3'], failed: [] });
  expect((await api.ask(`${below}/tags/v2/protection`, { method: 'DELETE', as: 'root' })).status).toBe(200);
  expect((await api.ask(`${below}/tags/v2/protection`, { method: 'DELETE', as: 'root' })).status).toBe(200);
  const { audit } = api.server.observation;
  audit.flush();
  const told = async (action: 'tag.protect' | 'tag.unprotect') =>
    (await audit.store.list({ action }, { limit: 100 })).records.map(
      ({ actor, reference, result }) => `${actor} ${reference} ${result}`,
    );
  expect((await told('tag.protect')).sort()).toEqual(['root v1 ok', 'root v2 ok', 'root v3 ok']);
  expect(await told('tag.unprotect')).toEqual(['root v2 ok']);
  const { json: page } = await api.ask(`${below}/history?tag=v2`, { as: 'alice' });
  expect(historyPage.parse(page).events.map(({ cause, actor }) => `${cause} ${actor}`)).toEqual([
    'unprotect root',
    'protect root',
    'push alice',
  ]);
});
