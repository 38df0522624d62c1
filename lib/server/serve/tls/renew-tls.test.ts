import { expect, test } from 'vitest';
import { howLongItHolds } from './renew-tls';

const dayMs = 86_400_000;

test.each([
  ['not yet', 90, -1],
  ['holds', 90, 0],
  ['holds', 90, 75],
  ['ends soon', 90, 77],
  ['no more', 90, 91],
  // One for a week would always end soon.
  ['holds', 7, 5],
  ['ends soon', 7, 6],
])('it %s: a certificate of %d days on day %d', (expected, days, day) => {
  expect(howLongItHolds({ validFromMs: 0, validToMs: days * dayMs }, day * dayMs)).toBe(expected);
});
