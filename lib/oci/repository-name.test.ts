import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Invalid } from './invalid';
import { isRepositoryName, type NameRules, parseRepositoryName } from './repository-name';
import { hostileText, thrownBy } from './testing/hostile-text';

const grammar = /[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*/;
const wholeGrammar = new RegExp(`^${grammar.source}$`);
const rules = (given: Partial<NameRules>): NameRules => ({ allow: [], deny: [], lengthMax: 255, ...given });

test.each([
  ['team/app', 'team/app'],
  ['alpine', 'library/alpine'],
  ['library', 'library/library'],
  ['a/b/c/d/e/f/g', 'a/b/c/d/e/f/g'],
  ['a-b/x', 'a-b/x'],
  ['a---b/x.y_z__0', 'a---b/x.y_z__0'],
  ['0/1', '0/1'],
  ['manifests/app', 'manifests/app'],
  ['blobs/app', 'blobs/app'],
  ['referrers/app', 'referrers/app'],
  ['team/manifests2', 'team/manifests2'],
  ['team/tags', 'team/tags'],
  ['uploads/list', 'uploads/list'],
  [`${'a'.repeat(127)}/${'b'.repeat(127)}`, `${'a'.repeat(127)}/${'b'.repeat(127)}`],
  ['a'.repeat(247), `library/${'a'.repeat(247)}`],
])('reads %s as %s', (text, canonical) => {
  expect(parseRepositoryName(text)).toBe(canonical);
  expect(isRepositoryName(canonical)).toBe(true);
  expect(isRepositoryName(text)).toBe(text === canonical);
});

test.each<[string, string, RegExp]>([
  ['nothing', '', /empty component/],
  ['a slash', '/', /empty component/],
  ['a slash before', '/team/app', /empty component/],
  ['a slash after', 'team/app/', /empty component/],
  ['two slashes', 'team//app', /empty component/],
  ['uppercase letters', 'Team/app', /lowercase letters/],
  ['traversal', '../../etc/passwd', /lowercase letters/],
  ['traversal inside', 'team/../app', /lowercase letters/],
  ['the folder itself', 'team/./app', /lowercase letters/],
  ['only dots', '..', /lowercase letters/],
  ['a hidden folder', 'team/.git', /lowercase letters/],
  ['an encoded slash', 'team%2fapp', /lowercase letters/],
  ['encoded dots', '%2e%2e/app', /lowercase letters/],
  ['a backslash', 'team\\app/x', /lowercase letters/],
  ['NUL', 'team/app\0', /lowercase letters/],
  ['a line end', 'team/app\n', /lowercase letters/],
  ['a space', 'team/my app', /lowercase letters/],
  ['a colon', 'localhost:5000/app', /lowercase letters/],
  ['a separator before', 'team/-app', /lowercase letters/],
  ['a separator after', 'team/app-', /lowercase letters/],
  ['two dots', 'team/a..b', /lowercase letters/],
  ['three underscores', 'team/a___b', /lowercase letters/],
  ['mixed separators', 'team/a.-b', /lowercase letters/],
  ['a fullwidth full stop', 'team/\uff0e\uff0e/app', /lowercase letters/],
  ['a fraction slash', 'team\u2044app/x', /lowercase letters/],
  ['a Kelvin sign', 'team/\u212a', /lowercase letters/],
  ['a dotless i', 'team/\u0131', /lowercase letters/],
  ['a reversing mark', 'team/\u202eppa', /lowercase letters/],
  ['a byte order mark', '\ufeffteam/app', /lowercase letters/],
  ['256 characters', `${'a'.repeat(127)}/${'b'.repeat(128)}`, /at most 255 characters, and this is 256/],
  ['255 characters with library/', 'a'.repeat(248), /at most 255/],
  ['overlong text', 'a/'.repeat(1_000_000), /too long/],
  ['manifests alone', 'manifests', /reserved after the first one/],
  ['blobs at the end', 'team/blobs', /"blobs", which is reserved/],
  ['manifests in the middle', 'team/manifests/app', /"manifests", which is reserved/],
  ['referrers', 'team/app/referrers', /"referrers", which is reserved/],
])('refuses %s and says why', (_name, text, message) => {
  const error = thrownBy(() => parseRepositoryName(text));
  expect(error).toBeInstanceOf(Invalid);
  expect(error).toMatchObject({ code: 'NAME_INVALID', message: expect.stringMatching(message) });
  expect(isRepositoryName(text)).toBe(false);
});

describe('the rules of an administrator', () => {
  test('allow everything when they are empty', () => {
    expect(parseRepositoryName('team/app', rules({}))).toBe('team/app');
  });

  test('allow only what matches when something is allowed', () => {
    const given = rules({ allow: ['team/**', 'alpine'] });
    expect(parseRepositoryName('team/a/b', given)).toBe('team/a/b');
    expect(parseRepositoryName('alpine', given)).toBe('library/alpine');
    expect(parseRepositoryName('library/alpine', given)).toBe('library/alpine');
    expect(thrownBy(() => parseRepositoryName('other/app', given))).toMatchObject({
      code: 'NAME_INVALID',
      message: expect.stringContaining('use one that matches "team/**", "alpine"'),
    });
  });

  test('deny before they allow', () => {
    const given = rules({ allow: ['team/**'], deny: ['**/secret'] });
    expect(thrownBy(() => parseRepositoryName('team/secret', given))).toMatchObject({
      code: 'NAME_INVALID',
      message: expect.stringContaining('rule "**/secret"'),
    });
  });

  test('see the canonical name, so that leaving out library/ is no way around them', () => {
    const given = rules({ deny: ['library/*'] });
    expect(thrownBy(() => parseRepositoryName('alpine', given))).toMatchObject({ code: 'NAME_INVALID' });
  });

  test('can lower the limit of the length but not raise it', () => {
    const name = `team/${'a'.repeat(20)}`;
    expect(parseRepositoryName(name, rules({ lengthMax: 25 }))).toBe(name);
    expect(thrownBy(() => parseRepositoryName(name, rules({ lengthMax: 24 })))).toMatchObject({
      message: expect.stringContaining('at most 24'),
    });
    const long = `team/${'a'.repeat(251)}`;
    expect(thrownBy(() => parseRepositoryName(long, rules({ lengthMax: 1000 })))).toMatchObject({
      message: expect.stringContaining('at most 255'),
    });
  });
});

test('every name of the grammar that is short and not reserved is accepted and canonical afterwards', () => {
  fc.assert(
    fc.property(fc.stringMatching(wholeGrammar), (text) => {
      const canonical = text.includes('/') ? text : `library/${text}`;
      const reserved = canonical
        .split('/')
        .slice(1)
        .some((part) => /^(manifests|blobs|referrers)$/.test(part));
      fc.pre(canonical.length <= 255 && !reserved);
      expect(parseRepositoryName(text)).toBe(canonical);
      expect(parseRepositoryName(canonical)).toBe(canonical);
    }),
  );
});

test('no name that comes out can leave its folder, whatever goes in', () => {
  const texts = fc.oneof(
    hostileText,
    fc
      .array(fc.oneof(hostileText, fc.constantFrom('a', 'team', 'b-c')), { maxLength: 4 })
      .map((parts) => parts.join('/')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const error = thrownBy(() => {
        const name = parseRepositoryName(text);
        expect(isRepositoryName(name)).toBe(true);
        expect(name).toMatch(wholeGrammar);
        expect(name.length).toBeLessThanOrEqual(255);
        expect(name).not.toMatch(/[\\\0%:]|^\/|\/$/);
        const components = name.split('/');
        expect(components.length).toBeGreaterThan(1);
        for (const part of components) expect(['', '.', '..']).not.toContain(part);
        for (const part of components.slice(1))
          expect(['manifests', 'blobs', 'referrers']).not.toContain(part);
      });
      if (error !== undefined) expect(error).toBeInstanceOf(Invalid);
    }),
    { numRuns: 2000 },
  );
});
