import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRange } from './range';

const whole = { kind: 'whole' };
const unsatisfiable = { kind: 'unsatisfiable' };
const part = (start: number, end: number) => ({ kind: 'part', start, end });
const huge = '9'.repeat(400);

describe('of 2048 bytes', () => {
  test.each<[string | undefined, object]>([
    [undefined, whole],
    ['bytes=500-1499', part(500, 1499)],
    ['bytes=500-', part(500, 2047)],
    ['bytes=-500', part(1548, 2047)],
    ['bytes=2000-5000', part(2000, 2047)],
    ['bytes=0-0', part(0, 0)],
    ['bytes=0-', part(0, 2047)],
    ['bytes=2047-', part(2047, 2047)],
    ['bytes=-1', part(2047, 2047)],
    ['bytes=-2048', part(0, 2047)],
    ['bytes=-5000', part(0, 2047)],
    ['bytes=00-007', part(0, 7)],
    ['Bytes=1-2', part(1, 2)],
    [' bytes=1-2 ', part(1, 2)],
    [`bytes=0-${huge}`, part(0, 2047)],
    [`bytes=-${huge}`, part(0, 2047)],
    ['bytes=0-9007199254740993', part(0, 2047)],
    ['bytes=500-0', unsatisfiable],
    ['bytes=5000-10000', unsatisfiable],
    ['bytes=2048-', unsatisfiable],
    ['bytes=2048-2048', unsatisfiable],
    ['bytes=-0', unsatisfiable],
    [`bytes=${huge}-`, unsatisfiable],
    [`bytes=${huge}-${huge}`, unsatisfiable],
    ['bytes=9007199254740993-9007199254740992', unsatisfiable],
    ['', whole],
    ['bytes', whole],
    ['bytes=', whole],
    ['bytes=-', whole],
    ['bytes=1', whole],
    ['bytes=a-b', whole],
    ['bytes=1-2-3', whole],
    ['bytes=--5', whole],
    ['bytes=+1-2', whole],
    ['bytes=1.0-2', whole],
    ['bytes=0x1-0x2', whole],
    ['bytes=1e1-2e1', whole],
    ['bytes=1 - 2', whole],
    ['bytes =1-2', whole],
    ['bytes=\uff11-2', whole],
    ['bytes 1-2', whole],
    ['bytes=0-1,3-4', whole],
    ['bytes=5000-,0-1', whole],
    ['items=0-1', whole],
    ['xbytes=0-1', whole],
    ['none', whole],
  ])('%s', (header, expected) => {
    expect(parseRange(header, 2048)).toEqual(expected);
  });
});

describe('of no bytes', () => {
  test.each<[string, object]>([
    ['bytes=0-', whole],
    ['bytes=0-0', whole],
    ['bytes=5-10', whole],
    ['bytes=-5', whole],
    ['bytes=-0', unsatisfiable],
    ['bytes=5-1', unsatisfiable],
  ])('%s', (header, expected) => {
    expect(parseRange(header, 0)).toEqual(expected);
  });
});

test('a part lies within the representation and is the one that was asked for', () => {
  const number = fc.oneof(fc.bigInt({ min: 0n, max: 3000n }), fc.bigInt({ min: 0n, max: 1n << 70n }));
  const bound = fc.option(number);
  fc.assert(
    fc.property(bound, bound, fc.oneof(fc.nat({ max: 3000 }), fc.maxSafeNat()), (first, last, size) => {
      const range = parseRange(`bytes=${first ?? ''}-${last ?? ''}`, size);
      const total = BigInt(size);
      const start = first ?? (last === null ? null : last > total ? 0n : total - last);
      const end = first !== null && last !== null && last < total ? last : total - 1n;
      if (range.kind === 'part') {
        expect([BigInt(range.start), BigInt(range.end)]).toEqual([start, end]);
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeGreaterThanOrEqual(range.start);
        expect(range.end).toBeLessThan(size);
      } else if (range.kind === 'whole') {
        expect(size === 0 || (first === null && last === null)).toBe(true);
      } else {
        const backwards = first !== null && last !== null && last < first;
        expect(backwards || (start !== null && start >= total)).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

test('any text at all is answered, and with offsets that exist', () => {
  const unit = fc.constantFrom('bytes=', '-', ',', ' ', '0', '5', '99', '9'.repeat(20), '\0', 'x', '\u0663');
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(unit).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, fc.nat({ max: 200 }), (header, size) => {
      const range = parseRange(header, size);
      if (range.kind !== 'part') return;
      expect(0 <= range.start && range.start <= range.end && range.end < size).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
