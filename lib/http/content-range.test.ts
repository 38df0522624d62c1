import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseContentRange } from './content-range';

test.each([
  ['0-0', 0, 0],
  ['0-1023', 0, 1023],
  ['1024-2047', 1024, 2047],
  ['007-010', 7, 10],
  [' 1-2 ', 1, 2],
  ['bytes 0-1023/*', 0, 1023],
  ['bytes 0-1023/1024', 0, 1023],
  ['bytes 0-1023/5000', 0, 1023],
  ['Bytes 1-2/*', 1, 2],
  [`0-${Number.MAX_SAFE_INTEGER}`, 0, Number.MAX_SAFE_INTEGER],
])('reads %s', (header, start, end) => {
  expect(parseContentRange(header)).toEqual({ start, end });
});

test.each([
  '',
  '-',
  '0-',
  '-5',
  '5',
  '1-0',
  '0 - 1',
  '0-1,2-3',
  '0-1/2',
  '0-1/*',
  'bytes=0-1',
  'bytes 0-1',
  'bytes 0-1/',
  'bytes 0-1/x',
  'bytes */5',
  'bytes 5-1/*',
  'bytes 0-1024/1024',
  'bytes 0-0/0',
  'bytes  0-1/*',
  'items 0-1/*',
  '+0-1',
  '0x0-0x1',
  '0-1e3',
  '0-1\0',
  '0-1\n2-3',
  '\u0660-\u0661',
  '0-9007199254740992',
  '9007199254740992-9007199254740993',
  `0-${'9'.repeat(400)}`,
  `bytes 0-1/${'9'.repeat(400)}`,
])('does not read %j', (header) => {
  expect(parseContentRange(header)).toBeUndefined();
});

test('what is written is read back, in every form', () => {
  const bounds = fc
    .tuple(fc.maxSafeNat(), fc.maxSafeNat())
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  fc.assert(
    fc.property(bounds, ([start, end]) => {
      expect(parseContentRange(`${start}-${end}`)).toEqual({ start, end });
      expect(parseContentRange(`bytes ${start}-${end}/*`)).toEqual({ start, end });
      if (start < end) expect(parseContentRange(`${end}-${start}`)).toBeUndefined();
    }),
  );
});

test('what comes out of any text is a range of safe integers', () => {
  const unit = fc.constantFrom('bytes ', '-', '/', '*', '0', '5', '99', '9'.repeat(20), ' ', '\0', 'x');
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(unit).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (header) => {
      const range = parseContentRange(header);
      if (!range) return;
      expect(Number.isSafeInteger(range.start) && Number.isSafeInteger(range.end)).toBe(true);
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.end).toBeGreaterThanOrEqual(range.start);
    }),
    { numRuns: 1000 },
  );
});
