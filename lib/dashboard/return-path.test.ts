import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { returnPath, signInPathTo } from './return-path';

const origin = 'https://registry.example.com';

describe('returnPath', () => {
  it.each(['/', '/r/library~nginx', '/?q=a%20b&last=x', '/r/a~b?last=1#tags', '/account'])(
    'leads to the page %s',
    (path) => expect(returnPath(path)).toBe(path),
  );

  it.each([
    undefined,
    null,
    '',
    'https://evil.example',
    'http:evil.example',
    'javascript:alert(1)',
    'evil.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/a/..//evil.example',
    '/%2e%2e//evil.example',
    '/r\\..\\..\\evil.example',
    '/\u0000',
    '/sign-in',
    '/sign-in?to=/sign-in',
    '/api/v1/session',
    '/v2/',
    '/auth/token',
    '/metrics',
    `/${'x'.repeat(3_000)}`,
  ])('leads to the first page for %j', (text) => expect(returnPath(text)).toBe('/'));

  it('never leads away from this origin, whatever the text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '/',
        '\\',
        '//',
        '..',
        '.',
        '%2e',
        '%2f',
        '%5c',
        ':',
        '@',
        'evil.example',
        '\t',
        '\n',
        '?',
      ),
      fc.string({ maxLength: 4 }),
    );
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((rest) => `/${rest}`),
        ),
        (given) => {
          const path = returnPath(given);
          const url = new URL(path, `${origin}/sign-in`);
          expect(url.origin).toBe(origin);
          // What was judged is what the browser will see: there is nothing left to resolve.
          expect(`${url.pathname}${url.search}${url.hash}`).toBe(path);
          expect(returnPath(path)).toBe(path);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

describe('signInPathTo', () => {
  it('carries the page whole, and nothing for the first page', () => {
    expect(signInPathTo('/')).toBe('/sign-in');
    expect(signInPathTo('//evil.example')).toBe('/sign-in');
    const path = signInPathTo('/?q=a&last=b');
    expect(new URL(path, origin).searchParams.get('to')).toBe('/?q=a&last=b');
  });
});
