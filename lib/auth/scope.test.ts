import { describe, expect, test } from 'vitest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Action } from './access/actions';
import type { Rule } from './access/rule';
import { RuleBook } from './access/rule-book';
import { anonymous, type Principal } from './principal';
import { type Access, formatScope, granted, isWithin, parseScopes, repositoryNamed, scopeOf } from './scope';

const repository = (name: string, ...actions: string[]): Access => ({ type: 'repository', name, actions });
const catalog: Access = { type: 'registry', name: 'catalog', actions: ['*'] };

describe('parseScopes', () => {
  test.each([
    ['repository:team/app:pull', [repository('team/app', 'pull')]],
    ['repository:team/app:pull,push', [repository('team/app', 'pull', 'push')]],
    ['repository:alpine:pull', [repository('alpine', 'pull')]],
    ['repository(plugin):team/app:pull', [repository('team/app', 'pull')]],
    ['repository:team/app:*', [repository('team/app', 'pull', 'push', 'delete')]],
    ['repository:team/app:pull,*', [repository('team/app', 'pull', 'push', 'delete')]],
    ['repository:team/app:pull,pull,,pull', [repository('team/app', 'pull')]],
    ['repository:a/b:pull repository:c/d:push', [repository('a/b', 'pull'), repository('c/d', 'push')]],
    ['  repository:a/b:pull   ', [repository('a/b', 'pull')]],
    ['registry:catalog:*', [catalog]],
    ['registry:catalog:pull,*', [catalog]],
    ['', []],
  ])('reads %j', (text, expected) => {
    expect(parseScopes([text])).toEqual(expected);
  });

  test.each([
    'repository:team/app',
    'repository:team/app:',
    'repository::pull',
    'repository',
    ':team/app:pull',
    'Repository:team/app:pull',
    'REPOSITORY:team/app:pull',
    'repository:Team/app:pull',
    'repository:team/app:PULL',
    'repository:team/app:Pull',
    'repository:*:pull',
    'repository:**:pull',
    'repository:team/*:pull',
    'repository:../app:pull',
    'repository:team/../app:pull',
    'repository:team//app:pull',
    'repository:/team/app:pull',
    'repository:team/app/:pull',
    'repository:team/app\n:pull',
    'repository:team/app:pull\n',
    'repository:team/app\0:pull',
    'repository:team/app":pull',
    'repository:team/äpp:pull',
    'repository:team/manifests/app:pull',
    'repository:registry.example.com:5000/team/app:pull',
    'repository:team/app:sha256:pull',
    'repository:team/app:pull;push',
    'registry:catalog:pull',
    'registry:other:*',
    'registry:catalog',
    'registry:Catalog:*',
    'plugin:team/app:pull',
    `repository:${'a/'.repeat(200)}a:pull`,
  ])('leaves out %j', (text) => {
    expect(parseScopes([text])).toEqual([]);
    // And nothing else with it.
    expect(parseScopes([text, 'repository:a/b:pull'])).toEqual([repository('a/b', 'pull')]);
  });

  test('keeps actions that it does not know, for they are never granted', () => {
    expect(parseScopes(['repository:a/b:pull,administer,retag'])).toEqual([
      repository('a/b', 'pull', 'administer', 'retag'),
    ]);
  });

  test('reads at most a hundred, and texts of whatever length in a time in proportion to it', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => `repository:a/b${index}:pull`);
    expect(parseScopes([many.join(' ')])).toHaveLength(100);
    expect(parseScopes(many)).toHaveLength(100);
    for (const text of [
      `repository:${':'.repeat(60_000)}`,
      `repository:${'a:'.repeat(30_000)}`,
      `repository:${'a'.repeat(60_000)}:pull`,
      `repository:a/b:${'pull,'.repeat(12_000)}X`,
      ' '.repeat(60_000),
      'repository(('.repeat(5_000),
    ])
      expect(parseScopes([text])).toEqual([]);
  });
});

const book = (...rules: [subject: string, pattern: string, ...actions: Action[]][]) =>
  new RuleBook(
    rules.map(([subject, pattern, ...actions], index): Rule => {
      const effect = subject.startsWith('!') ? 'deny' : 'allow';
      return {
        id: `rule ${index}`,
        effect,
        subjects: [subject.replace('!', '')],
        repositories: [pattern],
        actions,
      };
    }),
  );
const user = (name: string, more: Partial<Principal> = {}): Principal => ({
  kind: 'user',
  name,
  role: 'user',
  groups: [],
  ...more,
});

