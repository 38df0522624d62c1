import { expect, test } from 'vitest';
import { parseSubject } from './rule';

test.each([
  ['everyone', { kind: 'everyone' }],
  ['signed-in', { kind: 'signed-in' }],
  ['anonymous', { kind: 'anonymous' }],
  ['user:alice', { kind: 'user', name: 'alice' }],
  ['user:alice@example.com', { kind: 'user', name: 'alice@example.com' }],
  ['group:developers', { kind: 'group', name: 'developers' }],
  ['robot:ci', { kind: 'robot', name: 'ci' }],
])('%j is a subject', (text, subject) => {
  expect(parseSubject(text)).toEqual(subject);
});

test.each([
  '',
  'alice',
  'user:',
  'user:a b',
  'user:a:b',
  'User:alice',
  'everyone:alice',
  'signed-in ',
  'user:alice\n',
  'groups:x',
  `user:${'a'.repeat(129)}`,
])('%j is none', (text) => {
  expect(parseSubject(text)).toBeUndefined();
});
