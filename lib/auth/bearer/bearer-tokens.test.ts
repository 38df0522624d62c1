import { createHmac } from 'node:crypto';
import { decodeProtectedHeader, exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Database } from '@/lib/database/database';
import { openTestAuth } from '../testing/open-auth';
import { BearerTokens, service } from './bearer-tokens';
import { SigningKeys } from './signing-keys';

const minute = 60_000;
const claims = {
  subject: 'bob',
  generation: 'g1',
  accessToken: undefined,
  access: [{ type: 'repository' as const, name: 'team/app', actions: ['pull'] }],
};

function open(database = openTestAuth().database) {
  const keys = new SigningKeys(database, { rotationMs: 60 * minute, tokenLifetimeMs: 5 * minute });
  return { database, keys, tokens: new BearerTokens(keys, 5 * minute) };
}

/** A token with what ours have in it, except what the test changes. */
async function forge(
  database: Database,
  change: {
    issuer?: string;
    audience?: string;
    type?: string;
    expires?: string;
    key?: CryptoKey;
    kid?: string;
  },
): Promise<string> {
  const { keys } = open(database);
  const { id, privateKey } = await keys.current();
  return await new SignJWT({ gen: 'g1', access: claims.access })
    .setProtectedHeader({ alg: 'ES256', kid: change.kid ?? id, typ: change.type ?? 'at+jwt' })
    .setIssuer(change.issuer ?? service)
    .setAudience(change.audience ?? service)
    .setSubject('bob')
    .setIssuedAt()
    .setExpirationTime(change.expires ?? '5m')
    .sign(change.key ?? privateKey);
}

afterEach(() => void vi.useRealTimers());

describe('BearerTokens', () => {
  test('what was issued is verified, by every process on the database', async () => {
    const { database, tokens } = open();
    const { token, lifetimeS } = await tokens.issue(claims);
    expect(lifetimeS).toBe(300);
    const expected = {
      ...claims,
      scope: { repositories: [{ repository: 'team/app', actions: ['pull'] }], catalog: false },
      expiresAtMs: expect.any(Number),
    };
    expect(await tokens.verify(token)).toEqual(expected);
    expect(await open(database).tokens.verify(token)).toEqual(expected);
  });

  test('expires, also after it was verified', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 1) });
    const { database, tokens } = open();
    const { token } = await tokens.issue(claims);
    expect(await tokens.verify(token)).toMatchObject({ subject: 'bob' });
    vi.setSystemTime(Date.now() + 5 * minute - 1_000);
    expect(await tokens.verify(token)).toMatchObject({ subject: 'bob' });
    vi.setSystemTime(Date.now() + 1_000);
    expect(await tokens.verify(token)).toBe('expired');
    expect(await open(database).tokens.verify(token)).toBe('expired');
  });

  test('who asks for the same in the same second gets the same token, and nobody else gets it', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 1) });
    const { tokens } = open();
    const tokenFor = async (change: Partial<typeof claims> | { accessToken: string } = {}) =>
      (await tokens.issue({ ...claims, ...change })).token;
    const [first, second] = await Promise.all([tokenFor(), tokenFor()]);
    expect(second).toBe(first);
    const others = [
      await tokenFor({ subject: 'alice' }),
      await tokenFor({ generation: 'g2' }),
      await tokenFor({ accessToken: 'one' }),
      await tokenFor({ access: [] }),
      await tokenFor({ access: claims.access.map((one) => ({ ...one, name: 'team/other' })) }),
      await tokenFor({ access: claims.access.map((one) => ({ ...one, actions: [...one.actions, 'push'] })) }),
    ];
    expect(new Set([first, ...others]).size).toBe(1 + others.length);
    vi.setSystemTime(Date.now() + 1_000);
    const later = await tokens.issue(claims);
    expect(later.token).not.toBe(first);
    expect(later).toMatchObject({ issuedAtMs: Date.now(), lifetimeS: 300 });
  });

  test('a token that could not be signed is not kept', async () => {
    const { keys, tokens } = open();
    vi.spyOn(keys, 'current').mockRejectedValueOnce(new Error('the disk failed'));
    await expect(tokens.issue(claims)).rejects.toThrow('the disk failed');
    expect(await tokens.verify((await tokens.issue(claims)).token)).toMatchObject({ subject: 'bob' });
  });

  test.each([
    ['of another audience', { audience: 'other' }],
    ['of another issuer', { issuer: 'other' }],
    ['of another type', { type: 'JWT' }],
    ['of a key that is not there', { kid: 'nobody' }],
  ])('one %s is not valid', async (_, change) => {
    const { database, tokens } = open();
    expect(await tokens.verify(await forge(database, change))).toBe('invalid');
  });

  test('one that another key has signed is not valid', async () => {
    const { database, tokens } = open();
    const { privateKey } = await generateKeyPair('ES256');
    expect(await tokens.verify(await forge(database, { key: privateKey as CryptoKey }))).toBe('invalid');
  });

  test('neither `none` nor an HMAC with the public key is an algorithm', async () => {
    const { keys, tokens } = open();
    const { id, publicKey } = await keys.current();
    const none = new UnsecuredJWT({ gen: 'g1', access: [] })
      .setIssuer(service)
      .setAudience(service)
      .setSubject('bob');
    expect(await tokens.verify(none.setExpirationTime('5m').encode())).toBe('invalid');
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const payload = { iss: service, aud: service, sub: 'bob', gen: 'g1', exp: 9_999_999_999, access: [] };
    const signed = `${encode({ alg: 'HS256', kid: id, typ: 'at+jwt' })}.${encode(payload)}`;
    const confused = createHmac('sha256', await exportSPKI(publicKey))
      .update(signed)
      .digest('base64url');
    expect(await tokens.verify(`${signed}.${confused}`)).toBe('invalid');
  });

  test.each(['', '.', 'a.b.c', '..', 'x'.repeat(40_000), 'eyJhbGciOiJFUzI1NiJ9..', '\u0000'])(
    'garbage is not valid',
    async (text) => {
      expect(await open().tokens.verify(text)).toBe('invalid');
    },
  );

  test('one bit changed anywhere makes it invalid', async () => {
    const { tokens } = open();
    const { token } = await tokens.issue(claims);
    for (let at = 0; at < token.length; at += 7) {
      const changed = token[at] === 'A' ? 'B' : 'A';
      const forged = token.slice(0, at) + changed + token.slice(at + 1);
      // The last character has bits that stand for nothing.
      if (at < token.length - 1 && forged !== token) expect(await tokens.verify(forged)).toBe('invalid');
    }
  });
});

