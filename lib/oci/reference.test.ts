import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf } from './digest';
import { Invalid } from './invalid';
import { isTag, parseReference, parseTag } from './reference';
import { hostileText, thrownBy } from './testing/hostile-text';

test.each(['latest', 'v1.2.3', '_', '0', 'A-Z_.-', `a${'b'.repeat(127)}`, 'sha256-abc', 'a..b', 'con'])(
  'accepts the tag %s',
  (text) => {
    expect(parseTag(text)).toBe(text);
    expect(parseReference(text)).toEqual({ kind: 'tag', tag: text });
  },
);

test.each([
  ['nothing', ''],
  ['the folder itself', '.'],
  ['the folder above', '..'],
  ['a dot before', '.hidden'],
  ['a dash before', '-rf'],
  ['129 characters', 'a'.repeat(129)],
  ['overlong text', 'a'.repeat(1_000_000)],
  ['a slash', 'a/b'],
  ['traversal', '../../x'],
  ['an encoded slash', '..%2f..%2fx'],
  ['a backslash', 'a\\b'],
  ['NUL', 'latest\0'],
  ['a line end', 'latest\n'],
  ['a plus sign', '1.0+build'],
  ['a space', 'my tag'],
  ['a letter beyond ASCII', 'caf\u00e9'],
  ['a fullwidth full stop', '\uff0e\uff0e'],
])('refuses %s as a tag', (_name, text) => {
  expect(isTag(text)).toBe(false);
  const error = thrownBy(() => parseTag(text));
  expect(error).toBeInstanceOf(Invalid);
  expect(error).toMatchObject({ code: 'TAG_INVALID', message: expect.stringContaining('use 1 to 128') });
  expect(thrownBy(() => parseReference(text))).toMatchObject({ code: 'TAG_INVALID' });
});

test('reads a reference with a colon as a digest, right or wrong', () => {
  const digest = digestOf(Buffer.from('x'), 'sha512');
  expect(parseReference(digest)).toEqual({ kind: 'digest', digest });
  for (const text of ['sha256:baddigeststring', ':', 'latest:', 'a:b:c', '../:']) {
    expect(thrownBy(() => parseReference(text))).toMatchObject({ code: 'DIGEST_INVALID' });
  }
});

test('every tag of the grammar is accepted', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/), (text) => {
      expect(parseTag(text)).toBe(text);
    }),
  );
});

test('a tag that comes out is one plain file name and never that of a manifest, whatever goes in', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const error = thrownBy(() => {
        const tag = parseTag(text);
        expect(tag).toBe(text);
        expect(tag).toMatch(/^[a-zA-Z0-9_][a-zA-Z0-9._-]*$/);
        expect(tag).not.toContain(':');
        expect(tag.length).toBeLessThanOrEqual(128);
      });
      if (error !== undefined) expect(error).toBeInstanceOf(Invalid);
      expect(isTag(text)).toBe(error === undefined);
    }),
    { numRuns: 1000 },
  );
});
