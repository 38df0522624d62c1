import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalPath } from './canonical-path';
import { repositoryOfSegment } from './repository-of-segment';
import { repositoryPath, toSegment, withQuery } from './repository-path';

const component = fc.stringMatching(/^[a-z0-9]{1,8}(?:[._-][a-z0-9]{1,8}){0,2}$/);
const name = fc
  .array(component, { minLength: 2, maxLength: 5 })
  .filter((parts) => !parts.slice(1).some((part) => ['manifests', 'blobs', 'referrers'].includes(part)))
  .map((parts) => parts.join('/'));

it('every repository has one segment of its own, and needs no escape in it', () => {
  fc.assert(
    fc.property(name, (repository) => {
      expect(repositoryOfSegment(toSegment(repository))).toBe(repository);
      expect(encodeURIComponent(toSegment(repository))).toBe(toSegment(repository));
      expect(canonicalPath(repositoryPath(repository))).toBeUndefined();
      expect(canonicalPath(`/r/${toSegment(repository)}`)).toBe(repositoryPath(repository));
      expect(canonicalPath(`/r/${repository}`)).toBe(repositoryPath(repository));
    }),
  );
});

it.each([
  ['/r', '/'],
  ['/r/', '/'],
  ['/r/nginx', '/r/library~nginx/tags'],
  ['/r/library/nginx/', '/r/library~nginx/tags'],
  ['/r/library~nginx', '/r/library~nginx/tags'],
])('%s leads to %s', (typed, canonical) => {
  expect(canonicalPath(typed)).toBe(canonical);
});

it.each([
  '/',
  '/rest',
  '/r/library~nginx/tags',
  '/r/library~nginx/m/sha256:0/raw',
  '/r/UPPER/case',
  '/r/a//b',
  '/r/..%2fetc',
  '/r/a/manifests',
])('%s stands for itself', (pathname) => {
  expect(canonicalPath(pathname)).toBeUndefined();
});

it('leaves parameters without a value out of an address', () => {
  expect(withQuery('/', { q: '', last: undefined })).toBe('/');
  expect(withQuery('/', { q: 'a b&c', last: 'x/y' })).toBe('/?q=a+b%26c&last=x%2Fy');
});
