import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadConfig, readClientSecret } from '@/lib/config';
import { openTestAuth } from '../testing/open-auth';
import { callbackPath, OidcSignIn } from './oidc-sign-in';
import { attemptLifetimeMs } from './sign-in-attempt';
import { TestBrowser } from './testing/test-browser';
import { startTestProvider, type TestProvider } from './testing/test-provider';

// A real provider; what stands for this registry is the flow itself, without its routes.

const origin = 'https://registry.example.com';
let provider: TestProvider;

beforeAll(async () => {
  vi.spyOn(console, 'info').mockReturnValue();
  vi.spyOn(console, 'warn').mockReturnValue();
  provider = await startTestProvider({ redirectUris: [origin + callbackPath] });
});
afterAll(() => provider.stop());

beforeEach(() => {
  provider.tamper = {};
  provider.people.clear();
  provider.people.set('s-alice', { preferred_username: 'alice', groups: ['developers', '/ops'] });
});

function settingsOf({ issuer, clientId, clientSecret }: TestProvider, more: Record<string, string> = {}) {
  return {
    CYBERDOCK_OIDC_ISSUER: issuer,
    CYBERDOCK_OIDC_CLIENT_ID: clientId,
    CYBERDOCK_OIDC_CLIENT_SECRET: clientSecret,
    ...more,
  };
}

function open(more: Record<string, string> = {}, of = provider) {
  const settings = settingsOf(of, more);
  const opened = openTestAuth(settings);
  const { oidc } = loadConfig({ cwd: opened.folder, env: settings });
  if (!oidc || !opened.auth.admission) throw new Error('there is a provider');
  return { ...opened, signIn: new OidcSignIn(oidc, readClientSecret(oidc), opened.auth.admission) };
}

async function begin(signIn: OidcSignIn, to = '/') {
  const begun = await signIn.begin(origin, to);
  if (!('location' in begun)) throw new Error(begun.reason);
  return begun;
}

/** What a browser comes back with. */
interface Came {
  query: URLSearchParams;
  attempt: string | undefined;
}

/** The whole way of somebody through the provider; `change` may change what they come back with. */
async function signInAs(
  signIn: OidcSignIn,
  login: string,
  change: (came: Came) => unknown = () => undefined,
) {
  const { location, attempt } = await begin(signIn, '/r/team');
  const returned = new URL(await new TestBrowser().signInAtProvider(location, login));
  expect(returned.origin + returned.pathname).toBe(origin + callbackPath);
  const came: Came = { query: returned.searchParams, attempt };
  change(came);
  const query = came.query.toString();
  return { ...(await signIn.finish(origin, query, came.attempt)), query, cookie: came.attempt };
}

describe('a sign-in', () => {
  test('makes an account with the name and the groups that the provider tells, and finds it again', async () => {
    const { signIn, auth } = open();
    const first = await signInAs(signIn, 's-alice');
    expect(first).toMatchObject({ to: '/r/team', subject: 's-alice', outcome: { isNew: true } });
    expect(auth.directory.find('alice')).toMatchObject({
      principal: { kind: 'user', name: 'alice', role: 'user', groups: ['developers', '/ops'] },
      source: 'oidc',
      passwordHash: undefined,
    });
    provider.people.set('s-alice', { preferred_username: 'alice.new', groups: [] });
    const second = await signInAs(signIn, 's-alice');
    expect(second.outcome).toMatchObject({ isNew: false, account: { name: 'alice' } });
    expect(auth.directory.find('alice')?.principal.groups).toEqual([]);
    expect(auth.directory.find('alice.new')).toBeUndefined();
  });

  test('asks for a code with PKCE, a state and a nonce that are others each time', async () => {
    const { signIn } = open();
    const [one, two] = [await begin(signIn), await begin(signIn)].map(({ location }) => new URL(location));
    for (const url of [one, two]) {
      expect(url?.origin).toBe(provider.issuer);
      expect(Object.fromEntries(url?.searchParams ?? [])).toMatchObject({
        response_type: 'code',
        client_id: provider.clientId,
        redirect_uri: origin + callbackPath,
        scope: 'openid profile email',
        code_challenge_method: 'S256',
      });
    }
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one?.searchParams.get(name)).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(one?.searchParams.get(name)).not.toBe(two?.searchParams.get(name));
    }
    expect(one?.href).not.toContain('secret');
  });

  test('takes claims from ID tokens, a secret in the body, and roles by a path', async () => {
    const inToken = await startTestProvider({
      redirectUris: [origin + callbackPath],
      claimsIn: 'id token',
      authMethods: ['client_secret_post'],
    });
    try {
      inToken.people.set('s-bob', { preferred_username: 'Bob', realm_access: { roles: ['images'] } });
      const { signIn, auth } = open({ CYBERDOCK_OIDC_GROUPS_CLAIM: 'realm_access.roles' }, inToken);
      await signInAs(signIn, 's-bob');
      expect(auth.directory.find('bob')?.principal.groups).toEqual(['images']);
      expect(inToken.requests.get('/me')).toBeUndefined();
    } finally {
      await inToken.stop();
    }
  });
});

