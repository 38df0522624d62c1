import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCredentials } from './credentials';
import { addUser, openTestAuth, rightPassword } from './testing/open-auth';

const hash = '$2b$04$1fVOLQaVZv3DfzusRWJVhOaHfZjVpHCBXSUjzkXQzvp7rzNyS9ho6';
const otherHash = '$2y$04$sqtH6Om5RU3dE0.BpyP2guzK.vwogqkWcEHDCpVsTpCFNn0rvfC3C';
const basic = (name: string, password: string) => ({ kind: 'basic' as const, name, password });

function open(settings?: Record<string, string>) {
  const opened = openTestAuth(settings);
  addUser(opened.auth, 'bob', hash);
  const enter = (name: string, password: string) =>
    opened.auth.authenticator.authenticate(basic(name, password), '10.0.0.1');
  const bearer = (token: string) =>
    opened.auth.authenticator.authenticate({ kind: 'bearer', token }, '10.0.0.1');
  const ask = async (name: string, password: string, fields: Record<string, string> = {}) => {
    const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
    const asked = { method: 'GET' as const, fields: new URLSearchParams(fields), authorization, address: '' };
    return await opened.auth.tokenEndpoint.answer(asked);
  };
  const refresh = async (text: unknown) =>
    await opened.auth.tokenEndpoint.answer({
      method: 'POST',
      fields: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: String(text) }),
      authorization: undefined,
      address: '',
    });
  return { ...opened, enter, bearer, ask, refresh };
}

describe('Authenticator', () => {
  test('a right password lets in, a wrong one and an unknown name are refused alike', async () => {
    const { enter } = open();
    expect(await enter('bob', rightPassword)).toMatchObject({
      principal: { kind: 'user', name: 'bob' },
      isFresh: true,
    });
    expect(await enter('bob', 'wrong')).toEqual({ refused: 'wrong', name: 'bob' });
    expect(await enter('nobody', rightPassword)).toEqual({ refused: 'wrong', name: 'nobody' });
    expect(await enter('bob', '')).toEqual({ refused: 'wrong', name: 'bob' });
    expect(await enter('bob', 'x'.repeat(5_000))).toEqual({ refused: 'wrong', name: 'bob' });
  });

  test('a password that was right a moment ago is not hashed again, until it changes', async () => {
    const { auth, enter } = open();
    await enter('bob', rightPassword);
    expect(await enter('bob', rightPassword)).not.toHaveProperty('isFresh');
    auth.accounts.setPassword('bob', otherHash);
    auth.directory.forget();
    expect(await enter('bob', rightPassword)).toMatchObject({ isFresh: true });
    auth.accounts.create({ name: 'eve', kind: 'user', role: 'administrator' }, 'test');
    auth.accounts.setDisabled('bob', true);
    auth.directory.forget();
    expect(await enter('bob', rightPassword)).toMatchObject({ refused: 'wrong' });
  });

  test('who comes from where somebody signed in does not wait for those who guess from elsewhere', async () => {
    const { auth, enter } = open();
    await enter('bob', rightPassword);
    auth.accounts.setPassword('bob', otherHash);
    let refused = 0;
    const guesses = Array.from({ length: 5 }, async (_, index) => {
      await auth.authenticator.authenticate(basic(`nobody${index}`, 'guess'), `10.1.0.${index}`);
      refused += 1;
    });
    expect(await enter('bob', rightPassword)).toMatchObject({ isFresh: true });
    // The one that was being compared already.
    expect(refused).toBeLessThanOrEqual(1);
    await Promise.all(guesses);
  });

  test('a password that is remembered is no way round what slows down guessing from elsewhere', async () => {
    const { auth, enter } = open();
    await enter('bob', rightPassword);
    const guess = (password: string) =>
      auth.authenticator.authenticate(basic('bob', password), '203.0.113.9');
    for (let count = 0; count < 6; count += 1) await guess(`wrong ${count}`);
    expect(await guess(rightPassword)).toMatchObject({ refused: 'throttled' });
    expect(await enter('bob', rightPassword)).not.toHaveProperty('isFresh');
  });

  test('the same password from many at once is hashed once', async () => {
    const { enter } = open();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => enter('bob', rightPassword)));
    expect(new Set(outcomes).size).toBe(1);
  });

  test('an access token stands for a password of its own account alone', async () => {
    const { auth, enter, bearer } = open();
    addUser(auth, 'alice', hash);
    const grants = [{ repositories: ['team/**'], actions: ['pull' as const] }];
    const { token, text } = auth.accessTokens.create(
      { account: 'bob', label: '', grants, expiresAtMs: undefined },
      'bob',
    );
    const expected = { principal: { name: 'bob', limits: grants }, accessToken: token.id };
    expect(await enter('bob', text)).toMatchObject(expected);
    expect(await bearer(text)).toMatchObject(expected);
    expect(await enter('alice', text)).toMatchObject({ refused: 'wrong' });
    auth.accessTokens.revoke(token.id);
    expect(await enter('bob', text)).toMatchObject({ refused: 'wrong' });
  });

  test('an access token that has expired is refused as that', async () => {
    const { auth, enter } = open();
    const { text } = auth.accessTokens.create(
      { account: 'bob', label: '', grants: undefined, expiresAtMs: 1 },
      'bob',
    );
    expect(await enter('bob', text)).toEqual({ refused: 'expired', name: 'bob' });
  });

  test('who is in no source but the htpasswd file may come in too, and has the role of the configuration', async () => {
    const { auth, folder, enter } = open({
      CYBERDOCK_AUTH_HTPASSWD: 'htpasswd',
      CYBERDOCK_ACCESS_AUDITORS: 'carol',
    });
    writeFileSync(
      path.join(folder, 'htpasswd'),
      `carol:${otherHash}\nbob:${otherHash}\nanonymous:${otherHash}\n`,
    );
    expect(await enter('carol', rightPassword)).toMatchObject({
      principal: { name: 'carol', role: 'auditor' },
    });
    expect(await enter('anonymous', rightPassword)).toMatchObject({ refused: 'wrong' });
    expect(auth.directory.users().map(({ name, source }) => [name, source])).toContainEqual([
      'bob',
      'database',
    ]);
  });

  test.each([
    [undefined, { principal: { kind: 'anonymous' } }],
    ['', { principal: { kind: 'anonymous' } }],
    ['Basic Og==', { principal: { kind: 'anonymous' } }],
    ['Basic !!', { refused: 'invalid' }],
    ['Basic', { refused: 'invalid' }],
    ['Negotiate abc', { refused: 'invalid' }],
    ['Bearer a.b.c', { refused: 'invalid' }],
    ['Bearer', { refused: 'invalid' }],
  ])('%j is %j', async (header, expected) => {
    const { auth } = open();
    expect(await auth.authenticator.authenticate(parseCredentials(header), '')).toMatchObject(expected);
  });
});

