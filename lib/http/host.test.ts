import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHost } from './host';

const long = `${'a'.repeat(63)}.`.repeat(4);

test.each([
  ['registry.example.com', 'registry.example.com'],
  ['Registry.Example.COM:8443', 'registry.example.com:8443'],
  ['registry.example.com.', 'registry.example.com.'],
  ['localhost', 'localhost'],
  ['my_registry:5000', 'my_registry:5000'],
  ['127.0.0.1:5000', '127.0.0.1:5000'],
  ['[::1]:5000', '[::1]:5000'],
  ['[2001:DB8::1]', '[2001:db8::1]'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  [' registry.example.com ', 'registry.example.com'],
  [long.slice(0, 253), long.slice(0, 253)],
])('reads %j', (text, host) => {
  expect(parseHost(text)).toBe(host);
});

test.each([
  '',
  ' ',
  '.',
  'a..b',
  '-a.example',
  'a-.example',
  'a b',
  'user@host',
  'user:secret@host',
  'host/path',
  'host\\path',
  'host?query',
  'host#part',
  'host:',
  'host:0',
  'host:65536',
  'host:80:80',
  'host:80a',
  'host, other',
  '"host"',
  'http://host',
  'host\r\nX: y',
  'host\0',
  'h\u00f6st.example',
  '%68ost',
  '<script>',
  'xn--a',
  '999.1.1.1',
  '1.2.3',
  '0x7f.1',
  '0x7f000001',
  '2130706433',
  '[::1',
  '::1',
  '[::g]',
  '[1.2.3.4]',
  '[fe80::1%eth0]',
  'a'.repeat(64),
  `${long}example.com`,
  'a.'.repeat(5000),
])('does not read %j', (text) => {
  expect(parseHost(text)).toBeUndefined();
});

test('what is read always stands in a URL as its host, and as nothing else', () => {
  const pieces = fc.constantFrom(
    'a',
    'B',
    '-',
    '.',
    ':',
    '8',
    '0',
    '[',
    ']',
    '@',
    '/',
    '\\',
    '_',
    '%',
    'xn--',
    ' ',
    '#',
  );
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
    fc.string(),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const host = parseHost(text);
      if (host === undefined) return;
      const url = new URL(`https://${host}`);
      expect([url.username, url.password, url.pathname, url.search, url.hash]).toEqual(['', '', '/', '', '']);
    }),
    { numRuns: 2000 },
  );
});
