import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Accounts } from '../../../lib/auth/identity/accounts';
import { Database } from '../../../lib/database/database';
import { addAccounts, basic } from '../../harness/accounts';
import { DashboardClient, jsonOf } from '../../harness/dashboard-client';
import { HttpClient } from '../../harness/http-client';
import { until } from '../../harness/until';
import { password, startGuardedServer } from './fixture';

// Sessions over a real server: their cookie, how they begin and end, and what they are good for.

const guarded = startGuardedServer();
const nextPassword = 'another horse battery';
const signedIn = (name: string) => guarded.current.browser().signIn(name, password);
let made = 0;

/** A user of one test alone, signed in as often as is asked for. */
async function newUser<Count extends number>(
  browsers: Count,
): Promise<{ name: string; all: DashboardClient[] }> {
  const name = `user-${++made}`;
  addAccounts(guarded.current.cyberdock.root, [{ name, password, groups: ['developers'] }]);
  const all: DashboardClient[] = [];
  for (let count = 0; count < browsers; count++) all.push(await signedIn(name));
  return { name, all };
}

const isSignedIn = async (browser: DashboardClient) =>
  (await browser.ask('/api/v1/repositories')).status === 200;

/** Changes accounts as the command line does: in another process's connection. */
function behindItsBack(change: (accounts: Accounts) => void): void {
  const { database } = Database.open(path.join(guarded.current.cyberdock.root, 'cyberdock.db'));
  change(new Accounts(database, true));
  database.close();
}

describe('the cookie', () => {
  test('is out of the reach of scripts and of other sites, and lives as long as the session', async () => {
    const { cyberdock, browser } = guarded.current;
    const answer = await browser().ask('/api/v1/session', {
      method: 'POST',
      json: { name: 'alice', password },
    });
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(
          `^cyberdock-${cyberdock.port}=cds_[0-9a-f]{18}_[\\w-]{43}; Path=/; Max-Age=60\\d{4}; HttpOnly; SameSite=Lax$`,
        ),
      ),
    ]);
    expect(answer.header('cache-control')).toBe('no-store');
    expect(answer.header('strict-transport-security')).toBeUndefined();
  });

  test('is bound to the host and to TLS behind a proxy that ends TLS', async () => {
    const { browser, http } = guarded.current;
    const proxied = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'registry.example.com' };
    const alice = browser(proxied);
    const answer = await alice.ask('/api/v1/session', { method: 'POST', json: { name: 'alice', password } });
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^__Host-cyberdock=cds_\S+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(answer.header('strict-transport-security')).toBe('max-age=31536000');
    const page = await alice.ask('/');
    expect(page.status).toBe(200);
    expect(page.header('strict-transport-security')).toBe('max-age=31536000');
    // Under the name of plain HTTP, somebody on the way may have put it there.
    const value = alice.cookie?.split('=')[1];
    const ask = (cookie: string, headers: Record<string, string>) =>
      http.request({ path: '/api/v1/repositories', headers: { ...headers, Cookie: cookie } });
    expect((await ask(`__Host-cyberdock=${value}`, proxied)).status).toBe(200);
    expect((await ask(`cyberdock=${value}`, proxied)).status).toBe(401);
    expect((await ask(`__Host-cyberdock=${value}`, {})).status).toBe(401);
  });

  test('opens neither the distribution API nor the token endpoint', async () => {
    const root = await signedIn('root');
    for (const [method, path] of [
      ['GET', '/v2/'],
      ['GET', '/v2/_catalog'],
      ['GET', '/v2/team/app/tags/list'],
      ['HEAD', '/v2/team/app/manifests/latest'],
      ['DELETE', '/v2/team/app/manifests/latest'],
      ['POST', '/v2/team/app/blobs/uploads/'],
    ] as const)
      expect((await root.ask(path, { method })).status, `${method} ${path}`).toBe(401);
    const token = await root.ask('/auth/token?service=cyberdock&scope=repository:team/app:pull');
    const { access_token: text } = jsonOf(token);
    const pull = await root.ask('/v2/team/app/tags/list', { headers: { Authorization: `Bearer ${text}` } });
    expect(pull.status).toBe(401);
    const text2 = root.cookie?.split('=')[1] ?? '';
    for (const authorization of [`Bearer ${text2}`, basic('root', text2)])
      expect((await root.ask('/v2/', { headers: { Authorization: authorization } })).status).toBe(401);
  });

  test('another session begins at each sign-in, and the one that the browser had ends', async () => {
    const { name, all } = await newUser(1);
    const [browser] = all as [DashboardClient];
    const before = browser.cookie;
    await browser.signIn(name, password);
    expect(browser.cookie).not.toBe(before);
    const old = guarded.current.browser();
    old.cookie = before;
    expect(await isSignedIn(old)).toBe(false);
    expect(await isSignedIn(browser)).toBe(true);
  });
});

