import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it, test } from 'vitest';
import { pieces, rowsOf, scan } from '../testing/layers';
import { paxOf, type TestEntry, tarOf } from '../testing/tar-builder';
import { zstdSample } from '../testing/zstd-samples';
import { unzstdInScript } from './unpack';
import { zstdPieces } from './zstd-frames';

const folder = mkdtempSync(path.join(tmpdir(), 'cyberdock-layers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content = 'x', more: Partial<TestEntry> = {}): TestEntry => ({
  name,
  content,
  ...more,
});

function hasGnuTar(): boolean {
  const { stdout } = spawnSync('tar', ['--version'], { encoding: 'utf8' });
  return stdout?.includes('GNU tar') ?? false;
}

/** What GNU tar makes of a folder. */
function madeByTar(...options: string[]): Buffer {
  return execFileSync('tar', ['-C', path.join(folder, 'tree'), ...options, '-cf', '-', '.'], {
    maxBuffer: 64 * 1024 * 1024,
  });
}

describe.runIf(hasGnuTar())('an archive of GNU tar (where there is one)', () => {
  const tree = path.join(folder, 'tree');
  const long = path.join('a'.repeat(90), 'b'.repeat(90), 'c'.repeat(90));
  mkdirSync(path.join(tree, long), { recursive: true });
  writeFileSync(path.join(tree, 'plain'), 'plain text');
  writeFileSync(path.join(tree, 'umlaut-ä'), '');
  writeFileSync(path.join(tree, long, 'deep'), Buffer.alloc(200_000, 7));
  symlinkSync('x'.repeat(150), path.join(tree, 'long-link'));

  it.each(['gnu', 'pax', 'ustar'])('of the form %s lists as it does', async (form) => {
    // The old form has no place for a target of this length.
    const bytes = madeByTar(
      `--format=${form}`,
      ...(form === 'ustar' ? ['--exclude=long-link', '--exclude=c*c'] : []),
    );
    const index = await scan(bytes, {}, { pieceBytes: 777 });
    const listed = execFileSync('tar', ['-t', '--quoting-style=literal'], { input: bytes })
      .toString('latin1')
      .trim()
      .split('\n')
      .map((name) => name.replace(/^\.\//, '').replace(/\/$/, ''));
    expect(rowsOf(index).map((row) => row.path)).toEqual(listed);
    expect(index.facts.truncated).toBeNull();
    if (form === 'ustar') return;
    const deep = rowsOf(index).find((row) => row.path.endsWith('/deep'));
    expect(deep).toMatchObject({ kind: 'file', bytes: 200_000, isReadable: true });
    expect(bytes.subarray(deep?.offset).subarray(0, 200_000)).toEqual(Buffer.alloc(200_000, 7));
    expect(rowsOf(index).find((row) => row.path === 'long-link')?.target).toBe('x'.repeat(150));
  });

  it('with a sparse file in it lists its real size, and says that it can not be read', async () => {
    writeFileSync(path.join(tree, 'holes'), '');
    truncateSync(path.join(tree, 'holes'), 10 * 1024 * 1024);
    for (const form of ['gnu', 'pax']) {
      const index = await scan(madeByTar('--sparse', `--format=${form}`));
      const holes = rowsOf(index).find((row) => row.path === 'holes');
      expect(holes).toMatchObject({ kind: 'file', bytes: 10 * 1024 * 1024, isReadable: false });
      expect(index.facts.truncated).toBeNull();
    }
    rmSync(path.join(tree, 'holes'));
  });
});

describe('however it is packed and cut into pieces', () => {
  const bytes = tarOf([
    file('a', 'A'.repeat(3_000)),
    { name: 'b/', type: '5' },
    file('b/c', 'C'.repeat(700)),
  ]);
  const skipped = Buffer.from('502a4d1803000000616263', 'hex');

  it.each([
    ['plain', bytes],
    ['gzip', gzipSync(bytes)],
    [
      'gzip of several members',
      Buffer.concat([gzipSync(bytes.subarray(0, 999)), gzipSync(bytes.subarray(999))]),
    ],
    ['zstd', zstdSample('whole')],
    ['zstd of several frames', zstdSample('frames')],
    ['zstd with a frame to be skipped', Buffer.concat([skipped, zstdSample('whole')])],
  ])('%s comes out the same', async (_, packed) => {
    const whole = await scan(bytes);
    for (const pieceBytes of [1, 13, 512, 1 << 20]) {
      const index = await scan(packed, {}, { pieceBytes });
      expect(rowsOf(index)).toEqual(rowsOf(whole));
      expect(index.hashes).toEqual(whole.hashes);
      expect(index.facts.truncated).toBeNull();
    }
  });

  it.each(['long1', 'long19', 'longNoCheck', 'longWindow'] as const)(
    'zstd without one of Node.js comes out as it went in: %s',
    async (name) => {
      const content = Buffer.concat([Buffer.alloc(1_000_000, 'ab'), bytes, Buffer.alloc(300_000)]);
      const out: Buffer[] = [];
      for await (const part of unzstdInScript(zstdPieces(pieces(zstdSample(name), 99), 2 ** 27)))
        out.push(part);
      expect(Buffer.concat(out).equals(content)).toBe(true);
    },
  );

  test('zstd that wants to look back further than it may is not begun', async () => {
    const frame = Buffer.concat([Buffer.from('28b52ffd00ff', 'hex'), Buffer.alloc(100)]);
    expect((await scan(frame)).facts).toMatchObject({ entries: 0, truncated: 'window' });
    const later = Buffer.concat([zstdSample('beginning'), frame]);
    expect((await scan(later)).facts).toMatchObject({ entries: 1, truncated: 'window' });
  });
});

describe('what is no layer', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'not-tar'],
    ['a text', Buffer.from('hello world '.repeat(100)), 'not-tar'],
    ['a packed text', gzipSync('hello world '.repeat(100)), 'not-tar'],
    ['bzip2', Buffer.from('BZh91AY&SY'), 'media-type'],
    ['xz', Buffer.from('fd377a585a000004', 'hex'), 'media-type'],
  ])('%s is refused', async (_, bytes, reason) => {
    await expect(scan(bytes)).rejects.toMatchObject({ name: 'NoTar', reason });
  });

  it('an empty archive is one without entries', async () => {
    expect((await scan(tarOf([]))).facts).toMatchObject({ entries: 0, truncated: null });
  });
});

