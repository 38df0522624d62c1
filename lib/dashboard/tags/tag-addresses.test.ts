import { expect, test } from 'vitest';
import { comparisonHref } from './tag-addresses';

const tag = (name: string, pushedAtMs: number) => ({ name, digest: `sha256:${name}`, pushedAtMs });

test('two tags are compared by their digests, the older one first; any other number is not', () => {
  const href = comparisonHref('team/app', [tag('b', 2), tag('a', 1)]);
  const { pathname, searchParams } = new URL(href ?? '', 'http://registry.test');
  expect(pathname).toBe('/compare');
  expect(Object.fromEntries(searchParams)).toEqual({ a: 'team/app@sha256:a', b: 'team/app@sha256:b' });
  expect(comparisonHref('team/app', [tag('a', 1)])).toBeUndefined();
  expect(comparisonHref('team/app', [tag('a', 1), tag('b', 2), tag('c', 3)])).toBeUndefined();
});
