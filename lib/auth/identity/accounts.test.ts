import { describe, expect, test } from 'vitest';
import { openTestAuth } from '../testing/open-auth';

const hash = '$2b$04$1fVOLQaVZv3DfzusRWJVhOaHfZjVpHCBXSUjzkXQzvp7rzNyS9ho6';
const other = '$2y$04$sqtH6Om5RU3dE0.BpyP2guzK.vwogqkWcEHDCpVsTpCFNn0rvfC3C';

const openAccounts = (settings?: Record<string, string>) => openTestAuth(settings).auth.accounts;

describe('Accounts', () => {
  test('keeps who was made, by whom, in the order of names', () => {
    const accounts = openAccounts();
    accounts.create({ name: 'bob', kind: 'user', passwordHash: hash, note: 'builds' }, 'admin');
    accounts.create({ name: 'alice', kind: 'user', role: 'auditor' }, 'admin');
    accounts.create({ name: 'robot+ci', kind: 'robot' }, 'alice');
    expect(accounts.list('user').map(({ name, role, createdBy }) => [name, role, createdBy])).toEqual([
      ['alice', 'auditor', 'admin'],
      ['bob', 'user', 'admin'],
    ]);
    expect(accounts.get('bob')).toMatchObject({ passwordHash: hash, note: 'builds', isDisabled: false });
    expect(accounts.list('robot')).toMatchObject([{ name: 'robot+ci', passwordHash: undefined }]);
  });

  test.each([
    '',
    'Alice',
    'a b',
    'a:b',
    'a/b',
    '../a',
    'a*',
    '{user}',
    'anonymous',
    'everyone',
    'é',
    'a'.repeat(65),
  ])('refuses %j as a name', (name) => {
    const accounts = openAccounts();
    expect(() => accounts.create({ name, kind: 'user' }, 'admin')).toThrow(/can't be the name/);
    expect(() => accounts.create({ name: `robot+${name}`, kind: 'robot' }, 'admin')).toThrow(
      /can't be the name/,
    );
    expect(() => accounts.join(name, 'bob')).toThrow(/can't be the name of a group/);
  });

  test('a user can’t have the name of a robot, nor a robot that of a user', () => {
    const accounts = openAccounts();
    expect(() => accounts.create({ name: 'robot+ci', kind: 'user' }, 'admin')).toThrow(/can't be the name/);
    expect(() => accounts.create({ name: 'ci', kind: 'robot' }, 'admin')).toThrow(/can't be the name/);
  });

  test('refuses a name that is taken, and changes nothing then', () => {
    const accounts = openAccounts();
    accounts.create({ name: 'bob', kind: 'user', passwordHash: hash }, 'admin');
    expect(() => accounts.create({ name: 'bob', kind: 'user', passwordHash: other }, 'admin')).toThrow(
      /choose another/,
    );
    expect(accounts.get('bob')?.passwordHash).toBe(hash);
  });

  test('what somebody signs in with changes their generation; their role and groups do not', () => {
    const accounts = openAccounts();
    const generation = () => accounts.get('bob')?.generation;
    accounts.create({ name: 'bob', kind: 'user', passwordHash: hash }, 'admin');
    const seen = new Set([generation()]);
    accounts.setRole('bob', 'auditor');
    accounts.join('developers', 'bob');
    expect(seen).toContain(generation());
    for (const change of [
      () => accounts.setPassword('bob', other),
      () => accounts.signOutEverywhere('bob'),
      () => accounts.setDisabled('bob', true),
      () => accounts.setDisabled('bob', false),
    ]) {
      change();
      expect(seen).not.toContain(generation());
      seen.add(generation());
    }
    accounts.remove('bob');
    accounts.create({ name: 'bob', kind: 'user', passwordHash: hash }, 'admin');
    expect(seen).not.toContain(generation());
  });

  test.each([
    [
      'disabled',
      (name: string, accounts: ReturnType<typeof openAccounts>) => accounts.setDisabled(name, true),
    ],
    ['removed', (name: string, accounts: ReturnType<typeof openAccounts>) => accounts.remove(name)],
    [
      'made a user',
      (name: string, accounts: ReturnType<typeof openAccounts>) => accounts.setRole(name, 'user'),
    ],
  ])('the last administrator can’t be %s, unless the configuration names others', (_, change) => {
    const accounts = openAccounts();
    accounts.create({ name: 'admin', kind: 'user', role: 'administrator' }, 'server');
    accounts.create({ name: 'bob', kind: 'user' }, 'admin');
    const before = accounts.get('admin');
    expect(() => change('admin', accounts)).toThrow(/nobody would be left/);
    expect(accounts.get('admin')).toEqual(before);
    change('bob', accounts);
    accounts.create({ name: 'eve', kind: 'user', role: 'administrator' }, 'admin');
    change('admin', accounts);
    const named = openAccounts({ CYBERDOCK_ACCESS_ADMINISTRATORS: 'carol' });
    named.create({ name: 'admin', kind: 'user', role: 'administrator' }, 'server');
    change('admin', named);
  });

  test('who is removed leaves no token, group, session or star behind', () => {
    const { auth, database } = openTestAuth();
    auth.accounts.create({ name: 'bob', kind: 'user' }, 'admin');
    auth.accounts.join('developers', 'bob');
    auth.accessTokens.create(
      { account: 'bob', label: 'x', grants: undefined, expiresAtMs: undefined },
      'bob',
    );
    database.run(database.query.insertInto('star').values({ account: 'bob', repository: 'team/app' }));
    auth.accounts.remove('bob');
    for (const table of ['group_member', 'access_token', 'refresh_token', 'session', 'star'] as const)
      expect(database.all(database.query.selectFrom(table).selectAll())).toEqual([]);
  });

  test('a group begins with its first member and ends with its last', () => {
    const accounts = openAccounts();
    accounts.join('developers', 'bob');
    accounts.join('developers', 'alice');
    accounts.join('developers', 'alice');
    expect([...accounts.groups()]).toEqual([['developers', ['alice', 'bob']]]);
    expect(accounts.groupsOf('alice')).toEqual(['developers']);
    expect(accounts.leave('developers', 'alice')).toBe(true);
    expect(accounts.leave('developers', 'alice')).toBe(false);
    expect(accounts.leave('developers', 'bob')).toBe(true);
    expect([...accounts.groups()]).toEqual([]);
  });
});