describe('names', () => {
  it('lose what stands before the root, and keep what leads out of it', async () => {
    const names = ['/etc/a', './b', 'c//d', 'e/./f', '../up', 'g/../../h', '..', 'ok..', '...'];
    const index = await scan(tarOf(names.map((name) => file(name))));
    expect(rowsOf(index).map(({ path: shown, isFlagged }) => [shown, isFlagged])).toEqual([
      ['etc/a', false],
      ['b', false],
      ['c/d', false],
      ['e/f', false],
      ['../up', true],
      ['g/../../h', true],
      ['..', true],
      ['ok..', false],
      ['...', false],
    ]);
  });

  it('of pax come before those of the header, as do its sizes and owners', async () => {
    const pax = { path: 'pax/\xc3\xa4', size: '3', uid: '4294967294', uname: 'me', mtime: '1.5' };
    const index = await scan(tarOf([file('short', 'abc', { size: 0, pax }), file('next')]));
    expect(rowsOf(index)).toMatchObject([
      { path: 'pax/\xc3\xa4', bytes: 3, uid: 4_294_967_294, owner: 'me', modifiedMs: 1_500 },
      { path: 'next', owner: 'root' },
    ]);
  });

  it('of a global header hold until they are said anew', async () => {
    const global = { name: 'g', type: 'g', content: paxOf({ uname: 'all' }) };
    const index = await scan(
      tarOf([global, file('a'), file('b', 'x', { pax: { uname: 'one' } }), file('c')]),
    );
    expect(rowsOf(index).map(({ owner }) => owner)).toEqual(['all', 'one', 'all']);
  });

  it('are of every kind', async () => {
    const types = ['0', '7', '1', '2', '3', '4', '5', '6', 'D', 'Z'];
    const index = await scan(
      tarOf([
        ...types.map((type, at) => ({ name: `n${at}`, type, link: 'n0' })),
        file('d/.wh.gone'),
        file('d/.wh..wh..opq'),
        file('d/.wh..wh.plnk'),
        { name: 'old/', type: '0' },
      ]),
    );
    expect(rowsOf(index).map(({ kind }) => kind)).toEqual([
      'file',
      'file',
      'hard-link',
      'symbolic-link',
      'character-device',
      'block-device',
      'folder',
      'fifo',
      'folder',
      'other',
      'whiteout',
      'opaque',
      'other',
      'folder',
    ]);
  });
});
