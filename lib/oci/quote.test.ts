import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quote } from './quote';
import { hostileText } from './testing/hostile-text';

test('shows control characters and everything beyond ASCII as escapes', () => {
  expect(quote('a\nb\0\u007f\u202eé')).toBe('"a\\nb\\u0000\\u007f\\u202e\\u00e9"');
});

test('cuts long text', () => {
  expect(quote('x'.repeat(1_000_000))).toBe(`"${'x'.repeat(80)}..."`);
});

test('is short printable ASCII that reads back as the text, whatever the text', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const quoted = quote(text);
      expect(quoted).toMatch(/^"[\x20-\x7e]*"$/);
      expect(quoted.length).toBeLessThan(600);
      if (text.length <= 80) expect(JSON.parse(quoted)).toBe(text);
    }),
  );
});
