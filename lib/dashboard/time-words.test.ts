import { expect, it } from 'vitest';
import { durationWords, timeWords } from './time-words';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

it.each([
  [0, 'just now'],
  [-minute + 1, 'just now'],
  [-minute, '1 minute ago'],
  [-2 * hour + 1, '119 minutes ago'],
  [-2 * hour, '2 hours ago'],
  [-day, '24 hours ago'],
  [-2 * day, '2 days ago'],
  [-99 * day, '99 days ago'],
  [-183 * day, '6 months ago'],
  [-800 * day, '2 years ago'],
  [1, 'in less than a minute'],
  [90 * minute, 'in 90 minutes'],
  [7 * day - 1, 'in 7 days'],
  [90 * day - 5_000, 'in 90 days'],
  [365 * day, 'in 12 months'],
])('says of %i ms %j', (awayMs, expected) => expect(timeWords(1e12 + awayMs, 1e12)).toBe(expected));

it.each([
  [minute, '1 minute'],
  [90 * minute, '90 minutes'],
  [12 * hour, '12 hours'],
  [day, '1 day'],
  [36 * hour, '36 hours'],
  [7 * day, '7 days'],
])('says of a duration of %i ms %j', (ms, expected) => expect(durationWords(ms)).toBe(expected));
