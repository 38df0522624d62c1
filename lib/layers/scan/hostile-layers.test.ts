import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { ScanLimits } from '../limits';
import { rowsOf, scan } from '../testing/layers';
import { blocksOf, type TestEntry, tarOf } from '../testing/tar-builder';

const file = (name: string, content = 'x', more: Partial<TestEntry> = {}): TestEntry => ({
  name,
  content,
  ...more,
});

describe('a hostile archive', () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => file(`f${at}`, ''));
  const table: [what: string, bytes: Buffer, limits: Partial<ScanLimits>, reason: string, entries: number][] =
    [
      [
        'too many bytes',
        tarOf([file('a', 'x'.repeat(200_000)), file('b')]),
        { unpackedBytesMax: 100_000 },
        'bytes',
        1,
      ],
      [
        'a bomb',
        gzipSync(tarOf([file('a'), file('zeros', '\0'.repeat(8_000_000))])),
        { ratioFromBytes: 1_000_000 },
        'ratio',
        2,
      ],
      ['too many entries', tarOf(many(40)), { entriesMax: 10 }, 'entries', 10],
      ['a path that is too long', tarOf([file('a'), file(`b/${'x'.repeat(4_100)}`)]), {}, 'path', 1],
      [
        'a target that is too long',
        tarOf([file('a'), { name: 'l', type: '2', pax: { linkpath: 'x'.repeat(5_000) } }]),
        {},
        'path',
        1,
      ],
      [
        'a header that is too long',
        tarOf([file('a'), file('b', 'x', { pax: { comment: 'x'.repeat(1_100_000) } })]),
        {},
        'header',
        1,
      ],
      [
        'a long name of gigabytes',
        Buffer.concat([...blocksOf(file('a')), ...blocksOf({ name: 'L', type: 'L', size: 8_000_000_000 })]),
        {},
        'header',
        1,
      ],
      ['too many names', tarOf(many(500)), { namesBytesMax: 600 }, 'names', 159],
      [
        'a thousand folders in each path',
        tarOf([file('a'), file(`${'b/'.repeat(1_000)}c`)]),
        { nodesMax: 500 },
        'names',
        1,
      ],
      [
        'a sum that is wrong',
        tarOf([file('a'), file('b', 'x', { checksum: 1 }), file('c')]),
        {},
        'checksum',
        1,
      ],
      [
        'a size below zero',
        tarOf([file('a'), file('b', 'x', { size: Buffer.alloc(12, 0xff) })]),
        {},
        'header',
        1,
      ],
      [
        'a size beyond all numbers',
        tarOf([
          file('a'),
          file('b', 'x', { size: Buffer.from('9'.padEnd(12, '\xbf'), 'latin1').fill(0xbf) }),
        ]),
        {},
        'header',
        1,
      ],
      [
        'a size of pax that is none',
        tarOf([file('a'), file('b', 'x', { pax: { size: '-1' } })]),
        {},
        'header',
        1,
      ],
      [
        'an extended header that is none',
        tarOf([file('a'), { name: 'p', type: 'x', content: '999999 path=x\n' }, file('b')]),
        {},
        'header',
        1,
      ],
      [
        'the end in the middle of a file',
        tarOf([file('a'), file('b', 'x'.repeat(9_000))]).subarray(0, 4_000),
        {},
        'short',
        2,
      ],
      [
        'the end in the middle of gzip',
        gzipSync(tarOf([file('a'), file('b', String(Array.from({ length: 40_000 }, Math.random)))])).subarray(
          0,
          200_000,
        ),
        {},
        'short',
        2,
      ],
      [
        'damage in gzip',
        damaged(gzipSync(tarOf([file('a', 'y'.repeat(400)), file('b', noise(300_000))]))),
        {},
        'damaged',
        2,
      ],
    ];

  it.each(table)('with %s is told of up to there', async (_, bytes, limits, reason, entries) => {
    const index = await scan(bytes, limits);
    expect(index.facts).toMatchObject({ truncated: reason, entries });
    expect(rowsOf(index)[0]?.path).toMatch(/^(a|f0)$/);
  });

  test('that takes the thread too long is told of up to there', async () => {
    let worked = 0;
    const index = await scan(tarOf(many(100)), {}, { pieceBytes: 512, workedMs: () => (worked += 10_000) });
    expect(index.facts).toMatchObject({ truncated: 'time' });
    expect(index.facts.entries).toBeGreaterThan(5);
    expect(index.facts.entries).toBeLessThan(20);
  });

  test('of which only a part of a file was there does not offer that part', async () => {
    const index = await scan(tarOf([file('a'), file('b', 'x'.repeat(9_000))]).subarray(0, 4_000));
    expect(rowsOf(index).map((row) => row.isReadable)).toEqual([true, false]);
  });

  test('that ends by an abort gives the reason of it', async () => {
    const abort = new AbortController();
    const reading = scan(
      tarOf(many(100)),
      {},
      { pieceBytes: 512, signal: abort.signal, onProgress: () => abort.abort() },
    );
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('of any bytes is told of or refused, and nothing else happens', async () => {
    const good = tarOf([
      file('a', 'x'.repeat(600), { pax: { path: 'long' } }),
      { name: 'b/', type: '5' },
      file('c'),
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 20 }),
        fc.nat(good.length),
        fc.boolean(),
        async (changes, length, isPacked) => {
          const bytes = Buffer.from(good);
          for (const [at, byte] of changes) bytes[at] = byte;
          const given = bytes.subarray(0, length);
          const index = await scan(isPacked ? gzipSync(given) : given, {}, { pieceBytes: 333 }).catch(
            (error) => error,
          );
          if (index instanceof Error) expect(index.name).toBe('NoTar');
          else expect(rowsOf(index)).toHaveLength(index.facts.entries);
        },
      ),
    );
  });
});

/** Text that does not pack well, the same each time. */
function noise(length: number): string {
  let state = 7;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (state % 90));
  }).join('');
}

function damaged(bytes: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, 150_000), Buffer.alloc(50_000, 0xff), bytes.subarray(200_000)]);
}
