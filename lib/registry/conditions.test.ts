import { describe, expect, test } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import { isUnmodified, rangeOf } from './conditions';

const digest = digestOf(Buffer.from('content'));

describe('isUnmodified', () => {
  test.each([
    [undefined, false],
    [`"${digest}"`, true],
    [`W/"${digest}"`, true],
    ['*', true],
    [`"other", "${digest}"`, true],
    ['"other"', false],
    ['', false],
  ])('If-None-Match: %s', (condition, expected) => {
    expect(isUnmodified({ 'if-none-match': condition }, digest)).toBe(expected);
  });
});

describe('rangeOf', () => {
  test.each([
    [undefined, 'bytes=0-1'],
    [`"${digest}"`, 'bytes=0-1'],
    ['"other"', undefined],
    [`W/"${digest}"`, undefined], // A weak tag says nothing of bytes.
    ['Wed, 21 Oct 2015 07:28:00 GMT', undefined],
  ])('If-Range: %s', (condition, expected) => {
    expect(rangeOf({ range: 'bytes=0-1', 'if-range': condition }, digest)).toBe(expected);
  });
});
