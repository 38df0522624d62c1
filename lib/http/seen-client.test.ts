import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AddressSet } from './address';
import { type Peer, seeClient, type Trust } from './seen-client';

const proxies = new AddressSet([
  { family: 'ipv4', address: '127.0.0.0', prefix: 8 },
  { family: 'ipv4', address: '10.0.0.0', prefix: 8 },
  { family: 'ipv6', address: 'fd00::', prefix: 8 },
  { family: 'unix' },
]);
const proxy: Peer = { address: '127.0.0.1', isUnix: false, isEncrypted: false, localHost: '127.0.0.1:5000' };
const stranger: Peer = { ...proxy, address: '203.0.113.9' };

/** @param headers as lines: `['Host: a', 'X-Forwarded-For: 1.2.3.4']` */
function see(headers: string[], peer: Peer = proxy, kind: Trust['headers'] = 'x-forwarded') {
  const raw = headers.flatMap((line) => {
    const at = line.indexOf(':');
    return [line.slice(0, at), line.slice(at + 1).trim()];
  });
  return seeClient(peer, raw, { proxies, headers: kind });
}

describe('X-Forwarded-* of a trusted proxy', () => {
  test.each<[string, string[], string, string, string]>([
    ['nothing', [], '127.0.0.1', 'http', 'inner:5000'],
    ['the address', ['X-Forwarded-For: 198.51.100.7'], '198.51.100.7', 'http', 'inner:5000'],
    ['the scheme alone', ['X-Forwarded-Proto: https'], '127.0.0.1', 'https', 'inner:5000'],
    [
      'the host alone',
      ['X-Forwarded-Host: registry.example.com'],
      '127.0.0.1',
      'http',
      'registry.example.com',
    ],
    [
      'all three',
      ['x-forwarded-for: 198.51.100.7', 'X-FORWARDED-PROTO: HTTPS', 'X-Forwarded-Host: R.Example:8443'],
      '198.51.100.7',
      'https',
      'r.example:8443',
    ],
    [
      'an address with its port',
      ['X-Forwarded-For: 198.51.100.7:4711'],
      '198.51.100.7',
      'http',
      'inner:5000',
    ],
    ['IPv6', ['X-Forwarded-For: 2001:DB8::7'], '2001:db8::7', 'http', 'inner:5000'],
    ['IPv6 with its port', ['X-Forwarded-For: [2001:db8::7]:4711'], '2001:db8::7', 'http', 'inner:5000'],
    ['IPv4 in IPv6', ['X-Forwarded-For: ::ffff:198.51.100.7'], '198.51.100.7', 'http', 'inner:5000'],
    [
      'what a client made up before it',
      ['X-Forwarded-For: 1.1.1.1, 198.51.100.7'],
      '198.51.100.7',
      'http',
      'inner:5000',
    ],
    [
      'the same in two lines',
      ['X-Forwarded-For: 1.1.1.1', 'X-Forwarded-For: 198.51.100.7'],
      '198.51.100.7',
      'http',
      'inner:5000',
    ],
    [
      'a chain of proxies',
      ['X-Forwarded-For: 1.1.1.1, 198.51.100.7, 10.0.0.2, 10.0.0.3'],
      '198.51.100.7',
      'http',
      'inner:5000',
    ],
    [
      'a chain of nothing but proxies',
      ['X-Forwarded-For: 10.0.0.2, 10.0.0.3'],
      '10.0.0.2',
      'http',
      'inner:5000',
    ],
    [
      'a proxy that is not trusted in between',
      ['X-Forwarded-For: 10.0.0.2, 198.51.100.7, 10.0.0.3'],
      '198.51.100.7',
      'http',
      'inner:5000',
    ],
    ['garbage left of a proxy', ['X-Forwarded-For: <x>, 10.0.0.3'], '10.0.0.3', 'http', 'inner:5000'],
    ['garbage alone', ['X-Forwarded-For: unknown'], '127.0.0.1', 'http', 'inner:5000'],
    ['an address with a zone', ['X-Forwarded-For: fe80::1%eth0'], '127.0.0.1', 'http', 'inner:5000'],
    ['empty items', ['X-Forwarded-For: 1.1.1.1, ,198.51.100.7,,'], '198.51.100.7', 'http', 'inner:5000'],
    [
      'a scheme that each proxy of a chain appended',
      ['X-Forwarded-For: 198.51.100.7, 10.0.0.2', 'X-Forwarded-Proto: https, http'],
      '198.51.100.7',
      'https',
      'inner:5000',
    ],
    [
      'a scheme that the client made up and the proxy appended to',
      ['X-Forwarded-For: 198.51.100.7', 'X-Forwarded-Proto: https, http'],
      '198.51.100.7',
      'http',
      'inner:5000',
    ],
    ['a scheme that is none', ['X-Forwarded-Proto: gopher'], '127.0.0.1', 'http', 'inner:5000'],
    ['a host that is none', ['X-Forwarded-Host: a@b'], '127.0.0.1', 'http', 'inner:5000'],
    [
      'the headers of the other kind',
      ['Forwarded: for=1.1.1.1;proto=https;host=evil.example'],
      '127.0.0.1',
      'http',
      'inner:5000',
    ],
  ])('%s', (_, headers, address, scheme, host) => {
    expect(see(['Host: inner:5000', ...headers])).toEqual({ address, scheme, host });
  });
});

