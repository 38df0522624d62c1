import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { hashSync } from '@node-rs/bcrypt';
import { describe, expect, test } from 'vitest';
import { addUser, openTestAuth, rightPassword } from '@/lib/auth/testing/open-auth';
import { changePassword } from './change-password';
import { listOwnTokens, makeOwnToken, revokeOwnToken } from './own-tokens';
import { signIn } from './sign-in';
import { signOutEverywhere } from './sign-out-everywhere';

const hash = hashSync(rightPassword, 4);
const sender = { address: '192.0.2.7', client: 'test' };
const next = 'another horse battery';

function open() {
  const { auth } = openTestAuth();
  addUser(auth, 'bob', hash);
  const enter = async (name: string, password: string) => await signIn(auth, { name, password }, sender);
  const entered = async (password = rightPassword) => {
    const outcome = await enter('bob', password);
    if ('refused' in outcome) throw new Error(outcome.refused);
    return outcome;
  };
  const owner = ({ session }: Awaited<ReturnType<typeof entered>>) => ({
    name: 'bob',
    generation: session.generation,
    sessionId: session.id,
  });
  const isGood = (text: string) => {
    const found = auth.sessions.find(text, sender);
    const { account, generation } = found?.session ?? {};
    return auth.authenticator.holder(account ?? '', generation ?? '', undefined) !== undefined;
  };
  return { auth, enter, entered, owner, isGood };
}

describe('signIn', () => {
  test('begins a session for a right password, and notes when', async () => {
    const { auth, enter, isGood } = open();
    const outcome = await enter(' bob ', rightPassword);
    expect(outcome).toMatchObject({ session: { account: 'bob', ...sender } });
    expect('text' in outcome && isGood(outcome.text)).toBe(true);
    expect(auth.accounts.get('bob')?.signedInAtMs).toBeGreaterThan(Date.now() - 60_000);
    for (const [name, password] of [
      ['bob', 'wrong'],
      ['Bob', rightPassword],
      ['nobody', rightPassword],
      ['', ''],
    ] as const)
      expect(await enter(name, password)).toMatchObject({ refused: 'wrong' });
  });

  test('takes no access token for the password, and lets no robot in', async () => {
    const { auth, enter } = open();
    const plain = { label: 'x', grants: undefined, expiresAtMs: undefined };
    const { text } = auth.accessTokens.create({ account: 'bob', ...plain }, 'test');
    expect(await enter('bob', text)).toEqual({ refused: 'wrong', name: 'bob' });
    auth.accounts.create({ name: 'robot+ci', kind: 'robot', passwordHash: hash }, 'test');
    expect(await enter('robot+ci', rightPassword)).toMatchObject({ refused: 'wrong' });
    expect(auth.sessions.list('bob', auth.accounts.get('bob')?.generation ?? '')).toEqual([]);
  });

  test('slows down guessing, and says for how long', async () => {
    const { enter } = open();
    for (let guess = 0; guess < 6; guess++) await enter('bob', `wrong ${guess}`);
    expect(await enter('bob', rightPassword)).toMatchObject({ refused: 'throttled', retryAfterS: 1 });
  });
});