describe('a session ends', () => {
  test('by signing out, which forgets the cookie', async () => {
    const { all } = await newUser(2);
    const [one, other] = all as [DashboardClient, DashboardClient];
    const { cookie } = one;
    const answer = await one.ask('/api/v1/session', { method: 'DELETE' });
    expect(answer.status).toBe(204);
    expect(String(answer.headers['set-cookie'])).toMatch(/^cyberdock-\d+=; Path=\/; Max-Age=0; HttpOnly/);
    one.cookie = cookie;
    expect(await isSignedIn(one)).toBe(false);
    expect(await isSignedIn(other)).toBe(true);
    // Once more, as from a tab that was left open: the cookie is forgotten all the same.
    expect((await one.ask('/api/v1/session', { method: 'DELETE' })).status).toBe(204);
    expect(one.cookie).toBeUndefined();
  });

  test('alone, from another browser of its owner and from nobody else’s', async () => {
    const { all } = await newUser(2);
    const [mine, lost] = all as [DashboardClient, DashboardClient];
    const { sessions } = jsonOf(await mine.ask('/api/v1/sessions'));
    expect(sessions).toHaveLength(2);
    expect(sessions.filter(({ isThis }: { isThis: boolean }) => isThis)).toHaveLength(1);
    expect(sessions[0]).toMatchObject({ address: '127.0.0.1', client: null });
    const { id } = sessions.find(({ isThis }: { isThis: boolean }) => !isThis);
    const end = (browser: DashboardClient) => browser.ask(`/api/v1/sessions/${id}`, { method: 'DELETE' });
    expect((await end(await signedIn('root'))).status).toBe(404);
    expect(await isSignedIn(lost)).toBe(true);
    expect((await end(mine)).status).toBe(204);
    expect(await isSignedIn(lost)).toBe(false);
    expect(await isSignedIn(mine)).toBe(true);
    expect((await end(mine)).status).toBe(404);
  });

  test('everywhere at once, with what the password gave to clients', async () => {
    const { name, all } = await newUser(3);
    const { http } = guarded.current;
    const [mine] = all as [DashboardClient];
    const token = jsonOf(
      await http.request({
        path: '/auth/token?service=cyberdock&offline_token=true&scope=repository:team/app:pull',
        headers: { Authorization: basic(name, password) },
      }),
    );
    const pull = async () =>
      (
        await http.request({
          path: '/v2/team/app/tags/list',
          headers: { Authorization: `Bearer ${token.token}` },
        })
      ).status;
    expect(await pull()).toBe(200);
    expect((await mine.ask('/api/v1/sessions', { method: 'DELETE' })).status).toBe(204);
    expect(mine.cookie).toBeUndefined();
    for (const browser of all) expect(await isSignedIn(browser)).toBe(false);
    expect(await pull()).toBe(401);
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token.refresh_token });
    const refreshed = await http.request({ method: 'POST', path: '/auth/token', body: String(form) });
    expect(refreshed.status).toBe(401);
  });

  test('by a change of the password, but for the one in which it is changed', async () => {
    const { name, all } = await newUser(2);
    const [mine, other] = all as [DashboardClient, DashboardClient];
    const before = mine.cookie;
    const change = (json: unknown) => mine.ask('/api/v1/password', { method: 'PUT', json });
    const wrong = await change({ current: 'not it at all', next: nextPassword });
    expect(wrong.status).toBe(400);
    expect(jsonOf(wrong).error.code).toBe('wrong');
    expect((await change({ current: password, next: 'short' })).status).toBe(400);
    expect(await isSignedIn(other)).toBe(true);
    expect((await change({ current: password, next: nextPassword })).status).toBe(204);
    expect(await isSignedIn(mine)).toBe(true);
    expect(await isSignedIn(other)).toBe(false);
    // A copy of the cookie that somebody took before is worth nothing any more.
    const copy = guarded.current.browser();
    copy.cookie = before;
    expect(await isSignedIn(copy)).toBe(false);
    await expect(guarded.current.browser().signIn(name, password)).rejects.toThrow('401');
    expect(await isSignedIn(await guarded.current.browser().signIn(name, nextPassword))).toBe(true);
  });

  test('when the account is disabled or removed by another process', async () => {
    const [disabled, removed] = [await newUser(1), await newUser(1)];
    behindItsBack((accounts) => {
      accounts.setDisabled(disabled.name, true);
      accounts.remove(removed.name);
    });
    for (const { all } of [disabled, removed])
      for (const browser of all)
        await until('the session has ended', async () => !(await isSignedIn(browser)), 10_000);
  });
});

