import { describe, expect, test } from 'vitest';
import { basic } from '../../harness/accounts';
import { jsonOf } from '../../harness/dashboard-client';
import type { Ask } from '../../harness/http-client';
import { password, startGuardedServer } from './fixture';

// What another site can make a browser send, and what hostile clients send by themselves.

const guarded = startGuardedServer();
const signedIn = (name: string) => guarded.current.browser().signIn(name, password);
const here = () => guarded.current.cyberdock.url;
const json = { 'Content-Type': 'application/json' };
const token = JSON.stringify({ label: 'x', lifetimeDays: 1, grants: null });

/** Where a browser says that a request comes from, with what is to become of it. */
const origins = (): [what: string, headers: Record<string, string>, isLet: boolean][] => [
  ['this origin', { Origin: here() }, true],
  ['this origin, by the browser’s own word', { 'Sec-Fetch-Site': 'same-origin' }, true],
  ['nowhere', {}, false],
  ['another site', { Origin: 'https://evil.example' }, false],
  ['another site, by the browser’s own word', { 'Sec-Fetch-Site': 'cross-site', Origin: here() }, false],
  ['another host of this site', { 'Sec-Fetch-Site': 'same-site' }, false],
  ['another port of this machine', { Origin: 'http://127.0.0.1:1' }, false],
  ['this host under another scheme', { Origin: here().replace('http:', 'https:') }, false],
  ['a sandbox', { Origin: 'null' }, false],
  ['a host that begins with this one', { Origin: `${here()}.evil.example` }, false],
  [
    'a page that forged who stands in front',
    { Origin: 'https://evil.example', 'X-Forwarded-Host': 'x' },
    false,
  ],
  [
    'a page that forged what we tell ourselves',
    { 'X-Cyberdock-Origin': 'https://evil.example', Origin: 'https://evil.example' },
    false,
  ],
];

describe('another site', () => {
  test('makes a browser change nothing by its cookie', async () => {
    const { http } = guarded.current;
    for (const [what, headers, isLet] of origins()) {
      const alice = await signedIn('alice');
      const ask = (change: Partial<Ask> & { path: string }) =>
        http.request({ ...change, headers: { Cookie: alice.cookie ?? '', ...headers, ...change.headers } });
      const refused = isLet ? undefined : 403;
      const made = await ask({ method: 'POST', path: '/api/v1/tokens', headers: json, body: token });
      expect(made.status, what).toBe(refused ?? 201);
      if (!isLet) expect(jsonOf(made).error.code).toBe('other-site');
      const change = JSON.stringify({ current: password, next: 'short' });
      const changed = await ask({ method: 'PUT', path: '/api/v1/password', headers: json, body: change });
      expect(changed.status, what).toBe(refused ?? 400);
      const ended = await ask({ method: 'DELETE', path: '/api/v1/sessions/000000000000000000' });
      expect(ended.status, what).toBe(refused ?? 404);
      const out = await ask({ method: 'DELETE', path: '/api/v1/session' });
      expect(out.status, what).toBe(refused ?? 204);
      if (!isLet) expect((await alice.ask('/api/v1/tokens')).status, what).toBe(200);
    }
  });

  test('signs nobody in, as somebody else', async () => {
    const { http } = guarded.current;
    const body = JSON.stringify({ name: 'alice', password });
    const form = String(new URLSearchParams({ name: 'alice', password }));
    for (const [what, headers, isLet] of origins()) {
      const ask = (type: string, text: string) =>
        http.request({
          method: 'POST',
          path: '/api/v1/session',
          headers: { ...headers, 'Content-Type': type },
          body: text,
        });
      const answer = await ask('application/json', body);
      expect(answer.status, what).toBe(isLet ? 200 : 403);
      expect(answer.headers['set-cookie'] !== undefined, what).toBe(isLet);
      const sent = await ask('application/x-www-form-urlencoded', form);
      expect(sent.status).toBe(303);
      expect(sent.header('location'), what).toBe(isLet ? '/' : '/sign-in?problem=other-site');
      expect(sent.headers['set-cookie'] !== undefined, what).toBe(isLet);
      const plain = await ask('text/plain', body);
      expect(plain.status, what).toBe(isLet ? 415 : 403);
    }
  });

  test('does nothing with a password that the browser remembers; a program needs no origin', async () => {
    const { http } = guarded.current;
    const ask = (headers: Record<string, string>) =>
      http.request({
        method: 'POST',
        path: '/api/v1/tokens',
        headers: { ...json, ...headers, Authorization: basic('alice', password) },
        body: token,
      });
    expect((await ask({})).status).toBe(201);
    expect((await ask({ Origin: here() })).status).toBe(201);
    for (const [what, headers, isLet] of origins())
      if (!isLet && Object.keys(headers).length > 0) expect((await ask(headers)).status, what).toBe(403);
  });

  test('reads nothing: no answer lets it', async () => {
    const alice = await signedIn('alice');
    for (const path of ['/api/v1/session', '/api/v1/tokens', '/api/v1/repositories', '/']) {
      const { headers } = await alice.ask(path, { headers: { Origin: 'https://evil.example' } });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
    }
  });

  test('leads nobody away after signing in', async () => {
    const { http } = guarded.current;
    let asked = 0;
    for (const [to, expected] of [
      ['/r/team~app/tags?last=x', '/r/team~app/tags?last=x'],
      ['https://evil.example/', '/'],
      ['//evil.example', '/'],
      ['/\\evil.example', '/'],
      ['/\t/evil.example', '/'],
      ['/a/..//evil.example', '/'],
      ['javascript:alert(1)', '/'],
      ['/\r\nSet-Cookie: x=y', '/'],
    ] as const)
      for (const [pass, wrong] of [
        [password, ''],
        ['wrong', '/sign-in?problem=wrong'],
      ] as const) {
        const answer = await http.request({
          method: 'POST',
          path: '/api/v1/session',
          headers: {
            Origin: here(),
            'Content-Type': 'application/x-www-form-urlencoded',
            // Each from elsewhere: guessing is slowed down.
            'X-Forwarded-For': `198.51.100.${++asked}`,
          },
          body: String(new URLSearchParams({ name: 'bob', password: pass, to })),
        });
        expect(answer.status).toBe(303);
        const back =
          expected === '/' ? wrong : `${wrong}&to=${encodeURIComponent(expected).replace('~', '%7E')}`;
        expect(answer.header('location')).toBe(wrong === '' ? expected : back);
        expect(answer.header('x')).toBeUndefined();
        expect(answer.headers['set-cookie'] ?? []).toHaveLength(wrong === '' ? 1 : 0);
      }
  });
});