describe('SigningKeys', () => {
  test('a key is replaced when its time is over, and what it signed stays valid as long as it may be', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 1) });
    const { database, tokens } = open();
    const kid = (token: string) => decodeProtectedHeader(token).kid;
    const { token: first } = await tokens.issue(claims);
    vi.setSystemTime(Date.now() + 58 * minute);
    const { token: late } = await tokens.issue(claims);
    expect(kid(late)).toBe(kid(first));
    vi.setSystemTime(Date.now() + 3 * minute);
    const { token: second } = await tokens.issue(claims);
    expect(kid(second)).not.toBe(kid(first));
    expect(await tokens.verify(late)).toMatchObject({ subject: 'bob' });
    expect(await open(database).tokens.verify(late)).toMatchObject({ subject: 'bob' });
  });

  test('processes that begin at once sign with the same key', async () => {
    const { database } = open();
    const issued = await Promise.all(Array.from({ length: 5 }, () => open(database).tokens.issue(claims)));
    expect(new Set(issued.map(({ token }) => decodeProtectedHeader(token).kid)).size).toBe(1);
  });

  test('tokens in a row ask the database once for the key, and a key of another process is taken within a second', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: Date.UTC(2026, 0, 1) });
    const { database, keys } = open();
    const { id } = await keys.current();
    const asked = vi.spyOn(database, 'all');
    for (let count = 0; count < 5; count += 1) expect((await keys.current()).id).toBe(id);
    expect(asked).not.toHaveBeenCalled();
    const copy = database.first(database.query.selectFrom('signing_key').selectAll());
    const another = {
      ...copy,
      id: 'another',
      private_jwk: copy?.private_jwk ?? '',
      created_at_ms: Date.now() + 1,
    };
    database.run(database.query.insertInto('signing_key').values(another));
    vi.advanceTimersByTime(1_000);
    expect((await keys.current()).id).toBe('another');
  });

  test('keys that can verify nothing any more are removed', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 1) });
    const { database, keys } = open();
    const { id } = await keys.current();
    vi.setSystemTime(Date.now() + 200 * minute);
    await keys.current();
    const rows = database.all(database.query.selectFrom('signing_key').selectAll());
    expect(rows.map((row) => row.id)).not.toContain(id);
    expect(rows).toHaveLength(1);
    await importJWK(JSON.parse(rows[0]?.private_jwk ?? ''), 'ES256');
  });
});
