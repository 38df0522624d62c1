import { describe, expect, test } from 'vitest';
import { parseAlternativeNames } from './client-certificate';

// Real certificates on real connections: `tests/serve/client-identity.test.ts`.

describe('parseAlternativeNames', () => {
  test.each([
    ['', []],
    ['DNS:a.example', ['DNS:a.example']],
    ['DNS:a, email:b@c', ['DNS:a', 'email:b@c']],
    ['URI:"https://a/b, DNS:admin", DNS:x', ['URI:https://a/b, DNS:admin', 'DNS:x']],
    ['URI:"a\\"b"', ['URI:a"b']],
  ])('reads %s', (text, names) => {
    expect(parseAlternativeNames(text)).toEqual(names);
  });

  test.each(['DNS:a DNS:b"', 'URI:"never closed', 'nonsense', 'DNS:a,DNS:b'])(
    'reads nothing of %s',
    (text) => {
      expect(parseAlternativeNames(text)).toEqual([]);
    },
  );
});
