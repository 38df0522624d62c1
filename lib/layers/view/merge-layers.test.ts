import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LayerIndex } from '../index/layer-index';
import { scan } from '../testing/layers';
import { type TestEntry, tarOf } from '../testing/tar-builder';
import { type ListRow, listView } from './list-view';
import { mergeLayers } from './merge-layers';
import { resolvePath } from './resolve-link';
import { nodeAt, pathOfNode, TooManyNodes, type View, type ViewNode } from './view-tree';

const file = (name: string, content = 'x', more: Partial<TestEntry> = {}): TestEntry => ({
  name,
  content,
  ...more,
});
const dir = (name: string, more: Partial<TestEntry> = {}): TestEntry => ({
  name,
  type: '5',
  mode: 0o755,
  ...more,
});
const link = (name: string, to: string): TestEntry => ({ name, type: '2', link: to });

const scanned = (layers: TestEntry[][]): Promise<LayerIndex[]> =>
  Promise.all(layers.map((entries, at) => scan(tarOf(entries), {}, { digest: `sha256:${at}` })));
const merged = async (...layers: TestEntry[][]) => mergeLayers(await scanned(layers));

/** The paths of files that are there in the end. */
function there(view: View): string[] {
  const paths: string[] = [];
  const walk = (node: ViewNode) => {
    for (const child of node.children?.values() ?? []) {
      if (child.hiddenBy < 0) paths.push(`${pathOfNode(child)}${child.isFolder ? '/' : ''}`);
      walk(child);
    }
  };
  walk(view.root);
  return paths.sort();
}

const rows = (view: View, path = '', more = {}): ListRow[] =>
  listView(view, { path, q: '', sort: 'name', skip: 0, ...more }).page.rows;

