import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAuth } from '../../lib/auth/auth';
import { hashPassword } from '../../lib/auth/identity/password';
import { Throttle } from '../../lib/auth/throttle';
import { Database } from '../../lib/database/database';
import { StoragePaths } from '../../lib/storage/paths';
import { until } from '../harness/until';
import { basicHeader, type SignIn, withGuardedRegistry } from './fixture/guarded-registry';

const guarded = withGuardedRegistry([
  { subjects: ['everyone'], repositories: ['open/**'], actions: ['pull'] },
  { subjects: ['signed-in'], repositories: ['team/**'], actions: ['pull', 'push', 'delete'] },
]);
const path = '/v2/team/app/manifests/v1';
const password = 'right horse battery';

/** What changes accounts from another process: the command line, or another worker. */
let elsewhere: { auth: ReturnType<typeof openAuth>; database: Database };

beforeAll(async () => {
  const { root, server, repository } = guarded.current;
  await repository('team/app').pushImage('v1', [Buffer.from('revocation')]);
  await repository('team/other').pushImage('v1', [Buffer.from('revocation')]);
  const { database } = Database.open(new StoragePaths(root).database);
  elsewhere = { database, auth: openAuth(server.config, database, new Throttle(), () => undefined) };
});
afterAll(() => elsewhere.database.close());

let users = 0;
/** A user with a password, an access token, and everything that these give. */
async function makeUser() {
  const { account, server, bearer, client } = guarded.current;
  users += 1;
  const signIn = account(`user${users}`);
  server.auth.accounts.setPassword(signIn.name, await passwordHash);
  const byPassword = basicHeader(signIn.name, password);
  const scope = 'repository:team/app:pull,push,delete';
  const ask = async (authorization: string) => {
    const request = { path: `/auth/token?offline_token=true&scope=${scope}`, headers: { authorization } };
    const answer = await guarded.current.http.request(request);
    expect(answer.status).toBe(200);
    return JSON.parse(String(answer.body)) as { token: string; refresh_token: string };
  };
  const [fromPassword, fromToken] = [await ask(byPassword), await ask(signIn.authorization)];
  return {
    ...signIn,
    /** Every way in, by what it comes from. */
    ways: {
      password: client(byPassword),
      bearerOfPassword: client(`Bearer ${fromPassword.token}`),
      accessToken: client(signIn.authorization),
      accessTokenAsBearer: client(`Bearer ${signIn.secret}`),
      bearerOfAccessToken: client(`Bearer ${fromToken.token}`),
    },
    refreshTokens: { password: fromPassword.refresh_token, accessToken: fromToken.refresh_token },
    narrowed: await narrowedOf(signIn, bearer),
  };
}

/** A bearer token of an access token that is narrowed to pulling from one repository. */
async function narrowedOf({ name }: SignIn, bearer: (...scopes: string[]) => Promise<string>) {
  const grants = [{ repositories: ['team/app'], actions: ['pull' as const] }];
  const { authorization, tokenId } = guarded.current.accessToken(name, { grants });
  return { tokenId, client: guarded.current.client(`Bearer ${await bearer(authorization, scopeOfAll)}`) };
}
const scopeOfAll =
  'repository:team/app:pull,push,delete repository:team/other:pull,push,delete registry:catalog:*';
const passwordHash = hashPassword(password);
const otherHash = hashPassword(`another ${password}`);

type User = Awaited<ReturnType<typeof makeUser>>;
type Way = keyof User['ways'];
const ofPassword: Way[] = ['password', 'bearerOfPassword'];
const ofAccessToken: Way[] = ['accessToken', 'accessTokenAsBearer', 'bearerOfAccessToken'];

/** The ways by which somebody can still read. */
async function openWays({ ways }: User): Promise<Way[]> {
  const answers = await Promise.all(
    Object.entries(ways).map(async ([way, http]) => {
      const { status } = await http.request({ path });
      if (status === 200) return [way as Way];
      expect(status, way).toBe(401);
      expect((await http.request({ path: '/v2/' })).status, way).toBe(401);
      return [];
    }),
  );
  return answers.flat();
}

