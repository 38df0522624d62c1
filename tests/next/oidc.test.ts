import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Accounts } from '../../lib/auth/identity/accounts';
import { TestBrowser } from '../../lib/auth/oidc/testing/test-browser';
import { startTestProvider, type TestProvider } from '../../lib/auth/oidc/testing/test-provider';
import { Database } from '../../lib/database/database';
import { addAccounts, basic } from '../harness/accounts';
import { type CyberDock, startCyberDock } from '../harness/cyberdock';
import { freePort } from '../harness/free-port';
import { until } from '../harness/until';

// A real `next start` and a real provider, which begins after the server; people are driven by plain HTTP.

const clientSecret = 'a-secret-that-is-in-no-log';
let root: string;
let port: number;
let server: CyberDock;
let provider: TestProvider;

beforeAll(async () => {
  vi.spyOn(console, 'info').mockReturnValue();
  vi.spyOn(console, 'warn').mockReturnValue();
  root = mkdtempSync(path.join(tmpdir(), 'cyberdock-oidc-'));
  port = await freePort();
  addAccounts(root, [{ name: 'root', password: 'right horse battery', role: 'administrator' }]);
  server = await startCyberDock({
    root,
    env: {
      CYBERDOCK_AUTH_MODE: 'accounts',
      CYBERDOCK_OIDC_ISSUER: `http://127.0.0.1:${port}`,
      CYBERDOCK_OIDC_CLIENT_ID: 'cyberdock',
      CYBERDOCK_OIDC_CLIENT_SECRET: clientSecret,
      CYBERDOCK_OIDC_DISPLAY_NAME: 'Example Login',
      CYBERDOCK_OIDC_ALLOWED_GROUPS: 'developers,admins',
      CYBERDOCK_OIDC_ADMINISTRATOR_GROUPS: 'admins',
      CYBERDOCK_ACCESS_RULES: JSON.stringify([
        { subjects: ['group:developers'], repositories: ['team-a/**'], actions: ['pull', 'push'] },
      ]),
    },
  });
});

afterAll(async () => {
  await provider?.stop();
  expect([0, 143]).toContain(await server?.stop());
  rmSync(root, { recursive: true, force: true });
});

const at = (target: string) => server.url + target;

/** Signs somebody in. @returns the browser, and where the callback led it */
async function signIn(login: string, { to = '/', browser = new TestBrowser() } = {}) {
  const begun = await browser.visit(at(`/auth/oidc/sign-in?to=${encodeURIComponent(to)}`));
  expect(begun.location).toContain(`${provider.issuer}/auth?`);
  const callback = await browser.signInAtProvider(begun.location ?? '', login);
  expect(callback).toContain(at('/auth/oidc/callback?'));
  const came = await browser.visit(callback);
  expect(came.status).toBe(303);
  return { browser, callback, led: came.headers.get('location') };
}

async function viewer(browser: TestBrowser): Promise<Record<string, unknown>> {
  const { text } = await browser.visit(at('/api/v1/session'));
  return (JSON.parse(text) as { viewer: Record<string, unknown> }).viewer;
}

async function newToken(browser: TestBrowser): Promise<string> {
  const made = await browser.visit(at('/api/v1/tokens'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ label: 'laptop', lifetimeDays: 30, grants: null }),
  });
  expect(made.status).toBe(201);
  return (JSON.parse(made.text) as { text: string }).text;
}

/** The status of the beginning of a push with an access token. */
async function push(name: string, token: string, repository: string): Promise<number> {
  const answer = await fetch(at(`/v2/${repository}/blobs/uploads/`), {
    method: 'POST',
    headers: { authorization: basic(name, token) },
  });
  await answer.text();
  return answer.status;
}

describe('while the provider does not answer', () => {
  test('the server has started, says so in the log, and offers the button', async () => {
    await until('the log says it', () => server.output().includes('nobody can sign in with it yet'), 60_000);
    const { status, text } = await new TestBrowser().visit(at('/sign-in?to=%2Fr%2Fteam'));
    expect(status).toBe(200);
    expect(text).toContain('href="/auth/oidc/sign-in?to=%2Fr%2Fteam"');
    expect(text).toContain('Example Login');
  });

  test('the button leads back to the sign-in page, which says why', async () => {
    const browser = new TestBrowser();
    const led = await browser.visit(at('/auth/oidc/sign-in?to=%2Fr%2Fteam'));
    expect(led.headers.get('location')).toBe('/sign-in?problem=oidc-unavailable&to=%2Fr%2Fteam');
    expect((await browser.visit(led.location ?? '')).text).toContain('The identity provider does not answer');
  });
});