describe('layers laid over each other', () => {
  it('hide what a whiteout names below, not what stands beside it', async () => {
    const view = await merged(
      [dir('etc'), file('etc/a', 'aaaa'), file('etc/b', 'bb')],
      [file('etc/.wh.a', ''), file('etc/.wh.new', ''), file('etc/new', 'n')],
    );
    expect(there(view)).toEqual(['etc/', 'etc/b', 'etc/new']);
    expect(rows(view, 'etc')).toMatchObject([
      { name: 'a', state: 'removed', hiddenBy: 1, layer: 0, bytes: 4, hiddenBytes: 4 },
      { name: 'b', state: 'added', hiddenBy: null, layer: 0 },
      { name: 'new', state: 'added', hiddenBy: null, layer: 1 },
    ]);
    expect(view.hiddenBytes).toEqual([4, 0]);
  });

  it('hide all that was in a folder with an opaque whiteout, wherever it stands', async () => {
    for (const order of [0, 1]) {
      const upper = [file('d/.wh..wh..opq', ''), file('d/new', 'n')];
      const view = await merged([file('d/a'), file('d/e/f')], order ? upper.reverse() : upper);
      expect(there(view)).toEqual(['d/', 'd/new']);
      expect(rows(view, 'd/e')).toMatchObject([{ name: 'f', state: 'removed', hiddenBy: 1 }]);
    }
  });

  it('hide a folder under a file, and a file under a folder', async () => {
    const view = await merged([file('a/b', 'bbb'), file('c', 'cc')], [file('a', 'A'), file('c/d', 'D')]);
    expect(there(view)).toEqual(['a', 'c/', 'c/d']);
    expect(rows(view)).toMatchObject([
      { name: 'c', kind: 'folder', state: 'changed', hiddenBytes: 2, bytes: 1 },
      { name: 'a', kind: 'file', state: 'changed', hiddenBytes: 3, bytes: 1 },
    ]);
    expect(view.hiddenBytes).toEqual([5, 0]);
  });

  it('tell what is added, changed, the same again and removed', async () => {
    const layers = await scanned([
      [dir('d'), dir('e'), file('d/same'), file('d/mode'), file('d/text', 'one'), file('d/gone')],
      [
        dir('d'),
        dir('e', { mode: 0o700 }),
        file('d/mode', 'x', { mode: 0o600 }),
        file('d/text', 'two'),
        file('d/.wh.gone', ''),
        file('d/new'),
      ],
    ]);
    const view = mergeLayers(layers);
    const states = (all: ListRow[]) => all.map(({ name, state }) => [name, state]);
    expect(states(rows(view))).toEqual([
      ['d', null],
      ['e', 'changed'],
    ]);
    expect(states(rows(view, 'd'))).toEqual([
      ['gone', 'removed'],
      ['mode', 'changed'],
      ['new', 'added'],
      ['same', 'added'],
      ['text', 'changed'],
    ]);
    expect(view.rewrittenBytes).toEqual([0, 1]);
    const upper = layers[1] as LayerIndex;
    const told = new Uint8Array(upper.facts.entries);
    mergeLayers(layers, { states: told });
    const alone = mergeLayers([upper], { showsWhiteouts: true });
    const shown = listView(alone, { path: 'd', q: '', sort: 'name', skip: 0 }, { states: told }).page.rows;
    expect(states(shown)).toEqual([
      ['gone', 'removed'],
      ['mode', 'changed'],
      ['new', 'added'],
      ['text', 'changed'],
    ]);
    expect(shown[0]?.kind).toBe('whiteout');
  });

  it('count hidden bytes as the score of CyberDock does: half of what dive calls 0.75', async () => {
    // What is removed with its folder is hidden too.
    const view = await merged(
      [file('keep', 'k'.repeat(10)), file('d/a', 'a'.repeat(10))],
      [file('.wh.d', '')],
    );
    const all = view.layers.reduce((sum, { facts }) => sum + facts.fileBytes, 0);
    expect(1 - view.hiddenBytes.reduce((sum, one) => sum + one, 0) / all).toBe(0.5);
  });

  it('take the last of several entries of one path, and count the others as hidden', async () => {
    const view = await merged([file('a', 'first'), file('a', '2nd')]);
    expect(rows(view)).toMatchObject([{ name: 'a', bytes: 3, hiddenBytes: 5, state: 'added' }]);
  });

  it('lead through a symbolic link of a layer below, and never out', async () => {
    const view = await merged(
      [dir('usr'), dir('usr/lib'), link('lib', 'usr/lib'), link('out', '../../../usr')],
      [file('lib/x.so'), file('out/y')],
    );
    expect(there(view)).toEqual(['lib', 'out', 'usr/', 'usr/lib/', 'usr/lib/x.so', 'usr/y']);
  });

  it('show a name with .. beside all others, and let it lead nowhere', async () => {
    const view = await merged([file('../../etc/passwd'), file('etc/hosts')]);
    expect(rows(view)).toMatchObject([
      { name: 'etc', isFlagged: false },
      {
        name: '../../etc/passwd',
        path: '../../etc/passwd',
        isFlagged: true,
        isReadable: false,
        linkPath: null,
      },
    ]);
    expect(nodeAt(view.root, '../../etc/passwd')).toBeUndefined();
  });

  it('take links in circles for links that lead nowhere', async () => {
    const view = await merged([
      link('a', 'b'),
      link('b', 'a'),
      link('self', 'self/x'),
      link('ok', '/d/../f'),
      dir('d'),
      file('f'),
    ]);
    expect(rows(view).map(({ name, linkPath }) => [name, linkPath])).toEqual([
      ['d', null],
      ['a', null],
      ['b', null],
      ['f', null],
      ['ok', 'f'],
      ['self', null],
    ]);
    const chain = Array.from({ length: 60 }, (_, at) => link(`l${at}`, `l${at + 1}`));
    const long = await merged([...chain, file('l60')]);
    expect(resolvePath(long, long.root, 'l19')).toBeUndefined();
    expect(resolvePath(long, long.root, 'l20')?.name).toBe('l60');
  });

  it('read a hard link where its file is in the same layer', async () => {
    const hard = (name: string, to: string): TestEntry => ({ name, type: '1', link: to });
    const view = await merged([file('f'), hard('h', 'f')], [hard('i', 'f')]);
    expect(
      rows(view).map(({ name, isReadable, linkPath, bytes }) => [name, isReadable, linkPath, bytes]),
    ).toEqual([
      ['f', true, null, 1],
      ['h', true, 'f', 0],
      ['i', false, 'f', 0],
    ]);
  });

  it('end where they have too many files or take too many steps', async () => {
    const layers = await scanned([[file('a/b/c/d/e')]]);
    expect(() => mergeLayers(layers, { nodesMax: 4 })).toThrow(TooManyNodes);
    expect(mergeLayers(layers, { nodesMax: 5 }).nodes).toBe(5);
  });
});

