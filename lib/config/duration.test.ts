import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from './duration';

describe('parseDuration', () => {
  test.each([
    ['24h', 86_400_000],
    ['1h30m', 5_400_000],
    ['500ms', 500],
    ['1.5s', 1_500],
    ['7d', 604_800_000],
    ['1d2h3m4s5ms', 93_784_005],
    ['0s', 0],
    [' 30s ', 30_000],
    ['0.4ms', 0],
    ['1.1s', 1_100],
  ])('reads %j as %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    '',
    ' ',
    '30',
    '1.5',
    's',
    '-1s',
    '+1s',
    '1S',
    '1 h',
    '30m1h',
    '1h1h',
    '1h 30m',
    '1w',
    '.5s',
    '1.s',
    '1e3s',
    'NaNs',
    '１s',
  ])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test('reads back every duration that formatDuration writes', () => {
    fc.assert(
      fc.property(fc.nat({ max: 365 * 86_400_000 }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });

  test('a sum of units is the sum of their milliseconds', () => {
    const part = fc.nat({ max: 10_000 });
    fc.assert(
      fc.property(part, part, part, part, part, (d, h, m, s, ms) => {
        const sum = (((d * 24 + h) * 60 + m) * 60 + s) * 1000 + ms;
        expect(parseDuration(`${d}d${h}h${m}m${s}s${ms}ms`)).toBe(sum);
      }),
    );
  });

  test('answers any text with whole milliseconds or a refusal, quickly', () => {
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom('1', '0', '.', 'd', 'h', 'm', 's', ' ', '-')).map((a) => a.join('')),
    );
    fc.assert(
      fc.property(text, (value) => {
        const ms = parseDuration(value);
        expect(ms === undefined || (Number.isInteger(ms) && ms >= 0) || ms === Number.POSITIVE_INFINITY).toBe(
          true,
        );
      }),
    );
    const started = performance.now();
    expect(parseDuration(`${'1'.repeat(100_000)}x`)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