describe('changePassword', () => {
  test('ends every other session; the one that asked goes on under another cookie', async () => {
    const { auth, enter, entered, owner, isGood } = open();
    const [mine, other] = [await entered(), await entered()];
    const outcome = await changePassword(auth, owner(mine), { current: rightPassword, next }, '');
    const cookie = 'cookie' in outcome ? outcome.cookie : undefined;
    expect(isGood(cookie ?? '')).toBe(true);
    expect(isGood(mine.text)).toBe(false);
    expect(isGood(other.text)).toBe(false);
    expect(auth.sessions.list('bob', auth.accounts.get('bob')?.generation ?? '')).toHaveLength(1);
    expect(await enter('bob', rightPassword)).toMatchObject({ refused: 'wrong' });
    expect(await enter('bob', next)).toHaveProperty('session');
  });

  test('asks for the present password, and slows down guessing it', async () => {
    const { auth, entered, owner, isGood } = open();
    const mine = await entered();
    const change = async (current: string) => await changePassword(auth, owner(mine), { current, next }, 'a');
    for (let guess = 0; guess < 6; guess++)
      expect(await change(`wrong ${guess}`)).toMatchObject({ refused: 'wrong' });
    expect(await change('wrong again')).toMatchObject({ refused: 'throttled' });
    expect(isGood(mine.text)).toBe(true);
  });

  test('is not done with an access token in the place of the password', async () => {
    const { auth, entered, owner } = open();
    const mine = await entered();
    const { text } = makeOwnToken(auth, 'bob', { label: 'x', lifetimeDays: null, grants: null });
    expect(await changePassword(auth, owner(mine), { current: text, next }, '')).toMatchObject({
      refused: 'wrong',
    });
  });

  test.each([
    ['too short', 'is too short'],
    [rightPassword, 'is the present one'],
    ['x'.repeat(100), 'is too long'],
  ])('refuses the new password %j', async (bad, words) => {
    const { auth, entered, owner } = open();
    const body = { current: rightPassword, next: bad };
    await expect(changePassword(auth, owner(await entered()), body, '')).rejects.toThrow(words);
  });

  test('is refused when an administrator changed the account meanwhile', async () => {
    const { auth, entered, owner } = open();
    const mine = await entered();
    const changing = changePassword(auth, owner(mine), { current: rightPassword, next }, '');
    auth.accounts.setDisabled('bob', true);
    await expect(changing).rejects.toThrow('changed meanwhile');
    expect(auth.accounts.get('bob')).toMatchObject({ passwordHash: hash, isDisabled: true });
  });

  test('of a user of the htpasswd file is refused with the reason', async () => {
    const { auth, folder } = openTestAuth({ CYBERDOCK_AUTH_HTPASSWD: 'users' });
    writeFileSync(path.join(folder, 'users'), `eve:${hash}\n`);
    const outcome = await signIn(auth, { name: 'eve', password: rightPassword }, sender);
    const { session } = outcome as { session: { id: string; generation: string } };
    const eve = { name: 'eve', generation: session.generation, sessionId: session.id };
    const body = { current: rightPassword, next };
    await expect(changePassword(auth, eve, body, '')).rejects.toThrow('htpasswd file');
  });
});

describe('signOutEverywhere', () => {
  test('ends sessions and what the password gave to clients; access tokens stay', async () => {
    const { auth, entered, isGood } = open();
    const { text, session } = await entered();
    const holder = { account: 'bob', generation: session.generation };
    const refresh = auth.refreshTokens.issue({ ...holder, accessToken: undefined }, undefined);
    const made = makeOwnToken(auth, 'bob', { label: 'x', lifetimeDays: null, grants: null });
    const ofToken = auth.refreshTokens.issue({ ...holder, accessToken: made.token.id }, undefined);
    signOutEverywhere(auth, 'bob');
    expect(isGood(text)).toBe(false);
    expect(auth.authenticator.holder('bob', session.generation, undefined)).toBeUndefined();
    expect(auth.refreshTokens.use(refresh)).toBeUndefined();
    expect(auth.refreshTokens.use(ofToken)).toBeDefined();
    expect(auth.accessTokens.find(made.text)).toBeDefined();
  });

  test('ends the sessions of a user of the htpasswd file too', async () => {
    const { auth, folder } = openTestAuth({ CYBERDOCK_AUTH_HTPASSWD: 'users' });
    writeFileSync(path.join(folder, 'users'), `eve:${hash}\n`);
    const outcome = await signIn(auth, { name: 'eve', password: rightPassword }, sender);
    signOutEverywhere(auth, 'eve');
    expect(auth.sessions.find('text' in outcome ? outcome.text : '', sender)).toBeUndefined();
  });
});

describe('own tokens', () => {
  test('are made, listed without their secret, and revoked by nobody else', () => {
    const { auth } = open();
    const grants = [{ repositories: ['team/**', 'alpine'], actions: ['pull' as const] }];
    const { token, text } = makeOwnToken(auth, 'bob', { label: ' laptop ', lifetimeDays: 7, grants });
    expect(auth.accessTokens.find(text)).toMatchObject({ account: 'bob', label: 'laptop', grants });
    expect(token.expiresAtMs).toBeGreaterThan(Date.now() + 6.9 * 86_400_000);
    expect(listOwnTokens(auth, 'bob').tokens).toEqual([token]);
    expect(JSON.stringify(listOwnTokens(auth, 'bob'))).not.toContain(text.slice(-43));
    expect(listOwnTokens(auth, 'eve').tokens).toEqual([]);
    expect(revokeOwnToken(auth, 'eve', token.id)).toBe(false);
    expect(revokeOwnToken(auth, 'bob', token.id)).toBe(true);
    expect(revokeOwnToken(auth, 'bob', token.id)).toBe(false);
    expect(auth.accessTokens.find(text)).toBeUndefined();
  });

  test.each(['Team/app', '{user}/**', 'a b'])('are not narrowed to %j', (glob) => {
    const { auth } = open();
    const grants = [{ repositories: ['team/**', glob], actions: ['pull' as const] }];
    expect(() => makeOwnToken(auth, 'bob', { label: 'x', lifetimeDays: 7, grants })).toThrow('no pattern');
    expect(listOwnTokens(auth, 'bob').tokens).toEqual([]);
  });
});
