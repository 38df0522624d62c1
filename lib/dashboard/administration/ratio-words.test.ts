import { expect, test } from 'vitest';
import { ratioWords } from './ratio-words';

test('the ratio of sharing is told with two decimals at most, and as nothing where nothing is shared', () => {
  expect(ratioWords(2.3456)).toBe('repositories hold 2.35 bytes for each one on disk');
  expect(ratioWords(3)).toBe('repositories hold 3 bytes for each one on disk');
  expect(ratioWords(1234.5)).toBe('repositories hold 1,234.5 bytes for each one on disk');
  expect(ratioWords(1.004)).toBe('every byte that repositories hold is on disk for one of them alone');
});
