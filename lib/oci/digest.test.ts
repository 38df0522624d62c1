import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  algorithmOf,
  algorithms,
  type Digest,
  digestOf,
  hexOf,
  isDigest,
  parseAlgorithm,
  parseDigest,
  toDigest,
} from './digest';
import { Invalid } from './invalid';
import { hostileText, thrownBy } from './testing/hostile-text';

const hex64 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const hex128 = hex64 + hex64;
const malformed = /is not a digest: write the algorithm/;
const unsupported = /is not supported: use sha256 or sha512/;
const wrongLength = /a sha(256|512) digest has (64|128) characters/;
const notHex = /lowercase hex \(0-9, a-f\) only/;

test.each([`sha256:${hex64}`, `sha512:${hex128}`])('accepts %s', (text) => {
  expect(parseDigest(text)).toBe(text);
  expect(isDigest(text)).toBe(true);
});

test.each<[string, string, RegExp]>([
  ['nothing', '', malformed],
  ['no colon', hex64, malformed],
  ['no algorithm', `:${hex64}`, malformed],
  ['no hash', 'sha256:', malformed],
  ['two colons', `sha256:${hex64}:`, malformed],
  ['a slash', `sha256:${hex64.slice(1)}/`, malformed],
  ['traversal', `sha256:../../${hex64}`, malformed],
  ['an encoded slash', `sha256:%2f${hex64}`, malformed],
  ['NUL at the end', `sha256:${hex64}\0`, malformed],
  ['a line end', `sha256:${hex64}\n`, malformed],
  ['a space before', ` sha256:${hex64}`, malformed],
  ['a fullwidth digit', `sha256:\uff10${hex64.slice(1)}`, malformed],
  ['a Cyrillic letter', `sha256:\u0430${hex64.slice(1)}`, malformed],
  ['an uppercase algorithm', `SHA256:${hex64}`, malformed],
  ['an algorithm that ends in a separator', `sha256+:${hex64}`, malformed],
  ['overlong text', `sha256:${'a'.repeat(1_000_000)}`, malformed],
  ['an unregistered algorithm', `md5:${hex64}`, unsupported],
  [
    'an algorithm of several parts',
    `multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8`,
    unsupported,
  ],
  ['blake3', `blake3:${hex64}`, unsupported],
  ['a name of Object.prototype', `constructor:${hex64}`, unsupported],
  ['a bad word', 'sha256:baddigeststring', wrongLength],
  ['a character too few', `sha256:${hex64.slice(1)}`, wrongLength],
  ['a character too many', `sha256:${hex64}0`, wrongLength],
  ['sha512 of the length of sha256', `sha512:${hex64}`, wrongLength],
  ['sha256 of the length of sha512', `sha256:${hex128}`, wrongLength],
  ['uppercase hex', `sha256:${hex64.toUpperCase()}`, notHex],
  ['a letter that is not hex', `sha256:g${hex64.slice(1)}`, notHex],
  ['base64 characters', `sha256:_=-${hex64.slice(3)}`, notHex],
])('refuses %s and says why', (_name, text, message) => {
  expect(isDigest(text)).toBe(false);
  const error = thrownBy(() => parseDigest(text));
  expect(error).toBeInstanceOf(Invalid);
  expect(error).toMatchObject({ code: 'DIGEST_INVALID', message: expect.stringMatching(message) });
});

test('parses the names of supported algorithms only', () => {
  expect(algorithms.map(parseAlgorithm)).toEqual(['sha256', 'sha512']);
  for (const text of ['', 'sha1', 'SHA256', 'sha256 ', 'sha256\0', '__proto__', 'toString']) {
    expect(thrownBy(() => parseAlgorithm(text))).toMatchObject({ code: 'DIGEST_INVALID' });
  }
});

describe('a digest of bytes', () => {
  test('is that of the known test vectors', () => {
    expect(digestOf(new Uint8Array())).toBe(`sha256:${hex64}`);
    expect(digestOf(Buffer.from('{}'))).toBe(
      'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    );
    expect(digestOf(Buffer.from('abc'), 'sha512')).toBe(
      'sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a' +
        '2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    );
  });

  test('comes apart and together again', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom(...algorithms), (bytes, algorithm) => {
        const digest = digestOf(bytes, algorithm);
        expect(parseDigest(digest)).toBe(digest);
        expect(algorithmOf(digest)).toBe(algorithm);
        expect(toDigest(algorithm, hexOf(digest))).toBe(digest);
      }),
    );
  });
});

test('does not put a digest together from a wrong hash', () => {
  for (const hex of ['', hex128, hex64.toUpperCase(), `${hex64}\n`, '../x']) {
    expect(thrownBy(() => toDigest('sha256', hex))).toMatchObject({ code: 'DIGEST_INVALID' });
  }
});

test('nothing but a canonical digest comes out, whatever goes in', () => {
  const texts = fc.oneof(
    hostileText,
    fc.tuple(fc.constantFrom('sha256:', 'sha512:', 'md5:'), hostileText).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const error = thrownBy(() => {
        const digest: Digest = parseDigest(text);
        expect(digest).toBe(text);
        expect(digest).toMatch(/^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$/);
      });
      if (error !== undefined) expect(error).toBeInstanceOf(Invalid);
      expect(isDigest(text)).toBe(error === undefined);
    }),
    { numRuns: 1000 },
  );
});