describe('what comes back wrong is refused:', () => {
  const cookie = (change: (attempt: string) => string | undefined) => (came: Came) => {
    came.attempt = change(came.attempt ?? '');
  };
  test.each<[string, (came: Came) => unknown]>([
    ['no cookie', cookie(() => undefined)],
    ['the cookie of another sign-in', cookie((text) => `${'A'.repeat(43)}${text.slice(43)}`)],
    ['a cookie with another time', cookie((text) => text.replace(/\.\d+\./, `.${Date.now() + 5}.`))],
    ['a cookie with another page', cookie((text) => text.replace(/[^.]*$/, 'Lw'))],
    ['another state', ({ query }) => query.set('state', 'A'.repeat(43))],
    ['no state', ({ query }) => query.delete('state')],
    ['two states', ({ query }) => query.append('state', 'x')],
  ])('%s', async (_, change) => {
    const { signIn, auth } = open();
    expect(await signInAs(signIn, 's-alice', change)).toMatchObject({ outcome: { refused: 'lapsed' } });
    expect(auth.accounts.list('user')).toEqual([]);
  });

  test.each<[string, (came: Came) => unknown]>([
    ['another code', ({ query }) => query.set('code', 'made-up')],
    ['no code', ({ query }) => query.delete('code')],
    ['the word of another issuer', ({ query }) => query.set('iss', 'https://evil.example')],
    ['no issuer, where the provider tells it', ({ query }) => query.delete('iss')],
  ])('%s', async (_, change) => {
    const { signIn, auth } = open();
    const came = await signInAs(signIn, 's-alice', change);
    expect(came).toMatchObject({ to: '/r/team', outcome: { refused: 'refused' } });
    expect(auth.accounts.list('user')).toEqual([]);
  });

  test('a callback a second time', async () => {
    const { signIn } = open();
    const { query, cookie, outcome } = await signInAs(signIn, 's-alice');
    expect(outcome).toHaveProperty('account');
    expect((await signIn.finish(origin, query, cookie)).outcome).toMatchObject({
      refused: 'refused',
      reason: expect.stringContaining('invalid_grant'),
    });
  });

  test('a code that was given to somebody else: PKCE and the nonce bind it to their browser', async () => {
    const { signIn, auth } = open();
    const hers = await begin(signIn);
    const code = new URL(await new TestBrowser().signInAtProvider(hers.location, 's-alice')).searchParams;
    const evil = await begin(signIn);
    code.set('state', new URL(evil.location).searchParams.get('state') ?? '');
    expect((await signIn.finish(origin, code.toString(), evil.attempt)).outcome).toMatchObject({
      refused: 'refused',
    });
    expect(auth.accounts.list('user')).toEqual([]);
  });

  test('a sign-in that took too long', async () => {
    const { signIn } = open();
    const { location, attempt } = await begin(signIn);
    const { searchParams } = new URL(location);
    const query = new URLSearchParams({ state: searchParams.get('state') ?? '', code: 'x' }).toString();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + attemptLifetimeMs + 1 });
    try {
      expect((await signIn.finish(origin, query, attempt)).outcome).toEqual({ refused: 'lapsed' });
    } finally {
      vi.useRealTimers();
    }
  });

  const hourS = 3_600;
  const nowS = () => Math.floor(Date.now() / 1000);
  test.each<[string, RegExp, () => TestProvider['tamper']]>([
    ['an expired ID token', /"exp"/, () => ({ claims: { iat: nowS() - 2 * hourS, exp: nowS() - hourS } })],
    ['an ID token of tomorrow', /"nbf"/, () => ({ claims: { nbf: nowS() + 24 * hourS } })],
    ['an ID token of another issuer', /"iss"/, () => ({ claims: { iss: 'https://evil.example' } })],
    ['an ID token for another client', /"aud"/, () => ({ claims: { aud: 'other' } })],
    ['an ID token with another nonce', /"nonce"/, () => ({ claims: { nonce: 'other' } })],
    ['an ID token without a nonce', /"nonce"/, () => ({ claims: { nonce: undefined } })],
    ['an ID token that another key signed', /signature/, () => ({ sign: 'other key' })],
    ['an ID token that nobody signed', /"alg"/, () => ({ sign: 'not at all' })],
    ['an ID token of somebody else than userinfo', /"sub"/, () => ({ claims: { sub: 's-eve' } })],
  ])('%s', async (_, reason, tamper) => {
    const { signIn, auth } = open();
    provider.tamper = tamper();
    const { outcome } = await signInAs(signIn, 's-alice');
    expect(outcome).toMatchObject({ refused: 'refused', reason: expect.stringMatching(reason) });
    expect(auth.accounts.list('user')).toEqual([]);
  });

  test('but clocks may differ by some seconds', async () => {
    const { signIn } = open();
    provider.tamper = { claims: { iat: nowS() + 10, exp: nowS() - 10 } };
    expect((await signInAs(signIn, 's-alice')).outcome).toMatchObject({ account: { name: 'alice' } });
  });

  test('a person who does not go on', async () => {
    const { signIn } = open();
    const { location, attempt } = await begin(signIn);
    const state = new URL(location).searchParams.get('state') ?? '';
    const query = new URLSearchParams({ error: 'access_denied', state, iss: provider.issuer });
    expect((await signIn.finish(origin, query.toString(), attempt)).outcome).toMatchObject({
      refused: 'cancelled',
    });
  });
});

