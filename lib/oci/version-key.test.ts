import fc from 'fast-check';
import semver from 'semver';
import { expect, it } from 'vitest';
import { versionKey } from './version-key';

const sorted = (tags: string[]) =>
  [...tags].sort((a, b) => (versionKey(a) < versionKey(b) ? -1 : versionKey(a) > versionKey(b) ? 1 : 0));

it('sorts versions by their numbers, what is none before them, and latest after them', () => {
  const order = [
    'build-9',
    'build-10',
    'edge',
    'v0.9',
    '1.2-alpine',
    '1.2',
    '1.2.1',
    '1.2.1.4',
    '1.9.0-rc.2',
    '1.9.0-rc.10',
    '1.9.0',
    '1.10',
    '2',
    '20240131',
    'latest',
  ];
  expect(sorted([...order].reverse())).toEqual(order);
});

it('agrees with semver on all versions that have no build', () => {
  const part = fc.nat({ max: 3_000 });
  const pre = fc.constantFrom('', '-alpha', '-alpha.1', '-alpha.10', '-alpha.9', '-beta', '-rc.1', '-rc.2');
  const version = fc.tuple(part, part, part, pre).map(([a, b, c, d]) => `${a}.${b}.${c}${d}`);
  fc.assert(
    fc.property(version, version, (one, other) => {
      const [a, b] = [versionKey(one), versionKey(other)];
      expect(a < b ? -1 : a > b ? 1 : 0).toBe(semver.compare(one, other));
    }),
  );
});

it('takes the greatest number that a tag can be', () => {
  expect(versionKey('9'.repeat(128)) > versionKey('9'.repeat(127))).toBe(true);
});