describe('Forwarded of a trusted proxy', () => {
  test.each<[string, string[], string, string, string]>([
    [
      'one element',
      ['Forwarded: for=198.51.100.7;proto=https;host=registry.example.com'],
      '198.51.100.7',
      'https',
      'registry.example.com',
    ],
    [
      'quotes, cases and spaces',
      ['forwarded: For="[2001:DB8::7]:4711" ; PROTO="https";Host="r.example:8443"'],
      '2001:db8::7',
      'https',
      'r.example:8443',
    ],
    [
      'what a client made up before it',
      ['Forwarded: for=1.1.1.1;host=evil.example, for=198.51.100.7'],
      '198.51.100.7',
      'http',
      'inner:5000',
    ],
    [
      'the same in two lines',
      ['Forwarded: for=1.1.1.1', 'Forwarded: for=198.51.100.7'],
      '198.51.100.7',
      'http',
      'inner:5000',
    ],
    [
      'a quotation mark that the client never closed',
      ['Forwarded: for=1.1.1.1;host=", for=198.51.100.7;proto=https'],
      '198.51.100.7',
      'https',
      'inner:5000',
    ],
    [
      'a quotation mark that the client never closed, before quotes',
      ['Forwarded: a=", for="198.51.100.7"'],
      '198.51.100.7',
      'http',
      'inner:5000',
    ],
    [
      'an escape that the client never ended',
      ['Forwarded: for=1.1.1.1\\, for="198.51.100.7"'],
      '198.51.100.7',
      'http',
      'inner:5000',
    ],
    [
      'a comma in quotes',
      ['Forwarded: for=198.51.100.7;secret="a, for=1.1.1.1"'],
      '198.51.100.7',
      'http',
      'inner:5000',
    ],
    [
      'a chain',
      ['Forwarded: for=198.51.100.7;proto=https;host=r.example, for=10.0.0.2;proto=http;host=inner'],
      '198.51.100.7',
      'https',
      'r.example',
    ],
    ['a hidden client', ['Forwarded: for=_hidden;proto=https'], '127.0.0.1', 'https', 'inner:5000'],
    [
      'an unknown client',
      ['Forwarded: for=unknown;proto=https, for=10.0.0.2'],
      '10.0.0.2',
      'https',
      'inner:5000',
    ],
    ['a parameter twice', ['Forwarded: for=1.1.1.1;for=198.51.100.7'], '127.0.0.1', 'http', 'inner:5000'],
    ['garbage', ['Forwarded: ;;=;,"'], '127.0.0.1', 'http', 'inner:5000'],
    [
      'the headers of the other kind',
      ['X-Forwarded-For: 1.1.1.1', 'X-Forwarded-Proto: https'],
      '127.0.0.1',
      'http',
      'inner:5000',
    ],
  ])('%s', (_, headers, address, scheme, host) => {
    expect(see(['Host: inner:5000', ...headers], proxy, 'forwarded')).toEqual({ address, scheme, host });
  });
});

