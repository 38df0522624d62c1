import { describe, expect, it } from 'vitest';
import { treeStep } from '../tree/tree-step';
import type { FileEntry } from './file-contracts';
import { type FileLevel, type FilesPage, fileRows, folderToSearch, steppedFileRow } from './file-rows';

/** An entry of a folder: `usr/` is a folder, `-usr/` one that was removed, `../` one that leads out. */
function entryOf(folder: string, word: string): FileEntry {
  const name = word.replace(/^-|\/$/g, '');
  const path = folder === '' ? name : `${folder}/${name}`;
  return {
    id: `sha256:a:${word}`,
    name,
    path,
    isEscaped: false,
    flagged: name === '..',
    kind: word.endsWith('/') ? 'folder' : 'file',
    bytes: 1,
    below: null,
    hiddenBytes: 0,
    mode: 0o755,
    uid: 0,
    gid: 0,
    owner: '',
    group: '',
    modifiedMs: null,
    linkTarget: null,
    linkPath: null,
    device: null,
    layer: null,
    entry: null,
    state: word.startsWith('-') ? 'removed' : 'added',
    hiddenBy: null,
    isReadable: false,
  };
}

function page(
  folder: string,
  words: readonly string[],
  next: string | null = null,
  total = words.length,
): FilesPage {
  return {
    state: 'ready',
    repository: 'team/app',
    digest: 'sha256:m',
    layer: null,
    layers: [],
    efficiency: null,
    path: folder,
    parents: [],
    isThere: true,
    entries: words.map((word) => entryOf(folder, word)),
    total,
    next,
  };
}

const level = (...parts: FilesPage[]): FileLevel => ({ parts, isLoading: false, error: null });
const shown = (levels: ReadonlyMap<string, FileLevel>, ...open: string[]) =>
  fileRows(levels, new Set(open)).map((row) =>
    '  '.repeat(row.level - 1).concat(row.kind === 'entry' ? row.entry.name : row.kind),
  );

describe('the rows of files', () => {
  it('have what lies in an open folder below it, and count it', () => {
    const levels = new Map([
      ['', level(page('', ['etc/', 'usr/', 'motd']))],
      ['usr', level(page('usr', ['bin/']))],
      ['usr/bin', level(page('usr/bin', []))],
    ]);
    expect(shown(levels)).toEqual(['etc', 'usr', 'motd']);
    expect(shown(levels, 'usr', 'usr/bin')).toEqual(['etc', 'usr', '  bin', '    empty', 'motd']);
    const places = fileRows(levels, new Set(['usr'])).map((row) =>
      row.kind === 'entry' ? `${row.position} of ${row.siblings}` : '',
    );
    expect(places).toEqual(['1 of 3', '2 of 3', '1 of 1', '3 of 3']);
  });

  it('open a path once, where it is there as what it is and as what it was, and never one that leads out', () => {
    const levels = new Map([
      ['', level(page('', ['app/', '-app/', '../']))],
      ['app', level(page('app', ['main']))],
    ]);
    expect(shown(levels, 'app', '..')).toEqual(['app', '  main', 'app', '..']);
    const keys = fileRows(levels, new Set(['app'])).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('say that more is there, comes, or could not be loaded, and keep to one count over all pages', () => {
    const [first, second] = [page('', ['a', 'b'], 'x', 3), page('', ['c'], null, 3)];
    expect(shown(new Map([['', level(first)]]))).toEqual(['a', 'b', 'more']);
    expect(shown(new Map([['', { ...level(first), isLoading: true }]]))).toEqual(['a', 'b', 'loading']);
    expect(shown(new Map([['', { ...level(first), error: new Error('no') }]]))).toEqual(['a', 'b', 'failed']);
    const rows = fileRows(new Map([['', level(first, second)]]), new Set());
    expect(rows.map((row) => row.kind === 'entry' && row.position)).toEqual([1, 2, 3]);
  });

  it('are led through by the keys of a tree grid', () => {
    const levels = new Map([
      ['', level(page('', ['usr/', 'motd'], 'x', 900))],
      ['usr', level(page('usr', ['bin/']))],
    ]);
    const rows = fileRows(levels, new Set(['usr']));
    const step = (at: number, key: string) => treeStep(rows, at, key, steppedFileRow);
    expect(step(1, 'ArrowLeft')).toEqual({ to: 0 });
    expect(step(0, 'ArrowLeft')).toEqual({ toggle: 'usr' });
    expect(step(1, 'ArrowRight')).toEqual({ toggle: 'usr/bin' });
    expect(step(2, 'Enter')).toEqual({ act: 2 });
    expect(step(0, 'End')).toEqual({ to: 2 });
  });
});

describe('the folder of which more has to be loaded', () => {
  it('is the one in which the next part of the wanted path was not seen yet', () => {
    const root = level(page('', ['a/', 'b/'], 'x', 900));
    expect(folderToSearch(new Map([['', root]]), ['z'])).toBe('');
    expect(folderToSearch(new Map([['', root]]), ['a', 'a/b'])).toBeUndefined();
    const inA = new Map([
      ['', root],
      ['a', level(page('a', ['c/'], 'y', 900))],
    ]);
    expect(folderToSearch(inA, ['a', 'a/b'])).toBe('a');
    expect(folderToSearch(inA, ['a', 'a/c'])).toBeUndefined();
  });

  it('is none where all was loaded, something comes, or could not', () => {
    expect(folderToSearch(new Map([['', level(page('', ['a/']))]]), ['z'])).toBeUndefined();
    const more = level(page('', ['a/'], 'x', 900));
    expect(folderToSearch(new Map([['', { ...more, isLoading: true }]]), ['z'])).toBeUndefined();
    expect(folderToSearch(new Map([['', { ...more, error: new Error('no') }]]), ['z'])).toBeUndefined();
    expect(folderToSearch(new Map(), ['z'])).toBeUndefined();
  });
});
