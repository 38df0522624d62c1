import { describe, expect, test } from 'vitest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { anonymous, type Principal, unrestricted } from '../principal';
import { openTestAuth } from '../testing/open-auth';
import { visibilityOf } from './visibility';

const user = (role: Principal['role'], more: Partial<Principal> = {}): Principal => ({
  kind: 'user',
  name: 'alice',
  role,
  groups: [],
  ...more,
});
const open = (rules: unknown[] = [], env: Record<string, string> = {}) =>
  openTestAuth({ CYBERDOCK_ACCESS_RULES: JSON.stringify(rules), ...env }).auth;
const allow = { subjects: ['user:alice'], repositories: ['team/**', '{user}/*'], actions: ['pull'] };
const deny = { effect: 'deny', subjects: ['everyone'], repositories: ['team/x'], actions: ['pull'] };
const sees = (seen: ReturnType<typeof visibilityOf>, ...names: string[]) =>
  names.filter((name) => seen === undefined || seen.sees(name as RepositoryName));

describe('what somebody may see of the list of repositories', () => {
  test('is everything, for administrators, auditors, and where there is no authentication', () => {
    expect(visibilityOf(open(), user('administrator'))).toBeUndefined();
    expect(visibilityOf(open(), user('auditor'))).toBeUndefined();
    expect(visibilityOf(open([deny], { CYBERDOCK_AUTH_MODE: 'none' }), unrestricted)).toBeUndefined();
  });

  test('is what they may pull from, with what the names begin with', () => {
    const seen = visibilityOf(open([allow, deny]), user('user'));
    expect(seen?.prefixes).toEqual(['alice/', 'team/']);
    expect(sees(seen, 'team/app', 'team/a/b', 'team/x', 'alice/app', 'alice/a/b', 'bob/app')).toEqual([
      'team/app',
      'team/a/b',
      'alice/app',
    ]);
  });

  test('is nothing, for whom nothing is allowed', () => {
    for (const who of [anonymous, user('user', { name: 'bob' })]) {
      const seen = visibilityOf(open([{ ...allow, repositories: ['team/**'] }]), who);
      expect(seen?.prefixes).toEqual([]);
      expect(sees(seen, 'team/app')).toEqual([]);
    }
  });

  test('is not everything for administrators, where a rule keeps anybody out or the token is narrowed', () => {
    const kept = visibilityOf(open([deny]), user('administrator'));
    expect(kept?.prefixes).toEqual(['']);
    expect(sees(kept, 'team/app', 'team/x')).toEqual(['team/app']);
    const limits = [{ repositories: ['team/*'], actions: ['pull' as const] }];
    expect(sees(visibilityOf(open(), user('administrator', { limits })), 'team/app', 'b/c')).toEqual([
      'team/app',
    ]);
    const pushes = [{ repositories: ['**'], actions: ['push' as const] }];
    expect(sees(visibilityOf(open(), user('administrator', { limits: pushes })), 'team/app')).toEqual([]);
  });
});
