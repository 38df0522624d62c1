import { describe, expect, it } from 'vitest';
import { namespacesOf, readRepositoryView, toggled, viewHref } from './tree-addresses';

const readBack = (href: string) => readRepositoryView(Object.fromEntries(new URLSearchParams(href.slice(2))));

describe('the address of the tree', () => {
  it('names the innermost open namespaces, and is read back with those around them', () => {
    const view = { isTree: true, open: ['a', 'a/b', 'c'] };
    expect(viewHref(view)).toBe('/?view=tree&open=a%2Fb%2Cc');
    expect(readBack(viewHref(view))).toEqual(view);
    expect(viewHref(view, { q: 'x', sort: '-size' })).toBe('/?view=tree&open=a%2Fb%2Cc&q=x&sort=-size');
    expect(viewHref({ isTree: false, open: [] }, { q: '', sort: 'name' })).toBe('/');
  });

  it('is that of the flat list where it says something else', () => {
    for (const view of [undefined, 'flat', 'TREE', ['tree']])
      expect(readRepositoryView({ view, open: 'a' })).toEqual({ isTree: false, open: [] });
  });

  it('opens nothing that no namespace is called', () => {
    for (const open of [['a'], '..%2f', 'A', 'a//b', '/a', 'a/', '\u202e', 'a b', 'x'.repeat(5_000), ''])
      expect(readRepositoryView({ view: 'tree', open }).open).toEqual([]);
    expect(readRepositoryView({ view: 'tree', open: 'a,<b>,c' }).open).toEqual(['a', 'c']);
  });
});

describe('a namespace', () => {
  it('that is opened opens those around it, and closes with all that is open in it', () => {
    expect(namespacesOf('a/b/c')).toEqual(['a', 'a/b']);
    expect(toggled([], 'a/b')).toEqual(['a', 'a/b']);
    expect(toggled(['a', 'a/b', 'ab'], 'a')).toEqual(['ab']);
  });

  it('that is opened beyond 50 closes the first of the others', () => {
    const many = Array.from({ length: 50 }, (_, at) => `n${at}`);
    const next = toggled(many, 'x');
    expect(next).toHaveLength(50);
    expect(next.at(-1)).toBe('x');
    expect(next).not.toContain('n0');
    expect(toggled(many, 'n0/deep')).toContain('n0');
  });
});