describe('a bearer token', () => {
  test.each([
    [
      'the password is changed',
      ({ auth }: ReturnType<typeof open>) => auth.accounts.setPassword('bob', otherHash),
    ],
    [
      'the account is disabled',
      ({ auth }: ReturnType<typeof open>) => auth.accounts.setDisabled('bob', true),
    ],
    ['the account is removed', ({ auth }: ReturnType<typeof open>) => auth.accounts.remove('bob')],
    ['all are signed out', ({ auth }: ReturnType<typeof open>) => auth.accounts.signOutEverywhere('bob')],
  ])('and a refresh token are void once %s', async (_, change) => {
    const opened = open();
    const given = await opened.ask('bob', rightPassword, { offline_token: 'true' });
    expect(await opened.bearer(String(given.body.token))).toMatchObject({ principal: { name: 'bob' } });
    expect((await opened.refresh(given.body.refresh_token)).status).toBe(200);
    change(opened);
    opened.auth.directory.forget();
    expect(await opened.bearer(String(given.body.token))).toMatchObject({ refused: 'invalid' });
    expect((await opened.refresh(given.body.refresh_token)).status).toBe(401);
  });

  test('that was given for an access token is void once that is revoked, and not before the password changes', async () => {
    const opened = open();
    const { auth } = opened;
    const { token, text } = auth.accessTokens.create(
      { account: 'bob', label: '', grants: undefined, expiresAtMs: undefined },
      'bob',
    );
    const given = await opened.ask('bob', text, { offline_token: 'true' });
    auth.accounts.setPassword('bob', otherHash);
    auth.directory.forget();
    expect(await opened.bearer(String(given.body.token))).toMatchObject({ principal: { name: 'bob' } });
    auth.accessTokens.revoke(token.id);
    auth.directory.forget();
    expect(await opened.bearer(String(given.body.token))).toMatchObject({ refused: 'invalid' });
    expect((await opened.refresh(given.body.refresh_token)).status).toBe(401);
  });

  test('has what was asked for and may be done, and nothing else', async () => {
    const { auth, ask, bearer } = open();
    auth.rules.add(
      { effect: 'allow', subjects: ['user:bob'], repositories: ['team/**'], actions: ['pull'] },
      'test',
    );
    const given = await ask('bob', rightPassword, {
      scope: 'repository:team/app:pull,push repository:other/app:pull',
    });
    expect(given.body).toMatchObject({
      scope: 'repository:team/app:pull',
      expires_in: 300,
      token_type: 'Bearer',
    });
    expect(given.body.access_token).toBe(given.body.token);
    const outcome = await bearer(String(given.body.token));
    expect(outcome).toMatchObject({
      principal: { scope: { repositories: [{ repository: 'team/app', actions: ['pull'] }], catalog: false } },
    });
  });

  test('is given for nothing, too: that is how a client signs in', async () => {
    const { ask } = open();
    expect((await ask('bob', rightPassword)).status).toBe(200);
    const refused = await ask('bob', 'wrong');
    expect(refused).toMatchObject({ status: 401, body: { errors: [{ code: 'UNAUTHORIZED' }] } });
  });

  test('is given for this service alone, by GET or by the two grants of the specification', async () => {
    const { auth, ask } = open();
    expect((await ask('bob', rightPassword, { service: 'other' })).status).toBe(400);
    const post = async (fields: Record<string, string>) =>
      await auth.tokenEndpoint.answer({
        method: 'POST',
        fields: new URLSearchParams(fields),
        authorization: undefined,
        address: '',
      });
    const password = {
      grant_type: 'password',
      username: 'bob',
      password: rightPassword,
      service: 'cyberdock',
    };
    expect((await post(password)).body).not.toHaveProperty('refresh_token');
    const offline = await post({ ...password, access_type: 'offline' });
    expect(offline.body.refresh_token).toMatch(/^cdr_/);
    expect((await post({ ...password, password: 'wrong' })).status).toBe(401);
    expect((await post({ grant_type: 'authorization_code' })).body.error).toBe('unsupported_grant_type');
    expect((await post({})).status).toBe(400);
  });
});
