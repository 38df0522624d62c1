import { expect, test } from 'vitest';
import { type Action, actions, covers, writes } from './actions';

test('a right includes what nobody could use it without, and nothing else', () => {
  const includes = Object.fromEntries(
    actions.map((granted) => [granted, actions.filter((wanted) => covers([granted], wanted))]),
  );
  expect(includes).toEqual({
    pull: ['pull'],
    push: ['push', 'retag'],
    retag: ['retag'],
    delete: ['delete'],
    administer: ['pull', 'push', 'retag', 'delete', 'administer'],
  } satisfies Record<Action, Action[]>);
});

test('several rights include what one of them does', () => {
  expect(covers(['pull', 'push'], 'retag')).toBe(true);
  expect(covers(['pull', 'retag', 'delete'], 'push')).toBe(false);
  expect(covers([], 'pull')).toBe(false);
});

test('all but pulling changes content', () => {
  expect(actions.filter((action) => !writes.has(action))).toEqual(['pull']);
});
