import { expect, it } from 'vitest';
import { timeWords } from './time-words';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

it.each([
  [0, 'just now'],
  [-minute + 1, 'just now'],
  [-minute, '1 minute ago'],
  [-hour + 1, '59 minutes ago'],
  [-hour, '1 hour ago'],
  [-day, '1 day ago'],
  [-13 * day, '1 week ago'],
  [-40 * day, '1 month ago'],
  [-800 * day, '2 years ago'],
  [1, 'in less than a minute'],
  [90 * minute, 'in 1 hour'],
  [6 * day, 'in 6 days'],
  [30 * day, 'in 4 weeks'],
])('says of %i ms %j', (awayMs, expected) => expect(timeWords(1e12 + awayMs, 1e12)).toBe(expected));
