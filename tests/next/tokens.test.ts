import { describe, expect, test } from 'vitest';
import { rawRequest } from '../harness/raw-http';
import { startTestServer } from './server';

// Tokens are given before Next is asked, which knows the endpoint under its other spellings alone.

const server = startTestServer({ CYBERDOCK_AUTH_MODE: 'accounts' });
const query = '?service=cyberdock&scope=repository:team/app:pull';

/** Headers that Next adds to whatever its routes answer, where it is asked. */
const ofNext = /^(?:vary|x-nextjs-|x-powered-by|date$)/i;

describe.each(['/auth/token', '/auth/token/'])('%s', (path) => {
  const ask = (method: string, more: object = {}) =>
    rawRequest(server.port, { method, target: path + query, ...more });

  test('gives a token to GET, and its length alone to HEAD', async () => {
    const got = await ask('GET');
    expect(got.status).toBe(200);
    expect(JSON.parse(String(got.body))).toMatchObject({ token_type: 'Bearer', scope: '' });
    expect(got.header('content-length')).toBe(String(got.body.length));
    expect(got.header('cache-control')).toBe('no-store');
    const head = await ask('HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(Number(head.header('content-length'))).toBeGreaterThan(100);
  });

  test('refuses a wrong password, and a form of one', async () => {
    const authorization = `Basic ${Buffer.from('nobody:wrong password').toString('base64')}`;
    const headers = [['Authorization', authorization]];
    const refused = await ask('GET', { headers });
    expect(refused.status).toBe(401);
    expect(refused.header('www-authenticate')).toBe('Basic realm="CyberDock", charset="UTF-8"');
    const body = 'grant_type=password&username=nobody&password=wrong+password&service=cyberdock';
    const form = [['Content-Type', 'application/x-www-form-urlencoded']];
    expect((await ask('POST', { headers: form, body })).status).toBe(401);
  });

  test('answers other methods with 405', async () => {
    for (const method of ['PUT', 'DELETE']) expect((await ask(method, { body: '' })).status).toBe(405);
  });
});

test('Next is not asked: a method that its route does not have is answered as others that are wrong', async () => {
  const answer = await rawRequest(server.port, { method: 'PATCH', target: '/auth/token', body: '' });
  expect([answer.status, answer.header('allow')]).toEqual([405, 'GET, HEAD, POST']);
  expect(JSON.parse(String(answer.body))).toMatchObject({ error: 'invalid_request' });
});

test('the endpoint answers alike under both its spellings', async () => {
  const namesOf = async (path: string) => {
    const { headers } = await rawRequest(server.port, { method: 'GET', target: path + query });
    return headers
      .map(([name]) => name.toLowerCase())
      .filter((name) => !ofNext.test(name))
      .sort();
  };
  expect(await namesOf('/auth/token')).toEqual(await namesOf('/auth/token/'));
});
