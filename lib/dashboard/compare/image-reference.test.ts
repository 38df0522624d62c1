import { expect, it } from 'vitest';
import { comparePath } from './compare-path';
import { imageReferenceText, parseImageReference } from './image-reference';

const digest = `sha256:${'a'.repeat(64)}`;

it.each([
  [`team/app@${digest}`, 'team/app', digest],
  ['team/app:v1', 'team/app', 'v1'],
  ['a/tag/b:Latest', 'a/tag/b', 'Latest'],
])('reads %s, writes it again, and puts it into an address as it is', (text, repository, reference) => {
  expect(parseImageReference(text)).toEqual({ repository, reference });
  expect(imageReferenceText(repository, reference)).toBe(text);
  const path = comparePath(text, text, 'linux/arm64');
  expect(path).toContain(`a=${text}&b=${text}`);
  expect(new URL(path, 'http://x').searchParams.get('b')).toBe(text);
});

it.each([
  '',
  'team/app',
  'team/app@v1',
  `team/app:${digest}`,
  'team/app@sha256:short',
  '../etc:v1',
  'Team/App:v1',
  `team/app:v1@${digest}`,
  'localhost:5000/team/app:v1',
  `${'a'.repeat(600)}:v1`,
])('takes %j for no image', (text) => expect(parseImageReference(text)).toBeUndefined());

it('keeps a platform that a stranger wrote to itself', () => {
  const path = comparePath('a/b:c', 'a/b:d', '&a=x#y');
  expect(Object.fromEntries(new URL(path, 'http://x').searchParams)).toEqual({
    a: 'a/b:c',
    b: 'a/b:d',
    platform: '&a=x#y',
  });
});
