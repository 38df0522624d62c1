import { describe, expect, test } from 'vitest';
import { openTestAuth } from '../testing/open-auth';

const plain = { account: 'bob', label: 'laptop', grants: undefined, expiresAtMs: undefined };

describe('AccessTokens', () => {
  test('a token is found by its whole text alone, and its secret is stored nowhere', () => {
    const { auth, database } = openTestAuth();
    const { token, text } = auth.accessTokens.create(plain, 'bob');
    expect(text).toMatch(/^cdt_[0-9a-f]{18}_[A-Za-z0-9_-]{43}$/);
    expect(auth.accessTokens.find(text)).toEqual(token);
    const last = text.at(-1) === 'A' ? 'E' : 'A';
    for (const wrong of [
      '',
      'cdt_',
      text.slice(0, -1),
      `${text.slice(0, -1)}${last}`,
      `${text}x`,
      text.toUpperCase(),
    ])
      expect(auth.accessTokens.find(wrong)).toBeUndefined();
    const stored = JSON.stringify(database.all(database.query.selectFrom('access_token').selectAll()));
    expect(stored).not.toContain(text.slice(-43));
  });

  test('keeps what it is narrowed to and when it ends', () => {
    const { auth } = openTestAuth();
    const grants = [{ repositories: ['team/**'], actions: ['pull' as const] }];
    const { text } = auth.accessTokens.create({ ...plain, grants, expiresAtMs: 5 }, 'bob');
    expect(auth.accessTokens.find(text)).toMatchObject({ grants, expiresAtMs: 5, createdBy: 'bob' });
  });

  test('one that was revoked is gone, with the refresh tokens that it gave', async () => {
    const { auth, database } = openTestAuth();
    auth.accounts.create({ name: 'bob', kind: 'user' }, 'admin');
    const { token, text } = auth.accessTokens.create(plain, 'bob');
    const fields = new URLSearchParams({ offline_token: 'true' });
    const authorization = `Basic ${Buffer.from(`bob:${text}`).toString('base64')}`;
    const answer = await auth.tokenEndpoint.answer({ method: 'GET', fields, authorization, address: '' });
    expect(answer.body.refresh_token).toMatch(/^cdr_/);
    expect(auth.accessTokens.revoke(token.id)).toBe(true);
    expect(auth.accessTokens.revoke(token.id)).toBe(false);
    expect(auth.accessTokens.find(text)).toBeUndefined();
    expect(database.all(database.query.selectFrom('refresh_token').selectAll())).toEqual([]);
  });

  test('one that was rotated is another of the same name, and what the old one gave is gone', async () => {
    const { auth, database } = openTestAuth();
    auth.accounts.create({ name: 'bob', kind: 'user' }, 'admin');
    const grants = [{ repositories: ['team/**'], actions: ['pull' as const] }];
    const old = auth.accessTokens.create({ ...plain, grants, expiresAtMs: Date.now() + 86_400_000 }, 'bob');
    const lifetimeMs = (old.token.expiresAtMs ?? 0) - old.token.createdAtMs;
    const fields = new URLSearchParams({ offline_token: 'true' });
    const authorization = `Basic ${Buffer.from(`bob:${old.text}`).toString('base64')}`;
    await auth.tokenEndpoint.answer({ method: 'GET', fields, authorization, address: '' });
    const rotated = auth.accessTokens.rotate(old.token.id, 'admin');
    if (!rotated) throw new Error('there is none');
    expect(auth.accessTokens.find(old.text)).toBeUndefined();
    expect(auth.accessTokens.find(rotated.text)).toEqual(rotated.token);
    expect(rotated.token).toMatchObject({ account: 'bob', label: 'laptop', grants, createdBy: 'admin' });
    expect(rotated.token.id).not.toBe(old.token.id);
    expect((rotated.token.expiresAtMs ?? 0) - rotated.token.createdAtMs).toBe(lifetimeMs);
    expect(database.all(database.query.selectFrom('refresh_token').selectAll())).toEqual([]);
    expect(auth.accessTokens.list('bob')).toHaveLength(1);
  });

  test('one that never ends by itself does not when it was rotated; of one that is not there nothing comes', () => {
    const { auth } = openTestAuth();
    const { token } = auth.accessTokens.create(plain, 'bob');
    expect(auth.accessTokens.rotate(token.id, 'bob')?.token.expiresAtMs).toBeUndefined();
    expect(auth.accessTokens.rotate(token.id, 'bob')).toBeUndefined();
    expect(auth.accessTokens.list('bob')).toHaveLength(1);
  });

  test('notes its use, at most once a minute', () => {
    const { auth } = openTestAuth();
    const { text } = auth.accessTokens.create(plain, 'bob');
    const find = () => {
      const token = auth.accessTokens.find(text);
      if (!token) throw new Error('no token');
      return token;
    };
    auth.accessTokens.used(find(), '10.0.0.1', 1_000_000);
    auth.accessTokens.used(find(), '10.0.0.2', 1_030_000);
    expect(find()).toMatchObject({ usedAtMs: 1_000_000, usedFrom: '10.0.0.1' });
    auth.accessTokens.used(find(), '10.0.0.2', 1_060_000);
    expect(find()).toMatchObject({ usedAtMs: 1_060_000, usedFrom: '10.0.0.2' });
  });

  test('an account has at most 200', () => {
    const { auth } = openTestAuth();
    for (let n = 0; n < 200; n++) auth.accessTokens.create(plain, 'bob');
    expect(() => auth.accessTokens.create(plain, 'bob')).toThrow(/revoke those/);
    auth.accessTokens.create({ ...plain, account: 'alice' }, 'alice');
  });
});
