import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nameBytes, nameText } from './name-text';

const latin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

it.each([
  ['plain name.txt', 'plain name.txt'],
  ['ä €.txt', 'ä €.txt'],
  ['a\nb', 'a\\u{a}b'],
  ['\u202egnp.exe', '\\u{202e}gnp.exe'],
  ['a\0b', 'a\\u{0}b'],
  ['dev\\x2ddisk', 'dev\\x2ddisk'],
  ['\\{ff}', '\\{5c}{ff}'],
  ['\\u{202e}', '\\{5c}u{202e}'],
])('%j is shown as %j', (name, text) => {
  expect(nameText(latin1(name)).text).toBe(text);
});

it('every name has a text of its own, which leads back to it and has nothing unseen in it', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array).toString('latin1')),
    fc.string({ unit: 'binary', maxLength: 12 }).map(latin1),
    fc
      .array(fc.constantFrom('\\', '{', 'u', 'f', 'f', '}', '\xff', '5', 'c'), { maxLength: 12 })
      .map((all) => all.join('')),
  );
  fc.assert(
    fc.property(bytes, (name) => {
      const { text } = nameText(name);
      expect(nameBytes(text)).toBe(name);
      expect(text).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    }),
    { numRuns: 2_000 },
  );
});