describe('a provider that is not there', () => {
  test('is said to be unavailable, and found as soon as it is there', async () => {
    const gone = await startTestProvider({ redirectUris: [origin + callbackPath] });
    const { port } = new URL(gone.issuer);
    await gone.stop();
    const { signIn } = open({}, gone);
    expect(await signIn.begin(origin, '/')).toMatchObject({ kind: 'unavailable' });
    const back = await startTestProvider({ redirectUris: [origin + callbackPath], port: Number(port) });
    try {
      await vi.waitFor(() => begin(signIn), { timeout: 20_000 });
    } finally {
      await back.stop();
    }
  });

  test('ends a sign-in that was on its way, in words', async () => {
    const leaving = await startTestProvider({ redirectUris: [origin + callbackPath] });
    leaving.people.set('s-alice', { preferred_username: 'alice' });
    const { signIn } = open({}, leaving);
    const { location, attempt } = await begin(signIn);
    const { searchParams } = new URL(await new TestBrowser().signInAtProvider(location, 's-alice'));
    await leaving.stop();
    expect((await signIn.finish(origin, searchParams.toString(), attempt)).outcome).toMatchObject({
      refused: 'unavailable',
    });
  });

  test('which says that it is another one is refused', async () => {
    const { signIn } = open({ CYBERDOCK_OIDC_ISSUER: provider.issuer.replace('127.0.0.1', 'localhost') });
    expect(await signIn.begin(origin, '/')).toMatchObject({ kind: 'refused' });
  });
});

test('signing out leads to the provider, and back', async () => {
  const { signIn } = open();
  const url = await signIn.provider.endSessionUrl(`${origin}/sign-in`);
  expect(url?.href).toContain(`${provider.issuer}/session/end?`);
  expect(Object.fromEntries(url?.searchParams ?? [])).toEqual({
    client_id: provider.clientId,
    post_logout_redirect_uri: `${origin}/sign-in`,
  });
});
