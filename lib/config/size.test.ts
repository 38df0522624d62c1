import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatSize, parseSize } from './size';

describe('parseSize', () => {
  test.each([
    ['64MiB', 67_108_864],
    ['1.5GiB', 1_610_612_736],
    ['10MB', 10_000_000],
    ['1.1GB', 1_100_000_000],
    ['0', 0],
    ['4096', 4_096],
    ['12B', 12],
    ['64 MiB', 67_108_864],
    ['64mib', 67_108_864],
    ['1kB', 1_000],
    ['2TiB', 2_199_023_255_552],
    ['1PB', 1_000_000_000_000_000],
  ])('reads %j as %d bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each([
    '',
    ' ',
    'MiB',
    '-1MiB',
    '+1',
    '1.5',
    '64M',
    '64G',
    '1e3',
    '1_000',
    '1,000',
    '1.MiB',
    '.5MiB',
    '1MiB2',
    '9PiB',
    '1Mib/s',
    '0x10',
  ])('refuses %j', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });

  test('reads back every size that formatSize writes', () => {
    const bytes = fc.oneof(
      fc.maxSafeNat(),
      fc
        .tuple(fc.nat({ max: 1_000 }), fc.constantFrom(1, 1_000, 1_024, 1024 ** 2, 1000 ** 3, 1024 ** 4))
        .map(([n, unit]) => n * unit),
    );
    fc.assert(
      fc.property(bytes, (value) => {
        expect(parseSize(formatSize(value))).toBe(value);
      }),
    );
  });

  test('units of 1024 are larger than units of 1000 with the same letter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom('K', 'M', 'G', 'T', 'P'),
        (count, letter) => {
          expect(parseSize(`${count}${letter}iB`)).toBeGreaterThan(
            parseSize(`${count}${letter}B`) ?? Number.NaN,
          );
        },
      ),
    );
  });

  test('answers any text with a safe whole number or a refusal', () => {
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom('1', '9', '.', 'K', 'M', 'i', 'B', ' ', '-')).map((a) => a.join('')),
    );
    fc.assert(
      fc.property(text, (value) => {
        const bytes = parseSize(value);
        expect(bytes === undefined || (Number.isSafeInteger(bytes) && bytes >= 0)).toBe(true);
      }),
    );
  });
});
