import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import { isAllowed } from '@/tests/access/fixture/rights';
import { anonymous, type Principal } from '../principal';
import { type Action, actions } from './actions';
import type { Rule } from './rule';
import { RuleBook } from './rule-book';

const name = (text: string) => text as RepositoryName;
const user = (called: string, more: Partial<Principal> = {}): Principal => ({
  kind: 'user',
  name: called,
  role: 'user',
  groups: [],
  ...more,
});
const robot = (called: string): Principal => ({ ...user(`robot+${called}`), kind: 'robot' });

let rules = 0;
function rule(
  effect: Rule['effect'],
  subjects: string | string[],
  repositories: string | string[],
  ...named: Action[]
): Rule {
  rules += 1;
  const list = (one: string | string[]) => (Array.isArray(one) ? one : [one]);
  return {
    id: `rule ${rules}`,
    effect,
    subjects: list(subjects),
    repositories: list(repositories),
    actions: named,
  };
}
const allow = rule.bind(undefined, 'allow');
const deny = rule.bind(undefined, 'deny');
const can = (book: RuleBook, who: Principal, repository: string) =>
  actions.filter((action) => book.decide(who, action, name(repository)).allowed);

describe('what rules decide', () => {
  test('what nothing allows is forbidden', () => {
    expect(can(new RuleBook([]), user('alice'), 'team/app')).toEqual([]);
    expect(new RuleBook([]).decide(user('alice'), 'pull', name('team/app'))).toEqual({
      allowed: false,
      because: 'no rule allows it',
    });
  });

  test('a rule is for its subjects, its repositories and its actions, and for nothing else', () => {
    const book = new RuleBook([allow('user:alice', 'team/*', 'pull', 'push')]);
    expect(can(book, user('alice'), 'team/app')).toEqual(['pull', 'push', 'retag']);
    expect(can(book, user('alice'), 'team/app/sub')).toEqual([]);
    expect(can(book, user('alice'), 'team2/app')).toEqual([]);
    expect(can(book, user('alice2'), 'team/app')).toEqual([]);
    expect(can(book, robot('alice'), 'team/app')).toEqual([]);
    expect(can(book, anonymous, 'team/app')).toEqual([]);
  });

  test.each([
    ['everyone', ['alice', 'robot+ci', 'anonymous']],
    ['signed-in', ['alice', 'robot+ci']],
    ['anonymous', ['anonymous']],
    ['user:alice', ['alice']],
    ['user:robot+ci', []],
    ['user:anonymous', []],
    ['robot:ci', ['robot+ci']],
    ['robot:robot+ci', []],
    ['group:crew', ['alice']],
    ['group:alice', []],
  ])('%s means %j', (subject, meant) => {
    const book = new RuleBook([allow(subject, '**', 'pull')]);
    const all = [user('alice', { groups: ['crew', 'others'] }), robot('ci'), anonymous];
    expect(all.filter((who) => can(book, who, 'a/b').length > 0).map((who) => who.name)).toEqual(meant);
  });

  test('a rule that forbids counts before all that allow, wherever it stands, and for administrators too', () => {
    const rulesOf = [
      allow('everyone', '**', 'administer'),
      deny('group:crew', 'team/release', 'retag', 'delete'),
      allow('user:alice', 'team/release', 'administer'),
    ];
    for (const order of [rulesOf, [...rulesOf].reverse()]) {
      const book = new RuleBook(order);
      for (const role of ['user', 'administrator'] as const) {
        const alice = user('alice', { role, groups: ['crew'] });
        expect(can(book, alice, 'team/release')).toEqual(['pull', 'push', 'administer']);
        expect(can(book, alice, 'team/app')).toEqual([...actions]);
      }
      expect(book.decide(user('alice', { groups: ['crew'] }), 'delete', name('team/release'))).toMatchObject({
        allowed: false,
        rule: { effect: 'deny' },
        because: expect.stringContaining('forbids it'),
      });
    }
  });

  test('what forbids a push forbids moving tags, and what forbids administering forbids no more than that', () => {
    const book = new RuleBook([
      allow('everyone', '**', 'administer'),
      deny('everyone', 'a/push', 'push'),
      deny('everyone', 'a/admin', 'administer'),
      deny('everyone', 'a/retag', 'retag'),
      deny('everyone', 'a/pull', 'pull'),
    ]);
    expect(can(book, user('x'), 'a/push')).toEqual(['pull', 'delete', 'administer']);
    expect(can(book, user('x'), 'a/admin')).toEqual(['pull', 'push', 'retag', 'delete']);
    expect(can(book, user('x'), 'a/retag')).toEqual(['pull', 'push', 'delete', 'administer']);
    expect(can(book, user('x'), 'a/pull')).toEqual(['push', 'retag', 'delete', 'administer']);
  });

  test('administrators may do everything; auditors may read everything, and change nothing whatever rules allow', () => {
    const book = new RuleBook([allow('everyone', '**', 'administer')]);
    expect(can(book, user('root', { role: 'administrator' }), 'a/b')).toEqual([...actions]);
    expect(can(book, user('carol', { role: 'auditor' }), 'a/b')).toEqual(['pull']);
    expect(can(new RuleBook([]), user('root', { role: 'administrator' }), 'a/b')).toEqual([...actions]);
    expect(can(new RuleBook([]), user('carol', { role: 'auditor' }), 'a/b')).toEqual(['pull']);
  });

  test('{user} stands for a user’s own name, and never for more than one component', () => {
    const book = new RuleBook([allow('everyone', ['{user}/**', 'home/{user}'], 'pull')]);
    expect(can(book, user('alice'), 'alice/app')).toEqual(['pull']);
    expect(can(book, user('alice'), 'home/alice')).toEqual(['pull']);
    expect(can(book, user('alice'), 'bob/app')).toEqual([]);
    expect(can(book, user('alice'), 'alice2/app')).toEqual([]);
    for (const odd of ['*', '**', 'a*', '**/', 'alice/..', '', 'a@b', 'A', '{user}', 'team/app', 'a\n'])
      expect(can(book, user(odd), 'alice/app'), odd).toEqual([]);
    expect(can(book, anonymous, 'anonymous/app')).toEqual([]);
    expect(can(book, robot('ci'), 'ci/app')).toEqual([]);
  });

  test('a name of one component is the same as below library/', () => {
    const book = new RuleBook([
      allow('everyone', 'alpine', 'pull'),
      allow('everyone', 'library/d*', 'pull'),
      deny('everyone', 'debian', 'pull'),
    ]);
    expect(can(book, user('x'), 'library/alpine')).toEqual(['pull']);
    expect(can(book, user('x'), 'library/dash')).toEqual(['pull']);
    expect(can(book, user('x'), 'library/debian')).toEqual([]);
    expect(can(book, user('x'), 'other/alpine')).toEqual([]);
  });

  test('an access token gives what it is narrowed to, never more than its account may do', () => {
    const book = new RuleBook([allow('user:alice', 'team/**', 'pull', 'push')]);
    const narrowed = (repositories: string[], ...named: Action[]) =>
      user('alice', { limits: [{ repositories, actions: named }] });
    expect(can(book, narrowed(['team/app'], 'pull'), 'team/app')).toEqual(['pull']);
    expect(can(book, narrowed(['team/app'], 'pull'), 'team/app2')).toEqual([]);
    expect(can(book, narrowed(['**'], 'administer'), 'team/app')).toEqual(['pull', 'push', 'retag']);
    expect(can(book, narrowed(['**'], 'administer'), 'other/app')).toEqual([]);
    expect(can(book, narrowed([], 'administer'), 'team/app')).toEqual([]);
    expect(can(book, user('alice', { limits: [] }), 'team/app')).toEqual([]);
    const root = user('root', {
      role: 'administrator',
      limits: [{ repositories: ['team/*'], actions: ['push'] }],
    });
    expect(can(book, root, 'team/app')).toEqual(['push', 'retag']);
    // What was decided for the whole account a moment ago is not taken for what the token may.
    expect(can(book, user('alice'), 'team/app')).toEqual(['pull', 'push', 'retag']);
    expect(can(book, narrowed(['team/app'], 'pull'), 'team/app')).toEqual(['pull']);
  });

  test('what was decided for one is not taken for another who is written alike', () => {
    const book = new RuleBook([allow('group:a', '**', 'pull'), allow('user:x', 'x/y', 'push')]);
    const members = (...groups: string[]) => can(book, user('u', { groups }), 'x/y').includes('pull');
    expect([members('a'), members('a,b'), members('["a"]'), members('b', 'a'), members()]).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
    expect(can(book, user('x'), 'x/y')).toEqual(['push', 'retag']);
    expect(can(book, { ...user('x'), kind: 'robot' }, 'x/y')).toEqual([]);
  });
});