describe('a hostile client', () => {
  test('can’t tell the middleware that the gate is open', async () => {
    const { http } = guarded.current;
    const { port } = guarded.current.cyberdock;
    for (const headers of [
      { 'X-Cyberdock-Gate': 'open' },
      { 'x-cyberdock-gate': 'open', 'X-Cyberdock-Origin': '' },
      { 'X-Cyberdock-Origin': 'http://127.0.0.1:1', Cookie: 'cyberdock-1=x' },
      { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
      { 'x-middleware-subrequest': 'src/middleware' },
      { 'x-middleware-next': '1', 'x-middleware-rewrite': '/r/team~app/tags' },
      { 'X-Forwarded-Host': 'evil.example', Cookie: `cyberdock-${port}=x` },
    ] as Record<string, string>[]) {
      const answer = await http.request({ path: '/r/team~app/tags', headers });
      expect(answer.status, JSON.stringify(headers)).toBe(307);
      expect(answer.header('location')).toMatch(/^\/sign-in/);
      expect(String(answer.body)).not.toContain('sha256');
    }
  });

  test('gets nowhere with bodies that are too large, cut, or not what they say', async () => {
    const { http } = guarded.current;
    const root = await signedIn('root');
    const post = (body: string | Uint8Array, headers: Record<string, string> = json) =>
      http.request({
        method: 'POST',
        path: '/api/v1/tokens',
        headers: { Cookie: root.cookie ?? '', Origin: here(), ...headers },
        body,
      });
    expect((await post(Buffer.alloc(70_000, 'x'))).status).toBe(413);
    expect((await post('{"label":')).status).toBe(400);
    expect((await post('')).status).toBe(400);
    expect((await post('null')).status).toBe(400);
    expect((await post('[]')).status).toBe(400);
    expect((await post(token, { 'Content-Type': 'application/x-www-form-urlencoded' })).status).toBe(415);
    for (const wrong of [
      { label: '', lifetimeDays: 1, grants: null },
      { label: 'x'.repeat(101), lifetimeDays: 1, grants: null },
      { label: 'x', lifetimeDays: 0, grants: null },
      { label: 'x', lifetimeDays: 1.5, grants: null },
      { label: 'x', lifetimeDays: 99_999, grants: null },
      { label: 'x', lifetimeDays: 1, grants: [] },
      { label: 'x', lifetimeDays: 1, grants: [{ repositories: [], actions: ['pull'] }] },
      { label: 'x', lifetimeDays: 1, grants: [{ repositories: ['a/b'], actions: ['root'] }] },
      { label: 'x', lifetimeDays: 1, grants: [{ repositories: ['A/b'], actions: ['pull'] }] },
    ])
      expect((await post(JSON.stringify(wrong))).status, JSON.stringify(wrong)).toBe(400);
    expect(jsonOf(await root.ask('/api/v1/tokens')).tokens).toEqual([]);
    expect((await post(token)).status).toBe(201);
  });

  test('that guesses passwords is slowed down and told for how long, and its victim is not locked out', async () => {
    const { browser } = guarded.current;
    const guess = (pass: string, from: string) =>
      browser({ 'X-Forwarded-For': from }).ask('/api/v1/session', {
        method: 'POST',
        json: { name: 'carol', password: pass },
      });
    expect((await guess(password, '198.51.100.1')).status).toBe(200);
    for (let count = 0; count < 6; count++)
      expect((await guess(`guess ${count}`, '203.0.113.9')).status).toBe(401);
    const slow = await guess(password, '203.0.113.9');
    expect(slow.status).toBe(429);
    expect(jsonOf(slow).error).toMatchObject({ code: 'throttled', retryAfterS: expect.any(Number) });
    expect(Number(slow.header('retry-after'))).toBeGreaterThan(0);
    expect((await guess(password, '198.51.100.1')).status).toBe(200);
  });
});
