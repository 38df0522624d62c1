import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scan } from '../testing/layers';
import { type TestEntry, tarOf } from '../testing/tar-builder';
import { changePage, differencesOf } from './compare-views';
import { mergeLayers } from './merge-layers';

const file = (name: string, content = 'x', more: Partial<TestEntry> = {}): TestEntry => ({
  name,
  content,
  ...more,
});
const viewOf = async (...layers: TestEntry[][]) =>
  mergeLayers(await Promise.all(layers.map((entries, at) => scan(tarOf(entries), {}, { digest: `${at}` }))));

it('tells what was added, removed and changed, and of what only mode or owner', async () => {
  const a = await viewOf([
    { name: 'd/', type: '5', mode: 0o755 },
    file('d/same'),
    file('d/text', 'one'),
    file('d/mode'),
    file('d/owner'),
    file('gone', 'gg'),
    { name: 'link', type: '2', link: 'a' },
    file('kind'),
  ]);
  const b = await viewOf([
    { name: 'd/', type: '5', mode: 0o755, mtimeS: 5 },
    file('d/same', 'x', { mtimeS: 5 }),
    file('d/text', 'two'),
    file('d/mode', 'x', { mode: 0o600 }),
    file('d/owner', 'x', { uid: 7 }),
    file('new', 'nnn'),
    { name: 'link', type: '2', link: 'b' },
    { name: 'kind/', type: '5' },
  ]);
  const all = changePage(a, b, differencesOf(a, b), { q: '', skip: 0 });
  expect(all.rows.map(({ path, change, differs }) => [path, change, differs])).toEqual([
    ['d/mode', 'metadata', ['mode']],
    ['d/owner', 'metadata', ['owner']],
    ['d/text', 'changed', ['content']],
    ['gone', 'removed', []],
    ['kind', 'changed', ['kind']],
    ['link', 'changed', ['link']],
    ['new', 'added', []],
  ]);
  expect(all.counts).toEqual({
    added: { files: 1, bytes: 3 },
    removed: { files: 1, bytes: 2 },
    changed: { files: 3, bytes: 3 },
    metadata: { files: 2, bytes: 2 },
    same: { files: 2, bytes: 1 },
  });
  const some = changePage(a, b, differencesOf(a, b), { q: 'D/', change: 'metadata', skip: 1 });
  expect([some.rows.map(({ path }) => path), some.total, some.hasMore]).toEqual([['d/owner'], 2, false]);
});

it('has nothing to tell of what was removed in both, or written again as it was', async () => {
  const a = await viewOf([file('a'), file('b')], [file('.wh.a', '')]);
  const b = await viewOf([file('b')], [file('b')]);
  expect(changePage(a, b, differencesOf(a, b), { q: '', skip: 0 }).rows).toEqual([]);
});

it('says of the way back the contrary', async () => {
  const entries = fc.array(
    fc
      .tuple(fc.constantFrom('a', 'b', 'a/b', 'b/c', '.wh.a'), fc.constantFrom('x', 'y', 'zz'))
      .map(([name, content]) => file(name, content)),
    { maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(entries, entries, async (one, other) => {
      const [a, b] = [await viewOf([], one), await viewOf([], other)];
      const there = changePage(a, b, differencesOf(a, b), { q: '', skip: 0 });
      const back = changePage(b, a, differencesOf(b, a), { q: '', skip: 0 });
      const contrary = { added: 'removed', removed: 'added', changed: 'changed', metadata: 'metadata' };
      expect(back.rows.map(({ path, change }) => [path, change])).toEqual(
        there.rows.map(({ path, change }) => [path, contrary[change]]),
      );
      expect(differencesOf(a, a).list).toEqual([]);
    }),
  );
});