/** Layers of few names, so that they get in each other's way. */
const names = fc.constantFrom(
  'a',
  'b',
  'a/b',
  'a/b/c',
  'b/a',
  'a/c',
  '.wh.a',
  'a/.wh.b',
  'a/.wh..wh..opq',
  'b/.wh.a',
);
const anyLayers = fc.array(
  fc.array(
    fc
      .tuple(names, fc.constantFrom('0', '0', '5'), fc.nat(9))
      .map(
        ([name, type, size]): TestEntry =>
          type === '5' && !name.includes('.wh.')
            ? dir(name)
            : file(name, 'x'.repeat(name.includes('.wh.') ? 0 : size)),
      ),
    { maxLength: 8 },
  ),
  { minLength: 1, maxLength: 4 },
);

describe('whatever the layers are', () => {
  it('every byte of a file is there in the end or hidden, and folders add up', async () => {
    await fc.assert(
      fc.asyncProperty(anyLayers, async (layers) => {
        const view = await merged(...layers);
        const hidden = view.hiddenBytes.reduce((sum, one) => sum + one, 0);
        const all = view.layers.reduce((sum, { facts }) => sum + facts.fileBytes, 0);
        expect(view.root.bytes + hidden).toBe(all);
        expect(view.root.hiddenBytes).toBe(hidden);
        expect(view.root.below).toBe(there(view).length);
      }),
    );
  });

  it('what is there in the end is what a program leaves that unpacks them into a folder', async () => {
    await fc.assert(
      fc.asyncProperty(anyLayers, async (layers) => {
        expect(there(await merged(...layers))).toEqual(unpacked(layers));
      }),
      { numRuns: 300 },
    );
  });
});

/** A model of unpacking, without a tree: the paths that are there, one layer after the other. */
function unpacked(layers: TestEntry[][]): string[] {
  const paths = new Map<string, 'file' | 'folder'>();
  const drop = (path: string, itself: boolean) => {
    for (const one of [...paths.keys()])
      if ((itself && one === path) || one.startsWith(`${path}/`)) paths.delete(one);
  };
  const parents = (path: string) =>
    path
      .split('/')
      .slice(0, -1)
      .map((_, at, all) => all.slice(0, at + 1).join('/'));
  for (const layer of layers) {
    for (const { name } of layer) {
      const at = name.lastIndexOf('/') + 1;
      const base = name.slice(at);
      if (base === '.wh..wh..opq') drop(name.slice(0, at - 1), false);
      else if (base.startsWith('.wh.')) drop(name.slice(0, at) + base.slice(4), true);
    }
    for (const { name, type } of layer) {
      if (name.includes('.wh.')) continue;
      for (const parent of parents(name)) {
        if (paths.get(parent) === 'file') drop(parent, true);
        paths.set(parent, 'folder');
      }
      const kind = type === '5' ? 'folder' : 'file';
      if (!(kind === 'folder' && paths.get(name) === 'folder')) drop(name, true);
      paths.set(name, kind);
    }
  }
  return [...paths].map(([path, kind]) => (kind === 'folder' ? `${path}/` : path)).sort();
}