const component = fc.constantFrom('a', 'b', 'ab', 'a-b', 'team', 'alice', 'library');
const repositoryName = fc
  .array(component, { minLength: 2, maxLength: 4 })
  .map((parts) => parts.join('/'))
  .filter(isRepositoryName);
const pattern = fc
  .array(fc.constantFrom('a', 'b', 'team', 'library', '*', '**', 'a*', '*b', '**b', '{user}'), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.join('/'));
const subject = fc.constantFrom(
  ...['everyone', 'signed-in', 'anonymous', 'user:alice', 'user:bob', 'group:crew', 'robot:ci'],
);
const anyRule = fc.record({
  effect: fc.constantFrom('allow' as const, 'deny' as const),
  subjects: fc.array(subject, { minLength: 1, maxLength: 3 }),
  repositories: fc.array(pattern, { minLength: 1, maxLength: 3 }),
  actions: fc.subarray([...actions], { minLength: 1 }),
});
const people: [Principal, { name: string | undefined; groups: string[] }][] = [
  [user('alice', { groups: ['crew'] }), { name: 'alice', groups: ['crew'] }],
  [user('bob'), { name: 'bob', groups: [] }],
  [anonymous, { name: undefined, groups: [] }],
];

describe('whatever the rules', () => {
  const bookOf = (written: readonly (typeof anyRule extends fc.Arbitrary<infer One> ? One : never)[]) =>
    new RuleBook(written.map((one, index) => ({ id: `rule ${index}`, ...one })));

  test('they decide as their documentation has it', () => {
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 6 }), repositoryName, (written, repository) => {
        const book = bookOf(written);
        for (const [principal, somebody] of people) {
          for (const action of actions) {
            // Twice: the second time it is remembered.
            for (let time = 0; time < 2; time += 1)
              expect(book.decide(principal, action, repository).allowed).toBe(
                isAllowed(written, somebody, action, repository),
              );
          }
        }
      }),
    );
  });

  test('what somebody may pull begins with one of the prefixes, none of which another begins with', () => {
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 6 }), repositoryName, (written, repository) => {
        const book = bookOf(written);
        for (const [principal] of people) {
          const prefixes = book.pullPrefixes(principal);
          if (book.decide(principal, 'pull', repository).allowed)
            expect(prefixes.some((prefix) => repository.startsWith(prefix))).toBe(true);
          for (const prefix of prefixes)
            expect(prefixes.filter((other) => other.startsWith(prefix))).toEqual([prefix]);
        }
      }),
    );
  });

  test('nobody is said to pull everything who may not pull from somewhere', () => {
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 4 }), repositoryName, (written, repository) => {
        const book = bookOf(written);
        for (const role of ['user', 'auditor', 'administrator'] as const) {
          for (const limits of [undefined, [{ repositories: ['a/**'], actions: ['pull' as const] }]]) {
            const who = user('alice', { role, ...(limits && { limits }) });
            if (book.pullsEverything(who)) expect(book.decide(who, 'pull', repository).allowed).toBe(true);
          }
        }
      }),
    );
  });
});

test('a prefix is what stands before the first star', () => {
  const prefixes = (...patterns: string[]) =>
    new RuleBook([allow('everyone', patterns, 'pull')]).pullPrefixes(user('alice'));
  expect(prefixes('team/app')).toEqual(['team/app']);
  expect(prefixes('team/*', 'team/app', 'team/**')).toEqual(['team/']);
  expect(prefixes('alpine', 'd*')).toEqual(['library/alpine', 'library/d']);
  expect(prefixes('**/app', 'team/*')).toEqual(['']);
  expect(prefixes('{user}/**', 'home/{user}')).toEqual(['alice/', 'home/alice']);
  expect(new RuleBook([deny('everyone', 'a/**', 'pull')]).pullPrefixes(user('alice'))).toEqual([]);
  expect(new RuleBook([]).pullPrefixes(user('root', { role: 'administrator' }))).toEqual(['']);
});
