import { describe, expect, test } from 'vitest';
import { readableSize } from './readable-size';

describe('readableSize', () => {
  test.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1_048_575, '1.0 MiB'],
    [1_288_490_189, '1.2 GiB'],
    [5 * 1024 ** 5, '5.0 PiB'],
    [5000 * 1024 ** 5, '5000.0 PiB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(readableSize(bytes)).toBe(text);
  });
});
