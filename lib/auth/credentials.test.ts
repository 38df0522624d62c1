import { describe, expect, test } from 'vitest';
import { parseCredentials } from './credentials';

const basic = (text: string | Uint8Array) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('parseCredentials', () => {
  test.each([undefined, '', basic(':')])('takes %j for nobody’s', (header) => {
    expect(parseCredentials(header)).toEqual({ kind: 'none' });
  });

  test.each([
    ['alice:secret', 'alice', 'secret'],
    ['alice:', 'alice', ''],
    [':secret', '', 'secret'],
    ['alice:a:b:c', 'alice', 'a:b:c'],
    ['alice:::', 'alice', '::'],
    ['älice:pässwörd €', 'älice', 'pässwörd €'],
    ['robot+ci:cdt_x', 'robot+ci', 'cdt_x'],
    [' alice : secret ', ' alice ', ' secret '],
    ['alice\0:sec\0ret', 'alice\0', 'sec\0ret'],
    ['alice\n:secret\n', 'alice\n', 'secret\n'],
  ])('reads %j: the name ends at the first colon, and nothing is trimmed', (text, name, password) => {
    expect(parseCredentials(basic(text))).toEqual({ kind: 'basic', name, password });
  });

  test('takes the alphabet of base64 for URLs, and base64 without its padding', () => {
    const bytes = 'alice:>>>???~~~ÿÿÿ';
    const plain = Buffer.from(bytes).toString('base64');
    const expected = parseCredentials(`Basic ${plain}`);
    expect(expected).toMatchObject({ kind: 'basic', name: 'alice' });
    for (const form of [plain.replace(/=+$/, ''), Buffer.from(bytes).toString('base64url')])
      expect(parseCredentials(`Basic ${form}`)).toEqual(expected);
  });

  test.each(['bearer', 'Bearer', 'BEARER'])('the scheme %s is read in any case', (scheme) => {
    expect(parseCredentials(`${scheme} a.b.c`)).toEqual({ kind: 'bearer', token: 'a.b.c' });
    expect(parseCredentials(`${scheme}   a.b.c  `)).toEqual({ kind: 'bearer', token: 'a.b.c' });
  });

  test.each([
    'Basic',
    'Basic ',
    'Basic !!!!',
    'Basic YTpi YTpi',
    'Basic YTpi, Bearer x',
    'Basic\tYTpi',
    'Basic=YTpi',
    'Basic YTpi===',
    'Basic Y=Tpi',
    basic('alice'),
    'Bearer',
    'Bearer a b',
    'Bearer\ta',
    'Digest username="alice"',
    'Negotiate YII=',
    'YTpi',
    'Basic2 YTpi',
    '\u00a0Basic YTpi',
    'Bäsic YTpi',
  ])('%j can’t be read', (header) => {
    expect(parseCredentials(header)).toEqual({ kind: 'unreadable' });
  });

  test('bytes that are no UTF-8 are never taken for a name that is written otherwise', () => {
    expect(parseCredentials(basic(Uint8Array.of(0xc0, 0xae, 0x3a, 0x61)))).toEqual({
      kind: 'basic',
      name: '\ufffd\ufffd',
      password: 'a',
    });
  });

  test('reads a header of whatever length in a time in proportion to it', () => {
    expect(parseCredentials(`Basic ${'A'.repeat(65_531)}`)).toEqual({ kind: 'unreadable' });
    for (const header of [
      `Basic${' '.repeat(60_000)}`,
      `Basic ${'A'.repeat(30_000)}${' '.repeat(30_000)}x`,
      'A'.repeat(65_000),
      `${'A '.repeat(30_000)}`,
    ])
      expect(parseCredentials(header)).toEqual({ kind: 'unreadable' });
  });

  test('a client certificate counts where there is no header, and only there', () => {
    expect(parseCredentials(undefined, 'alice')).toEqual({ kind: 'certificate', name: 'alice' });
    expect(parseCredentials('', 'alice')).toEqual({ kind: 'certificate', name: 'alice' });
    expect(parseCredentials('Basic !!', 'alice')).toEqual({ kind: 'unreadable' });
    expect(parseCredentials('Bearer x', 'alice')).toEqual({ kind: 'bearer', token: 'x' });
  });
});
