import { describe, expect, test, vi } from 'vitest';
import { loadConfig } from '@/lib/config';
import { Database } from '@/lib/database/database';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { IdentityError } from '../identity/identity-error';
import { anonymous, type Principal } from '../principal';
import { openTestAuth } from '../testing/open-auth';
import { type NewRule, Rules, rulesOf } from './rules';

const alice: Principal = { kind: 'user', name: 'alice', role: 'user', groups: [] };
const app = 'team/app' as RepositoryName;
const readers: NewRule = {
  effect: 'allow',
  subjects: ['user:alice'],
  repositories: ['team/*'],
  actions: ['pull'],
};

describe('rules of the database', () => {
  test('count at once where they are made and removed', () => {
    const { rules } = openTestAuth().auth;
    const may = () => rules.book.decide(alice, 'pull', app).allowed;
    expect(may()).toBe(false);
    const { id } = rules.add({ ...readers, note: 'why' }, 'root');
    expect(may()).toBe(true);
    expect(rules.book.rules).toEqual([{ ...readers, id, note: 'why' }]);
    const other = rules.add({ ...readers, effect: 'deny' }, 'root');
    expect(may()).toBe(false);
    expect(rules.remove(other.id)).toBe(true);
    expect(may()).toBe(true);
    expect(rules.remove(id.replace('rule ', ''))).toBe(true);
    expect(may()).toBe(false);
    expect(rules.remove(id)).toBe(false);
  });

  test('are changed under their name, and count so at once', () => {
    const { rules } = openTestAuth().auth;
    const may = () => rules.book.decide(alice, 'pull', app).allowed;
    const { id } = rules.add({ ...readers, note: 'why' }, 'root');
    const next: NewRule = { ...readers, effect: 'deny', actions: ['pull', 'push'] };
    expect(rules.change(id, next)).toEqual({ ...readers, id, note: 'why' });
    expect(may()).toBe(false);
    expect(rules.book.rules).toEqual([{ ...next, id }]);
    expect(() => rules.change(id, { ...readers, subjects: ['alice'] })).toThrow(IdentityError);
    expect(rules.change('rule 99', readers)).toBeUndefined();
    expect(rules.change('access.rules[0]', readers)).toBeUndefined();
    expect(rules.book.rules).toEqual([{ ...next, id }]);
  });

  test('count within a second where another process made, changed or removed them', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const { auth, database, folder } = openTestAuth();
      const { database: second } = Database.open(`${folder}/cyberdock.db`);
      const elsewhere = new Rules(second, loadConfig({ cwd: folder, env: {} }).access);
      const may = () => auth.rules.book.decide(alice, 'pull', app).allowed;
      expect(may()).toBe(false);
      const { id } = elsewhere.add(readers, 'root');
      vi.advanceTimersByTime(1_001);
      expect(may()).toBe(true);
      elsewhere.change(id, { ...readers, subjects: ['user:bob'] });
      vi.advanceTimersByTime(1_001);
      expect(may()).toBe(false);
      elsewhere.change(id, readers);
      vi.advanceTimersByTime(1_001);
      expect(may()).toBe(true);
      // The same number of rules is not the same rules.
      elsewhere.remove(id);
      elsewhere.add({ ...readers, subjects: ['user:bob'] }, 'root');
      vi.advanceTimersByTime(1_001);
      expect(may()).toBe(false);
      second.close();
      expect(database).toBeDefined();
    } finally {
      vi.useRealTimers();
    }
  });

  test.each<[string, Partial<NewRule>, RegExp]>([
    ['no subject', { subjects: [] }, /at least one of subjects/],
    ['a subject that is none', { subjects: ['user:alice', 'alice'] }, /"alice" is not allowed here/],
    ['no repository', { repositories: [] }, /at least one of/],
    ['a pattern that matches nothing', { repositories: ['Team/*'] }, /"Team\/\*" is not allowed here/],
    ['a pattern with a line break', { repositories: ['team/*\n'] }, /is not allowed here/],
    ['no action', { actions: [] }, /at least one of the actions/],
    ['an action that is none', { actions: ['read' as 'pull'] }, /"read" is not allowed here.*pull, push/],
  ])('with %s are refused with what is allowed', (_, change, problem) => {
    const { rules } = openTestAuth().auth;
    const add = () => rules.add({ ...readers, ...change }, 'root');
    expect(add).toThrow(IdentityError);
    expect(add).toThrow(problem);
    expect(rules.book.rules).toEqual([]);
  });

  test('are removed by their own name alone', () => {
    const { rules } = openTestAuth({
      CYBERDOCK_ACCESS_RULES: JSON.stringify([
        { subjects: ['everyone'], repositories: ['**'], actions: ['pull'] },
      ]),
    }).auth;
    rules.add(readers, 'root');
    for (const wrong of [
      'access.rules[0]',
      '0',
      '2',
      '-1',
      '1.5',
      '1e0',
      ' 1',
      '',
      'rule',
      'rule 99',
      'Rule 1',
    ])
      expect(rules.remove(wrong), wrong).toBe(false);
    expect(rules.book.rules).toHaveLength(2);
  });
});

describe('rules of the configuration', () => {
  const access = (env: Record<string, string>) => loadConfig({ cwd: '/', env }).access;

  test('have the names of their places, and allow when they do not say', () => {
    const written = [
      { subjects: ['everyone'], repositories: ['a/*'], actions: ['pull'] },
      { effect: 'deny', subjects: ['anonymous'], repositories: ['b/*'], actions: ['push'], note: 'no' },
    ];
    expect(rulesOf(access({ CYBERDOCK_ACCESS_RULES: JSON.stringify(written) }))).toEqual([
      { id: 'access.rules[0]', effect: 'allow', ...written[0] },
      { id: 'access.rules[1]', ...written[1] },
    ]);
  });

  test('open what is to be pulled without signing in to everybody, for pulling alone', () => {
    const { rules } = openTestAuth({ CYBERDOCK_ACCESS_ANONYMOUS_PULL: 'public/**,alpine' }).auth;
    for (const who of [anonymous, alice]) {
      const may = (action: 'pull' | 'push', name: string) =>
        rules.book.decide(who, action, name as RepositoryName).allowed;
      expect(may('pull', 'public/a/b')).toBe(true);
      expect(may('pull', 'library/alpine')).toBe(true);
      expect(may('push', 'public/a/b')).toBe(false);
      expect(may('pull', 'private/app')).toBe(false);
    }
    expect(rules.book.decide(anonymous, 'pull', 'public/a' as RepositoryName).because).toContain(
      'access.anonymousPull',
    );
  });

  test('allow nothing when there are none', () => {
    expect(rulesOf(access({}))).toEqual([]);
  });
});
