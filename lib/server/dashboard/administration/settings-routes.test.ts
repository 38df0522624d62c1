import { afterAll, beforeAll, expect, test } from 'vitest';
import { doctorAnswer, settingsAnswer } from '@/lib/dashboard/administration/settings-contract';
import { type ApiServer, startApiServer } from '../testing/api-server';
import { addPeople } from '../testing/people';

const secret = 'hunter2hunter2';
let api: ApiServer;

beforeAll(async () => {
  api = await startApiServer({
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_OIDC_ISSUER: 'http://127.0.0.1:9',
    CYBERDOCK_OIDC_CLIENT_ID: 'cyberdock',
    CYBERDOCK_OIDC_CLIENT_SECRET: secret,
  });
  addPeople(api.server);
});

afterAll(() => api.close());

test('the settings in force are told with their source, and no secret is', async () => {
  const answer = await api.ask('/api/v1/settings', { as: 'carol' });
  const { settings } = settingsAnswer.parse(answer.json);
  expect(settings.find(({ key }) => key === 'auth.mode')).toMatchObject({
    value: 'accounts',
    source: 'environment',
    where: 'CYBERDOCK_AUTH_MODE',
  });
  expect(settings.find(({ key }) => key === 'oidc.clientSecret')).toMatchObject({
    isSecret: true,
    value: null,
  });
  expect(answer.text).not.toContain(secret);
});

test('the way to the registry is looked at with a token that ends with the look', async () => {
  const state = async () => {
    const { run } = doctorAnswer.parse((await api.ask('/api/v1/doctor', { as: 'carol' })).json);
    return run?.state;
  };
  expect(await state()).toBeUndefined();
  expect((await api.ask('/api/v1/doctor', { method: 'POST', as: 'carol' })).status).toBe(403);
  expect((await api.ask('/api/v1/doctor', { method: 'POST', as: 'root' })).status).toBe(202);
  expect((await api.ask('/api/v1/doctor', { method: 'POST', as: 'root' })).status).toBe(409);
  await expect.poll(state, { timeout: 60_000, interval: 250 }).toBe('done');
  const { run } = doctorAnswer.parse((await api.ask('/api/v1/doctor', { as: 'carol' })).json);
  expect(run).toMatchObject({ url: `http://127.0.0.1:${api.port}`, by: 'root' });
  expect(run?.events.length).toBeGreaterThan(5);
  expect(api.server.auth.accessTokens.list('root')).toEqual([]);
}, 90_000);

test('only administrators and auditors read them', async () => {
  for (const target of ['/api/v1/settings', '/api/v1/doctor']) {
    expect((await api.ask(target)).status).toBe(401);
    expect((await api.ask(target, { as: 'alice' })).status).toBe(403);
  }
});
