import { describe, expect, it } from 'vitest';
import { type ChangedFile, differenceWords } from './difference-words';

const side: NonNullable<ChangedFile['a']> = {
  kind: 'file',
  bytes: 4,
  mode: 0o644,
  uid: 0,
  gid: 0,
  linkTarget: null,
  layer: null,
  entry: null,
};
const between = (
  a: Partial<typeof side> | null,
  b: Partial<typeof side> | null,
  differs: ChangedFile['differs'] = [],
): ChangedFile => ({
  path: 'etc/motd',
  isEscaped: false,
  change: 'changed',
  a: a && { ...side, ...a },
  b: b && { ...side, ...b },
  differs,
});

describe('the words of a difference', () => {
  it('give the size, or the kind, of what one image has alone', () => {
    expect(differenceWords(between(null, {}))).toEqual(['4 B']);
    expect(differenceWords(between({ kind: 'folder' }, null))).toEqual(['Folder']);
  });

  it('say what both have otherwise, and of the content only where the size does not tell', () => {
    expect(differenceWords(between({}, { bytes: 2048 }, ['bytes', 'content']))).toEqual(['4 B to 2.00 KiB']);
    expect(differenceWords(between({}, {}, ['content']))).toEqual(['other content of the same size']);
    expect(differenceWords(between({}, { mode: 0o755, uid: 1000 }, ['mode', 'owner']))).toEqual([
      'mode -rw-r--r-- to -rwxr-xr-x',
      'owner 0:0 to 1000:0',
    ]);
    const links = between({ linkTarget: 'a' }, { linkTarget: 'b' }, ['link']);
    expect(differenceWords(links)).toEqual(['leads to b, before to a']);
    expect(differenceWords(between({}, { kind: 'folder', mode: null }, ['kind', 'mode']))).toEqual([
      'File to Folder',
      'mode -rw-r--r-- to none',
    ]);
  });
});
