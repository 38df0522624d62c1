import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseRepositoryName } from '@/lib/oci/repository-name';
import { ensureAdministrator } from '../first-administrator';
import { nobodysHash } from '../identity/password';
import { addUser, openTestAuth } from '../testing/open-auth';
import type { Person } from './person';

const issuer = 'https://login.example.com';
const provider = { CYBERDOCK_OIDC_ISSUER: issuer, CYBERDOCK_OIDC_CLIENT_ID: 'cyberdock' };
const dayMs = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

function open(settings: Record<string, string> = {}) {
  const opened = openTestAuth({ ...provider, ...settings });
  const { auth } = opened;
  const admit = (person: Partial<Person>) => {
    if (!auth.admission) throw new Error('there is a provider');
    const whole = { subject: 's-alice', name: 'alice', groups: [], ...person };
    return auth.admission.admit(whole, Date.now());
  };
  return { ...opened, admit };
}

const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

describe('a name', () => {
  test('of a local account is never given to somebody of the provider, whatever role or state that has', () => {
    const { auth, admit } = open();
    for (const name of ['root', 'alice', 'bob']) addUser(auth, name, nobodysHash);
    auth.accounts.setRole('root', 'administrator');
    auth.accounts.setDisabled('bob', true);
    for (const name of ['root', 'alice', 'bob'])
      expect(admit({ subject: `s-${name}`, name })).toBe('name-taken');
    expect(auth.directory.find('root')).toMatchObject({ source: 'database', passwordHash: nobodysHash });
  });

  test('of the htpasswd file neither, also while the file can not be read', () => {
    const folder = open().folder;
    const file = path.join(folder, 'htpasswd');
    writeFileSync(file, `alice:${nobodysHash}\n`);
    const { admit } = open({ CYBERDOCK_AUTH_HTPASSWD: file });
    expect(admit({ name: 'alice' })).toBe('name-taken');
    expect(admit({ subject: 's-bob', name: 'bob' })).toMatchObject({ isNew: true });
    const unreadable = open({ CYBERDOCK_AUTH_HTPASSWD: path.join(folder, 'not-there') });
    expect(unreadable.admit({ name: 'alice' })).toBe('name-taken');
    expect(unreadable.admit({ subject: 's-carol', name: 'carol' })).toBe('name-taken');
  });

  test('of another subject neither, until the account is removed', () => {
    const { auth, admit } = open();
    admit({ subject: 's-1', name: 'alice' });
    expect(admit({ subject: 's-2', name: 'alice' })).toBe('name-taken');
    auth.accounts.remove('alice');
    expect(admit({ subject: 's-2', name: 'alice' })).toMatchObject({ isNew: true });
    expect(admit({ subject: 's-1', name: 'alice' })).toBe('name-taken');
  });

  test('of the first administrator neither, nor one of which access tokens are left', () => {
    const { auth, admit } = open();
    expect(admit({ name: 'admin' })).toBe('name-taken');
    auth.accessTokens.create(
      { account: 'alice', label: 'old', grants: undefined, expiresAtMs: undefined },
      'x',
    );
    expect(admit({ name: 'alice' })).toBe('name-taken');
  });

  test('that the configuration gives a role or that can not be one gives nothing', () => {
    const { auth, admit } = open({
      CYBERDOCK_ACCESS_ADMINISTRATORS: 'alice',
      CYBERDOCK_ACCESS_AUDITORS: 'bob',
    });
    admit({ subject: 's-1', name: 'alice' });
    admit({ subject: 's-2', name: 'bob' });
    expect(auth.directory.find('alice')?.principal.role).toBe('user');
    expect(auth.directory.find('bob')?.principal.role).toBe('user');
    expect(admit({ subject: 's-3', name: undefined })).toBe('no-name');
    expect(auth.directory.users().map(({ name, source, role }) => `${name} ${source} ${role}`)).toEqual([
      'alice oidc user',
      'bob oidc user',
    ]);
  });

  test('stays with a subject whatever the provider calls it later', () => {
    const { auth, admit } = open();
    addUser(auth, 'root', nobodysHash);
    admit({ name: 'alice' });
    for (const name of ['root', 'other', undefined])
      expect(admit({ name })).toMatchObject({ isNew: false, account: { name: 'alice' } });
    expect(auth.directory.find('other')).toBeUndefined();
  });
});