async function refreshes(text: string): Promise<boolean> {
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: text, scope: scopeOfAll });
  const { status } = await guarded.current.http.request({
    method: 'POST',
    path: '/auth/token',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
  expect([200, 401]).toContain(status);
  return status === 200;
}

type Change = (auth: ReturnType<typeof openAuth>, user: User) => void | Promise<void>;
const changes: [what: string, change: Change, left: Way[]][] = [
  ['is disabled', ({ accounts }, { name }) => accounts.setDisabled(name, true), []],
  ['is removed', ({ accounts }, { name }) => accounts.remove(name), []],
  [
    'is removed, and another of the same name is made',
    async ({ accounts }, { name }) => {
      accounts.remove(name);
      accounts.create({ name, kind: 'user', passwordHash: await otherHash }, 'test');
    },
    [],
  ],
  [
    'gets another password',
    async ({ accounts }, { name }) => accounts.setPassword(name, await otherHash),
    ofAccessToken,
  ],
  [
    'is signed out everywhere',
    ({ accounts }, { name }) => accounts.signOutEverywhere(name),
    ['password', ...ofAccessToken],
  ],
  [
    'has the access token revoked',
    ({ accessTokens }, { tokenId }) => void accessTokens.revoke(tokenId),
    ofPassword,
  ],
  [
    'has the access token rotated',
    ({ accessTokens }, { tokenId }) => void accessTokens.rotate(tokenId, 'test'),
    ofPassword,
  ],
];

test.each(changes)('whoever %s is let in at once by nothing that this ended', async (_, change, left) => {
  const user = await makeUser();
  expect(await openWays(user)).toEqual([...ofPassword, ...ofAccessToken]);
  await change(guarded.current.server.auth, user);
  expect((await openWays(user)).sort()).toEqual([...left].sort());
  // What a password gave ends with the sign-in that it was given for.
  expect(await refreshes(user.refreshTokens.password)).toBe(left.includes('bearerOfPassword'));
  expect(await refreshes(user.refreshTokens.accessToken)).toBe(left.includes('accessToken'));
});

test.each(changes)(
  'whoever %s in another process is let in no more a second later',
  async (_, change, left) => {
    const user = await makeUser();
    expect(await openWays(user)).toHaveLength(5);
    await change(elsewhere.auth, user);
    await until('only what is left lets in', async () => {
      const open = await openWays(user);
      expect(open).toEqual(expect.arrayContaining(left));
      return open.length === left.length;
    });
    expect(await refreshes(user.refreshTokens.password)).toBe(left.includes('bearerOfPassword'));
    expect(await refreshes(user.refreshTokens.accessToken)).toBe(left.includes('accessToken'));
  },
);

test('an access token that is being revoked in another process gives at no moment more than it was narrowed to', async () => {
  const { narrowed } = await makeUser();
  const ask = async (method: string, target: string) =>
    (await narrowed.client.request({ method, path: target })).status;
  expect(await ask('GET', path)).toBe(200);
  elsewhere.auth.accessTokens.revoke(narrowed.tokenId);
  await until('the token lets in no more', async () => {
    // Each of these is what the account may do, and the token may not.
    expect([401, 403]).toContain(await ask('POST', '/v2/team/app/blobs/uploads/'));
    expect([401, 403]).toContain(await ask('GET', '/v2/team/other/manifests/v1'));
    expect([401, 403]).toContain(await ask('DELETE', path));
    const { body } = await narrowed.client.request({ path: '/v2/_catalog' });
    expect(String(body)).not.toContain('team/other');
    return (await ask('GET', path)) === 401;
  });
});

test('an access token ends at its time, and with it the bearer and refresh tokens that it gave', async () => {
  const { account, accessToken, bearer, client, http } = guarded.current;
  account('passing');
  const expiresAtMs = Date.now() + 1_500;
  const { authorization } = accessToken('passing', { expiresAtMs });
  const token = await bearer(authorization, scopeOfAll);
  const request = { path: '/auth/token?offline_token=true', headers: { authorization } };
  const { refresh_token: text } = JSON.parse(String((await http.request(request)).body)) as {
    refresh_token: string;
  };
  expect((await client(`Bearer ${token}`).request({ path })).status).toBe(200);
  // The time that passes is what is tested.
  await delay(Math.max(0, expiresAtMs - Date.now()) + 10);
  expect((await client(authorization).request({ path })).status).toBe(401);
  expect((await client(`Bearer ${token}`).request({ path })).status).toBe(401);
  expect(await refreshes(text)).toBe(false);
});

test('a role or a right that is taken away counts for bearer tokens that were given before', async () => {
  const { account, bearer, client, server } = guarded.current;
  const { authorization } = account('promoted', { role: 'administrator' });
  const scope = 'repository:closed/app:pull,push,delete';
  const holder = client(`Bearer ${await bearer(authorization, scope)}`);
  const upload = { method: 'POST', path: '/v2/closed/app/blobs/uploads/' };
  expect((await holder.request(upload)).status).toBe(202);
  server.auth.accounts.setRole('promoted', 'auditor');
  expect((await holder.request(upload)).status).toBe(403);
  expect((await holder.request({ path: '/v2/closed/app/tags/list' })).status).toBe(404);
  server.auth.accounts.setRole('promoted', 'user');
  expect((await holder.request({ path: '/v2/closed/app/tags/list' })).status).toBe(403);

  const rule = server.auth.rules.add(
    { effect: 'allow', subjects: ['group:crew'], repositories: ['closed/*'], actions: ['pull'] },
    'test',
  );
  expect((await holder.request({ path: '/v2/closed/app/tags/list' })).status).toBe(403);
  server.auth.accounts.join('crew', 'promoted');
  expect((await holder.request({ path: '/v2/closed/app/tags/list' })).status).toBe(404);
  server.auth.accounts.leave('crew', 'promoted');
  expect((await holder.request({ path: '/v2/closed/app/tags/list' })).status).toBe(403);
  server.auth.accounts.join('crew', 'promoted');
  server.auth.rules.remove(rule.id);
  expect((await holder.request({ path: '/v2/closed/app/tags/list' })).status).toBe(403);
});
