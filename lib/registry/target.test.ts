import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RegistryError } from './registry-error';
import { parseTarget } from './target';

describe('parseTarget', () => {
  test.each([
    ['/v2/', '/v2/'],
    ['/v2/library/alpine/tags/list?n=1', '/v2/library/alpine/tags/list'],
    ['/v2/a/blobs/sha256%3Aabc', '/v2/a/blobs/sha256:abc'],
    ['/v2//a', '/v2//a'],
  ])('decodes the path of %s', (target, path) => {
    expect(parseTarget(target).path).toBe(path);
  });

  test.each(['/v2/%zz/tags/list', '/v2/a%2fb/tags/list', '/v2/a%2Fb', '/v2/a%00/tags/list', '/v2/%e0%a4%a'])(
    'refuses %s, which could be read in two ways',
    (target) => {
      expect(() => parseTarget(target)).toThrow(RegistryError);
    },
  );

  test('a plus in the query is a plus', () => {
    const { query } = parseTarget('/v2/a/referrers/b?artifactType=application/spdx+json');
    expect(query.get('artifactType')).toBe('application/spdx+json');
  });

  test('an escaped value reads back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(parseTarget(`/v2/?last=${encodeURIComponent(value)}`).query.get('last')).toBe(value);
      }),
    );
  });
});
