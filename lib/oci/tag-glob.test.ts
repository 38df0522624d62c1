import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { tagMatcher } from './tag-glob';

test.each<[string, string, boolean]>([
  ['latest', 'latest', true],
  ['latest', 'latest2', false],
  ['*', 'anything', true],
  ['v*', 'v', true],
  ['v*', 'v1.0', true],
  ['v*', 'dev1', false],
  ['*-dev', '1-dev', true],
  ['*-dev', '1-dev2', false],
  ['v*.0', 'v1.0', true],
  ['v*.0', 'v.0', true],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*bc*c', 'abc', false],
  ['v1.0', 'v1x0', false],
  ['**', 'x', true],
])('%s against %s: %s', (pattern, tag, expected) => {
  expect(tagMatcher([pattern])(tag)).toBe(expected);
});

describe('tagMatcher', () => {
  it('agrees with a regular expression on any glob and tag', () => {
    const letters = (...units: string[]) => fc.string({ unit: fc.constantFrom(...units), maxLength: 8 });
    fc.assert(
      fc.property(letters('a', 'b', '.', '*'), letters('a', 'b', '.'), (pattern, tag) => {
        const expression = new RegExp(`^${pattern.replaceAll('.', '\\.').replace(/\*+/g, '.*')}$`);
        expect(tagMatcher([pattern])(tag)).toBe(expression.test(tag));
      }),
      { numRuns: 3000 },
    );
  });

  it('matches what one of several globs matches, and nothing without globs', () => {
    const matches = tagMatcher(['v*', 'latest']);
    expect(['v1', 'latest', 'dev'].map(matches)).toEqual([true, true, false]);
    expect(tagMatcher([])('latest')).toBe(false);
  });
});