describe('any peer', () => {
  test('a Unix socket is trusted if it is said to be, and has no address of its own', () => {
    const unix: Peer = { address: undefined, isUnix: true, isEncrypted: false, localHost: 'localhost' };
    expect(see(['Host: a.example', 'X-Forwarded-For: 198.51.100.7'], unix).address).toBe('198.51.100.7');
    expect(see(['Host: a.example'], unix)).toEqual({ address: undefined, scheme: 'http', host: 'a.example' });
  });

  test('a connection that is gone is not taken for a Unix socket', () => {
    const gone: Peer = { ...proxy, address: undefined };
    expect(see(['Host: a.example', 'X-Forwarded-For: 198.51.100.7'], gone).address).toBeUndefined();
  });

  test('an encrypted connection is https without a word of anybody', () => {
    expect(see(['Host: a.example'], { ...stranger, isEncrypted: true }).scheme).toBe('https');
  });

  test.each([[[]], [['Host: a@b']], [['Host: a.example', 'Host: b.example']]])(
    'without a usable Host (%j), the address at which the connection came in stands for it',
    (headers) => {
      expect(see(headers, stranger).host).toBe('127.0.0.1:5000');
    },
  );
});

/** What a header may carry: the parser of Node lets these pass. */
const hostileValue = fc.oneof(
  fc.stringMatching(/^[\t\x20-\x7e\x80-\xff]{0,60}$/),
  fc
    .array(
      fc.constantFrom(
        '"',
        ',',
        ';',
        '\\',
        'for=',
        '127.0.0.1',
        '10.0.0.1',
        '[::1]',
        'proto=https',
        ' ',
        'host=x',
      ),
      {
        maxLength: 12,
      },
    )
    .map((parts) => parts.join('')),
);
const names = [
  'X-Forwarded-For',
  'X-Forwarded-Proto',
  'X-Forwarded-Host',
  'X-Forwarded-Port',
  'Forwarded',
  'X-Real-IP',
];
const hostileHeaders = fc.array(
  fc.tuple(fc.constantFrom(...names), hostileValue).map(([name, value]) => `${name}: ${value}`),
  { maxLength: 6 },
);
const kinds = fc.constantFrom('x-forwarded', 'forwarded') as fc.Arbitrary<Trust['headers']>;

describe('whatever a client makes up', () => {
  test('it changes nothing when the peer is not trusted', () => {
    fc.assert(
      fc.property(hostileHeaders, kinds, (headers, kind) => {
        expect(see(['Host: a.example', ...headers], stranger, kind)).toEqual(
          see(['Host: a.example'], stranger),
        );
      }),
    );
  });

  test('it changes nothing when a trusted proxy appends to the headers', () => {
    fc.assert(
      fc.property(hostileValue, fc.boolean(), (made, isOneLine) => {
        const append = (name: string, value: string) =>
          isOneLine ? [`${name}: ${made}, ${value}`] : [`${name}: ${made}`, `${name}: ${value}`];
        const expected = { address: '198.51.100.7', scheme: 'https', host: 'r.example' };
        const xHeaders = [
          ...append('X-Forwarded-For', '198.51.100.7'),
          ...append('X-Forwarded-Proto', 'https'),
          ...append('X-Forwarded-Host', 'r.example'),
        ];
        expect(see(xHeaders)).toEqual(expected);
        const element = 'for="198.51.100.7:80";proto=https;host="r.example"';
        expect(see(append('Forwarded', element), proxy, 'forwarded')).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('what comes out is an address, a scheme and a host, and nothing else', () => {
    fc.assert(
      fc.property(hostileHeaders, hostileValue, kinds, (headers, host, kind) => {
        const seen = see([`Host: ${host}`, ...headers], proxy, kind);
        expect(isIP(seen.address ?? '')).not.toBe(0);
        expect(['http', 'https']).toContain(seen.scheme);
        expect(new URL(`${seen.scheme}://${seen.host}`).pathname).toBe('/');
        expect(seen.host).toMatch(/^[a-z0-9_.:[\]-]+$/);
      }),
      { numRuns: 500 },
    );
  });

  test('a header as long as they come is read in a time that grows with its length alone', () => {
    const long = ['a="', 'for=1.2.3.4, ', ',', '\\', '"', 'x;'].map((part) => part.repeat(60_000));
    for (const value of long) {
      expect(see([`Forwarded: ${value}, for=198.51.100.7`], proxy, 'forwarded').address).toBe('198.51.100.7');
      expect(see([`X-Forwarded-For: ${value}, 198.51.100.7`]).address).toBe('198.51.100.7');
    }
  });
});
