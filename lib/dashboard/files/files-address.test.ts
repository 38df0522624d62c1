import { describe, expect, it } from 'vitest';
import { filesHref, folderOf, foldersOf, readFilesAddress } from './files-address';

const digest = `sha256:${'a'.repeat(64)}`;
const layer = `sha256:${'b'.repeat(64)}`;

const readHref = (href: string) =>
  readFilesAddress(Object.fromEntries(new URL(href, 'http://localhost').searchParams));

describe('the address of the files of an image', () => {
  it('holds all that is shown', () => {
    const address = {
      layer,
      path: 'usr/local/50 % & <b>',
      q: '#?é',
      sort: '-size' as const,
      open: { layer, entry: 0 },
    };
    expect(readHref(filesHref('team/app', digest, address))).toEqual(address);
  });

  it('is short where it shows what it shows at first', () => {
    const nothing = { layer: undefined, path: '', q: '', sort: 'name' as const, open: undefined };
    const href = filesHref('team/app', digest, nothing);
    expect(href).toBe(`/r/team~app/m/${digest}/files`);
    expect(readHref(href)).toEqual(nothing);
  });

  it('leaves out what can not be', () => {
    const hostile = { d: '../../etc', q: ['a'], path: 'x'.repeat(20_001), sort: 'mode', open: `${layer}:-1` };
    expect(readFilesAddress(hostile)).toEqual({ path: '', q: '', sort: 'name' });
    expect(readFilesAddress({ open: 'sha256:ab:1' }).open).toBeUndefined();
  });

  it('names the folders that a path lies in', () => {
    expect(foldersOf('a/b/c')).toEqual(['a', 'a/b', 'a/b/c']);
    expect(foldersOf('')).toEqual([]);
    expect(['a/b/c', 'a', ''].map(folderOf)).toEqual(['a/b', '', '']);
  });
});