describe('granted', () => {
  const rules = book(
    ['user:alice', 'team/**', 'pull', 'push'],
    ['user:mover', 'team/**', 'pull', 'retag'],
    ['everyone', 'public/**', 'pull'],
    ['user:keeper', 'team/**', 'administer'],
  );
  const asked = parseScopes([
    'repository:team/app:pull,push,delete repository:other/app:* registry:catalog:*',
  ]);

  test('is the part of what was asked for that somebody may do', () => {
    expect(granted(asked, user('alice'), rules)).toEqual([repository('team/app', 'pull', 'push'), catalog]);
    expect(granted(asked, user('keeper'), rules)).toEqual([
      repository('team/app', 'pull', 'push', 'delete'),
      catalog,
    ]);
    expect(granted(asked, user('bob'), rules)).toEqual([catalog]);
    expect(granted([], user('keeper'), rules)).toEqual([]);
  });

  test('never has more than was asked for', () => {
    expect(granted(parseScopes(['repository:team/app:pull']), user('keeper'), rules)).toEqual([
      repository('team/app', 'pull'),
    ]);
    expect(granted(parseScopes(['repository:team/app:administer,retag']), user('keeper'), rules)).toEqual([]);
  });

  test('lets who may only move tags do so, for clients ask for a push then', () => {
    expect(granted(asked, user('mover'), rules)).toEqual([repository('team/app', 'pull', 'retag'), catalog]);
    expect(granted(parseScopes(['repository:team/app:pull']), user('mover'), rules)).toEqual([
      repository('team/app', 'pull'),
    ]);
  });

  test('is no more than what the access token is narrowed to', () => {
    const limits = [{ repositories: ['team/app'], actions: ['pull' as const] }];
    expect(granted(asked, user('keeper', { limits }), rules)).toEqual([
      repository('team/app', 'pull'),
      catalog,
    ]);
  });

  test('lets who has not signed in list repositories only if everybody may pull from some', () => {
    expect(granted(asked, anonymous, rules)).toEqual([catalog]);
    expect(granted(asked, anonymous, book(['user:alice', '**', 'pull']))).toEqual([]);
    expect(granted(asked, anonymous, book(['everyone', '**', 'push']))).toEqual([
      repository('team/app', 'push'),
      repository('other/app', 'push'),
    ]);
  });

  test('names the repository as the client wrote it', () => {
    const one = parseScopes(['repository:alpine:pull', 'repository:library/alpine:pull']);
    expect(granted(one, user('alice'), book(['user:alice', 'alpine', 'pull']))).toEqual(one);
  });
});

describe('a scope', () => {
  const name = (text: string) => repositoryNamed(text) as RepositoryName;
  const scope = scopeOf([
    repository('team/app', 'pull', 'push'),
    repository('alpine', 'pull'),
    repository('team/moved', 'retag'),
    repository('Not/A/Name', 'pull'),
  ]);

  test('covers the actions of its repositories, and no others', () => {
    const covered = (action: Action, text: string) => isWithin(scope, action, name(text));
    expect(covered('pull', 'team/app')).toBe(true);
    expect(covered('push', 'team/app')).toBe(true);
    expect(covered('retag', 'team/app')).toBe(true);
    expect(covered('delete', 'team/app')).toBe(false);
    expect(covered('administer', 'team/app')).toBe(false);
    expect(covered('pull', 'library/alpine')).toBe(true);
    expect(covered('push', 'library/alpine')).toBe(false);
    expect(covered('retag', 'team/moved')).toBe(true);
    expect(covered('push', 'team/moved')).toBe(false);
    expect(covered('pull', 'team/app2')).toBe(false);
    expect(covered('pull', 'team/app/sub')).toBe(false);
    expect(covered('pull', 'team/ap')).toBe(false);
  });

  test('covers everything when there is none, and nothing when it is empty', () => {
    expect(isWithin(undefined, 'administer', name('a/b'))).toBe(true);
    expect(isWithin(scopeOf([]), 'pull', name('a/b'))).toBe(false);
  });

  test('is for the catalog only if that was granted', () => {
    expect(scope.catalog).toBe(false);
    expect(scopeOf([catalog]).catalog).toBe(true);
    expect(scopeOf([repository('library/catalog', 'pull')]).catalog).toBe(false);
  });
});

test('a scope is told to clients as they wrote it', () => {
  expect(formatScope(repository('team/app', 'pull', 'push'))).toBe('repository:team/app:pull,push');
  expect(formatScope(catalog)).toBe('registry:catalog:*');
});

test('what no repository can be called is none', () => {
  expect(repositoryNamed('alpine')).toBe('library/alpine');
  for (const text of ['', '/', '..', 'A/b', 'a b/c', 'a/b\n', 'a/manifests'])
    expect(repositoryNamed(text)).toBeUndefined();
});