describe('once the provider answers', () => {
  beforeAll(async () => {
    provider = await startTestProvider({
      port,
      redirectUris: [at('/auth/oidc/callback')],
      postLogoutRedirectUris: [at('/sign-in')],
    });
    await until(
      'the server has found it',
      async () => (await new TestBrowser().visit(at('/auth/oidc/sign-in'))).location?.includes('/auth?'),
      120_000,
    );
  });

  beforeEach(() => {
    provider.tamper = {};
    provider.people.clear();
    provider.people.set('s-alice', { preferred_username: 'Alice', groups: ['developers', '/ops'] });
    provider.people.set('s-admin', { preferred_username: 'ada', groups: ['admins'] });
    provider.people.set('s-guest', { preferred_username: 'guest', groups: ['sales'] });
    provider.people.set('s-mallory', { preferred_username: 'root', groups: ['developers'] });
  });

  test('whoever it vouches for is signed in, is shown so, and is led back to the page', async () => {
    const { browser, led } = await signIn('s-alice', { to: '/account?tab=1' });
    expect(led).toBe('/account?tab=1');
    expect(await viewer(browser)).toEqual({
      kind: 'user',
      name: 'alice',
      role: 'user',
      groups: ['developers', '/ops'],
      provider: 'Example Login',
    });
    const page = await browser.visit(at('/account'));
    expect(page.status).toBe(200);
    expect(page.text).toContain('Example Login, with which you sign in');
    expect(page.text).toContain('You sign in with your identity provider');
    expect([...browser.cookies(server.url).keys()]).toEqual([`cyberdock-${server.port}`]);
  });

  test('rules for groups of the provider count for container clients, which sign in with an access token', async () => {
    const { browser } = await signIn('s-alice');
    const token = await newToken(browser);
    expect(await push('alice', token, 'team-a/app')).toBe(202);
    expect(await push('alice', token, 'team-b/app')).toBe(403);
    provider.people.set('s-alice', { preferred_username: 'alice', groups: ['developers-no-more', 'admins'] });
    await signIn('s-alice');
    await until('she is an administrator', async () => (await push('alice', token, 'team-b/app')) === 202);
    provider.people.set('s-alice', { preferred_username: 'alice', groups: [] });
    expect((await signIn('s-alice')).led).toBe('/sign-in?problem=oidc-not-allowed');
    await until('her token is void', async () => (await push('alice', token, 'team-a/app')) === 401);
    expect(await viewer(browser)).toEqual({ kind: 'anonymous' });
  });

  test('groups give the role of an administrator', async () => {
    const { browser } = await signIn('s-admin');
    expect(await viewer(browser)).toMatchObject({ name: 'ada', role: 'administrator' });
    expect((await browser.visit(at('/api/v1/health'))).status).toBe(200);
  });

  test.each([
    ['s-guest', 'not-allowed', 'You may not use this registry'],
    ['s-mallory', 'name-taken', 'Your name belongs to another account here'],
  ])('%s is refused, and the sign-in page says why', async (login, refusal, words) => {
    const { browser, led } = await signIn(login);
    expect(led).toBe(`/sign-in?problem=oidc-${refusal}`);
    expect((await browser.visit(at(led ?? ''))).text).toContain(words);
    expect(browser.cookies(server.url).size).toBe(0);
    await until('the audit trail tells it', async () => {
      const lines = await readFile(path.join(root, 'audit', 'audit.jsonl'), 'utf8');
      return lines
        .split('\n')
        .some((line) => line.includes(`"subject":"${login}"`) && line.includes(`"reason":"${refusal}"`));
    });
  });

  test('a local account keeps its password, its role and its name', async () => {
    const answer = await fetch(at('/v2/_catalog'), {
      headers: { authorization: basic('root', 'right horse battery') },
    });
    expect(answer.status).toBe(200);
  });

  test('a disabled account ends at once, and is refused in words', async () => {
    provider.people.set('s-dan', { preferred_username: 'dan', groups: ['developers'] });
    const { browser } = await signIn('s-dan');
    const token = await newToken(browser);
    const { database } = Database.open(path.join(root, 'cyberdock.db'));
    new Accounts(database, true).setDisabled('dan', true);
    database.close();
    await until('the token is void', async () => (await push('dan', token, 'team-a/app')) === 401);
    expect(await viewer(browser)).toEqual({ kind: 'anonymous' });
    expect((await signIn('s-dan')).led).toBe('/sign-in?problem=oidc-disabled');
  });

  describe('nobody is signed in', () => {
    test('in a browser that did not begin it', async () => {
      const browser = new TestBrowser();
      const begun = await browser.visit(at('/auth/oidc/sign-in'));
      const callback = await browser.signInAtProvider(begun.location ?? '', 's-alice');
      const other = new TestBrowser();
      await other.visit(at('/auth/oidc/sign-in'));
      const came = await other.visit(callback);
      expect(came.headers.get('location')).toBe('/sign-in?problem=oidc-lapsed');
      expect(await viewer(other)).toEqual({ kind: 'anonymous' });
      // Its own sign-in goes on, and so does the one that was tried elsewhere.
      expect((await browser.visit(callback)).headers.get('location')).toBe('/');
    });

    test.each<[string, (url: URL) => void]>([
      ['another state', ({ searchParams }) => searchParams.set('state', 'A'.repeat(43))],
      ['another code', ({ searchParams }) => searchParams.set('code', 'A'.repeat(43))],
      ['another issuer', ({ searchParams }) => searchParams.set('iss', 'https://evil.example')],
    ])('with %s', async (_, change) => {
      const browser = new TestBrowser();
      const begun = await browser.visit(at('/auth/oidc/sign-in'));
      const callback = new URL(await browser.signInAtProvider(begun.location ?? '', 's-alice'));
      change(callback);
      const came = await browser.visit(callback.href);
      expect(came.headers.get('location')).toMatch(/^\/sign-in\?problem=oidc-(?:lapsed|refused)$/);
      expect(await viewer(browser)).toEqual({ kind: 'anonymous' });
    });

    test('by a callback a second time, even with the cookie of the first', async () => {
      const browser = new TestBrowser();
      const begun = await browser.visit(at('/auth/oidc/sign-in'));
      const cookies = new Map(browser.cookies(server.url));
      const callback = await browser.signInAtProvider(begun.location ?? '', 's-alice');
      expect((await browser.visit(callback)).headers.get('location')).toBe('/');
      const again = new TestBrowser();
      for (const [name, value] of cookies) again.cookies(server.url).set(name, value);
      expect((await again.visit(callback)).headers.get('location')).toBe('/sign-in?problem=oidc-refused');
    });

    const hourAgoS = () => Math.floor(Date.now() / 1000) - 3_600;
    test.each<[string, () => TestProvider['tamper']]>([
      ['has expired', () => ({ claims: { iat: hourAgoS() - 60, exp: hourAgoS() } })],
      ['is of another issuer', () => ({ claims: { iss: 'https://evil.example' } })],
      ['has another nonce', () => ({ claims: { nonce: 'other' } })],
      ['another key signed', () => ({ sign: 'other key' })],
    ])('with an ID token that %s', async (_, tamper) => {
      provider.tamper = tamper();
      const { browser, led } = await signIn('s-alice');
      expect(led).toBe('/sign-in?problem=oidc-refused');
      expect(await viewer(browser)).toEqual({ kind: 'anonymous' });
    });

    test.each(['HEAD', 'POST', 'PUT'])('by %s of the callback', async (method) => {
      expect(
        (await new TestBrowser().visit(at('/auth/oidc/callback?code=a&state=b'), { method })).status,
      ).toBe(405);
    });
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/auth/oidc/sign-in',
    '/v2/',
  ])('signing in never leads to %j', async (to) => {
    expect((await signIn('s-alice', { to })).led).toBe('/');
  });

  test('signing in ends the session that the browser had', async () => {
    const { browser } = await signIn('s-alice');
    const before = new TestBrowser();
    for (const [name, value] of browser.cookies(server.url)) before.cookies(server.url).set(name, value);
    expect(await viewer(before)).toMatchObject({ name: 'alice' });
    await signIn('s-alice', { browser });
    expect(await viewer(before)).toEqual({ kind: 'anonymous' });
    expect(await viewer(browser)).toMatchObject({ name: 'alice' });
  });

  test('signing out leads on to the provider, which may lead back', async () => {
    const { headers } = await new TestBrowser().visit(at('/auth/oidc/sign-out'));
    const url = new URL(headers.get('location') ?? '');
    expect(url.origin).toBe(provider.issuer);
    expect(url.searchParams.get('post_logout_redirect_uri')).toBe(at('/sign-in'));
  });

  test('the answers are kept by no cache, and sent over by no referrer', async () => {
    for (const target of ['/auth/oidc/sign-in', '/auth/oidc/callback?code=a&state=b']) {
      const { headers } = await new TestBrowser().visit(at(target));
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  test('neither the log nor the audit trail has the client secret or a code', async () => {
    const { callback } = await signIn('s-alice');
    const code = new URL(callback).searchParams.get('code') ?? 'none';
    const trail = () => readFile(path.join(root, 'audit', 'audit.jsonl'), 'utf8');
    await until('the audit trail tells of a sign-in', async () =>
      (await trail())
        .split('\n')
        .some((line) => line.includes('"account.signin"') && line.includes('"by":"oidc"')),
    );
    for (const text of [server.output(), await trail()]) {
      expect(text).not.toContain(clientSecret);
      expect(text).not.toContain(code);
    }
  });
});
