import { afterEach, expect, test } from 'vitest';
import { type ApiServer, startApiServer } from '../testing/api-server';

const elsewhere = 'http://10.0.0.1:9200';
let api: ApiServer;

afterEach(() => api.close());

/** Asks for a look as somebody who says that this server is reached elsewhere. */
async function lookElsewhere(env: Record<string, string>) {
  api = await startApiServer(env);
  const headers = {
    'X-Forwarded-Host': new URL(elsewhere).host,
    Origin: env.CYBERDOCK_SERVER_PUBLIC_URL ?? elsewhere,
  };
  return await api.ask('/api/v1/doctor', { method: 'POST', headers });
}

test('without authentication nobody sends the server to another host than this machine', async () => {
  const { status, text } = await lookElsewhere({});
  expect(status).toBe(409);
  expect(text).toContain('Set server.publicUrl first');
  expect((await api.ask('/api/v1/doctor')).json).toMatchObject({ run: null });
  expect((await api.ask('/api/v1/doctor', { method: 'POST' })).status).toBe(202);
});

test('server.publicUrl is looked at, whatever host a request names', async () => {
  const url = 'http://127.0.0.1:9';
  expect((await lookElsewhere({ CYBERDOCK_SERVER_PUBLIC_URL: url })).status).toBe(202);
  expect((await api.ask('/api/v1/doctor')).json).toMatchObject({ run: { url } });
});