describe('two servers on one data folder', () => {
  test('know each other’s sessions, and end them for each other at once', async () => {
    const other = await guarded.current.another();
    const http = new HttpClient(other.port);
    /** The same browser, led to the other server by a proxy: the cookie has one name for both. */
    const proxied = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'registry.example.com' };
    const { name } = await newUser(0);
    const here = await guarded.current.browser(proxied).signIn(name, password);
    const there = new DashboardClient(http, proxied);
    there.cookie = here.cookie;
    expect(await isSignedIn(there)).toBe(true);

    const json = { current: password, next: nextPassword };
    expect((await here.ask('/api/v1/password', { method: 'PUT', json })).status).toBe(204);
    expect(await isSignedIn(there)).toBe(false);
    there.cookie = here.cookie;
    // It still remembers the account as it was a moment ago: nobody is signed out for that.
    for (let times = 0; times < 20; times++) expect(await isSignedIn(there)).toBe(true);

    expect((await there.ask('/api/v1/session', { method: 'DELETE' })).status).toBe(204);
    expect(await isSignedIn(here)).toBe(false);
    http.close();
  });
});

test('everything that people did is in the audit trail, and no secret', async () => {
  const { name, all } = await newUser(2);
  const [mine] = all as [DashboardClient];
  await expect(guarded.current.browser().signIn(name, 'wrong password')).rejects.toThrow('401');
  const { sessions } = jsonOf(await mine.ask('/api/v1/sessions'));
  const { id } = sessions.find(({ isThis }: { isThis: boolean }) => !isThis);
  await mine.ask(`/api/v1/sessions/${id}`, { method: 'DELETE' });
  const json = { label: 'laptop', lifetimeDays: 30, grants: null };
  const token = jsonOf(await mine.ask('/api/v1/tokens', { method: 'POST', json }));
  await mine.ask(`/api/v1/tokens/${token.token.id}`, { method: 'DELETE' });
  const change = { current: password, next: nextPassword };
  await mine.ask('/api/v1/password', { method: 'PUT', json: change });
  await mine.ask('/api/v1/health');
  await mine.ask('/api/v1/session', { method: 'DELETE' });
  const expected = [
    ['account.signin', 'ok'],
    ['account.signin', 'UNAUTHORIZED'],
    ['session.end', 'ok'],
    ['token.create', 'ok'],
    ['token.revoke', 'ok'],
    ['account.password', 'ok'],
    ['dashboard.request', 'DENIED'],
    ['account.signout', 'ok'],
  ];
  const mineOf = async () => (await guarded.current.audit()).filter(({ actor }) => actor === name);
  await until(
    'the audit trail has it',
    async () => (await mineOf()).some(({ action }) => action === 'account.signout'),
    10_000,
  );
  const lines = await mineOf();
  for (const [action, result] of expected)
    expect(lines).toContainEqual(expect.objectContaining({ action, result, address: '127.0.0.1' }));
  const text = JSON.stringify(await guarded.current.audit()) + guarded.current.cyberdock.output();
  for (const secret of [password, nextPassword, token.text, mine.cookie ?? 'cds_', 'cds_', 'cdt_'])
    expect(text).not.toContain(secret);
});
