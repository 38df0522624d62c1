import { expect, it } from 'vitest';
import { exactBytes, sizeText } from './size-words';

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.00 KiB'],
  [10_239, '10.0 KiB'],
  [1024 * 1024 - 1, '1.00 MiB'],
  [3.2 * 1024 ** 3, '3.20 GiB'],
  [456 * 1024 ** 3, '456 GiB'],
])('%i bytes are %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));

it('says the exact number for whoever wants it', () => {
  expect(exactBytes(1)).toBe('1 byte');
  expect(exactBytes(1_234_567)).toBe('1,234,567 bytes');
});
