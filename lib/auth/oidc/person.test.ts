import { describe, expect, test } from 'vitest';
import { type Claims, personOf } from './person';

const settings = { usernameClaim: 'preferred_username', groupsClaim: 'groups' };
const read = (claims: Claims, more: Partial<typeof settings> = {}) =>
  personOf({ sub: 's', ...claims }, { ...settings, ...more });

describe('the name', () => {
  test.each([
    ['alice', 'alice'],
    ['Alice.Smith', 'alice.smith'],
    ['alice@example.com', 'alice@example.com'],
    ['alice smith', undefined],
    ['', undefined],
    ['robot+ci', undefined],
    ['anonymous', undefined],
    ['EVERYONE', undefined],
    ['a'.repeat(65), undefined],
    ['..', undefined],
    ['alice\n', undefined],
    ['a\u212Aice', undefined], // The sign of kelvin becomes a k.
    [['alice'], undefined],
    [undefined, undefined],
  ])('%j is %j here', (preferred_username, name) => {
    expect(read({ preferred_username })).toMatchObject({ name });
  });

  test('is an e-mail address only if the provider has verified it', () => {
    const of = (claims: Claims) => read({ email: 'A@example.com', ...claims }, { usernameClaim: 'email' });
    expect(of({ email_verified: true })).toMatchObject({ name: 'a@example.com' });
    for (const email_verified of [false, undefined, 'true'])
      expect(of({ email_verified })).toMatchObject({ name: undefined });
  });
});

describe('the groups', () => {
  test.each<[string, unknown, string[]]>([
    ['a list', ['a', '/b/c', 'Domain Users'], ['a', '/b/c', 'Domain Users']],
    ['one text', 'a', ['a']],
    ['no claim', undefined, []],
    ['null', null, []],
    ['the same twice, an empty one, and one that no rule can name', ['a', 'a', '', 'x'.repeat(257)], ['a']],
  ])('are read from %s', (_, groups, read_) => {
    expect(read({ groups })).toMatchObject({ groups: read_ });
  });

  test('are read along a path, or from a claim with a dot in its name', () => {
    const claims = { realm_access: { roles: ['a'] }, 'https://example.com/groups': ['b'] };
    expect(read(claims, { groupsClaim: 'realm_access.roles' })).toMatchObject({ groups: ['a'] });
    expect(read(claims, { groupsClaim: 'https://example.com/groups' })).toMatchObject({ groups: ['b'] });
    expect(read(claims, { groupsClaim: 'constructor.name' })).toMatchObject({ groups: [] });
  });

  test.each<[string, Claims]>([
    ['a list with something else', { groups: ['a', 1] }],
    ['an object', { groups: { a: true } }],
    ['too many', { groups: Array.from({ length: 2_001 }, (_, at) => `g${at}`) }],
    ['a hint where to ask for them', { _claim_names: { groups: 'src1' } }],
  ])('that are not all there refuse the person: %s', (_, claims) => {
    expect(read(claims)).toBe('unreadable');
  });
});

test.each([undefined, '', 7, 'x'.repeat(256)])('the subject %j is none', (sub) => {
  expect(read({ sub })).toBe('unreadable');
});