describe('groups of the provider', () => {
  test('count for rules, beside those of this registry, from the next sign-in on', () => {
    const { auth, admit } = open({
      CYBERDOCK_ACCESS_GROUPS: '[{"name": "local", "members": ["alice"]}]',
      CYBERDOCK_ACCESS_RULES: JSON.stringify([
        { subjects: ['group:/team/a'], repositories: ['team-a/**'], actions: ['pull', 'push'] },
        { effect: 'deny', subjects: ['group:guests'], repositories: ['**'], actions: ['push'] },
      ]),
    });
    const may = (action: 'pull' | 'push') => {
      const identity = auth.directory.find('alice');
      const repository = parseRepositoryName('team-a/app');
      return identity && auth.rules.book.decide(identity.principal, action, repository).allowed;
    };
    admit({ groups: ['/team/a'] });
    expect(auth.directory.find('alice')?.principal.groups).toEqual(['local', '/team/a']);
    expect([may('pull'), may('push')]).toEqual([true, true]);
    admit({ groups: ['/team/a', 'guests'] });
    expect([may('pull'), may('push')]).toEqual([true, false]);
    admit({ groups: [] });
    expect([may('pull'), may('push')]).toEqual([false, false]);
  });

  test('give roles, and take them away', () => {
    const { auth, admit } = open({
      CYBERDOCK_OIDC_ADMINISTRATOR_GROUPS: 'admins',
      CYBERDOCK_OIDC_AUDITOR_GROUPS: 'security',
    });
    addUser(auth, 'root', nobodysHash);
    auth.accounts.setRole('root', 'administrator');
    const roleWith = (...groups: string[]) => {
      admit({ groups });
      return auth.directory.find('alice')?.principal.role;
    };
    expect(roleWith('admins', 'security')).toBe('administrator');
    expect(roleWith('security')).toBe('auditor');
    auth.accounts.setRole('alice', 'administrator');
    expect(roleWith('security')).toBe('administrator');
    auth.accounts.setRole('alice', 'user');
    expect(roleWith('Admins')).toBe('user');
  });

  test('say who may sign in at all; who may no more loses at once what they hold', async () => {
    const { auth, admit } = open({ CYBERDOCK_OIDC_ALLOWED_GROUPS: 'developers' });
    expect(admit({ groups: ['sales'] })).toBe('not-allowed');
    expect(auth.accounts.get('alice')).toBeUndefined();
    admit({ groups: ['developers'] });
    const text = tokenOf(auth);
    expect(await signInWith(auth, text)).toHaveProperty('principal');
    expect(admit({ groups: ['sales'] })).toBe('not-allowed');
    expect(await signInWith(auth, text)).toMatchObject({ refused: 'wrong' });
  });
});

type Auth = ReturnType<typeof open>['auth'];

function tokenOf({ accessTokens }: Auth): string {
  const token = { account: 'alice', label: 'laptop', grants: undefined, expiresAtMs: undefined };
  return accessTokens.create(token, 'alice').text;
}

async function signInWith({ authenticator }: Auth, password: string) {
  return await authenticator.authenticate({ kind: 'basic', name: 'alice', password }, '192.0.2.1');
}

describe('an account of the provider', () => {
  test('has access tokens for container clients, and no password', async () => {
    const { auth, admit } = open();
    admit({ groups: ['developers'] });
    expect(await signInWith(auth, tokenOf(auth))).toMatchObject({ principal: { groups: ['developers'] } });
    for (const password of ['', 'right horse battery'])
      expect(await signInWith(auth, password)).toMatchObject({ refused: 'wrong' });
    expect(() => auth.accounts.setPassword('alice', nobodysHash)).toThrow('signs in with OpenID Connect');
  });

  test('is let in no more once it is disabled, and again once it is enabled', async () => {
    const { auth, admit } = open();
    admit({});
    const text = tokenOf(auth);
    auth.accounts.setDisabled('alice', true);
    auth.directory.forget();
    expect(admit({})).toBe('disabled');
    expect(await signInWith(auth, text)).toMatchObject({ refused: 'wrong' });
    auth.accounts.setDisabled('alice', false);
    expect(admit({})).toMatchObject({ isNew: false });
    expect(await signInWith(auth, text)).toHaveProperty('principal');
  });

  test('rests when the provider said nothing of it for too long, until it does again', async () => {
    const { auth, admit } = open({ CYBERDOCK_OIDC_REFRESH_AFTER: '2d' });
    admit({ groups: ['developers'] });
    const text = tokenOf(auth);
    pass(2 * dayMs);
    auth.directory.forget();
    expect(await signInWith(auth, text)).toHaveProperty('principal');
    pass(1);
    auth.directory.forget();
    expect(auth.directory.find('alice')).toBeUndefined();
    expect(await signInWith(auth, text)).toMatchObject({ refused: 'stale' });
    expect(await signInWith(auth, `${text.slice(0, -2)}xx`)).toMatchObject({ refused: 'wrong' });
    admit({ groups: [] });
    expect(await signInWith(auth, text)).toMatchObject({ principal: { groups: [] } });
  });

  test('is nobody where there is another provider, or none', () => {
    const { auth, admit, folder } = open();
    admit({});
    expect(auth.directory.find('alice')).toBeDefined();
    const elsewhere = { CYBERDOCK_OIDC_ISSUER: 'https://other.example.com', CYBERDOCK_OIDC_CLIENT_ID: 'c' };
    for (const settings of [elsewhere, {}]) {
      const again = openTestAuth(settings, folder).auth;
      expect(again.accounts.get('alice')).toBeDefined();
      expect(again.directory.find('alice')).toBeUndefined();
      expect(again.directory.isStale('alice')).toBe(false);
    }
  });

  test('does not keep the first administrator from being made', async () => {
    const { auth, admit } = open({ CYBERDOCK_OIDC_ADMINISTRATOR_GROUPS: 'admins' });
    admit({ groups: ['admins'] });
    expect(await ensureAdministrator(auth.accounts)).toMatchObject({ name: 'admin' });
  });
});
