import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { type ArchiveLimits, readChartArchive } from './chart-archive';

type Entry = [name: string, content: string | Buffer, type?: 'file' | 'symlink' | 'directory'];

async function tarOf(entries: Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const [name, content, type = 'file'] of entries)
    archive.entry(
      { name, type, ...(type === 'symlink' && { linkname: '/etc/passwd' }) },
      type === 'file' ? content : '',
    );
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const read = (bytes: Buffer, limits?: Partial<ArchiveLimits>) =>
  readChartArchive(Readable.from(chunksOf(bytes)), {
    unpackedBytesMax: 64 * 1024 ** 2,
    entryBytesMax: 1024 ** 2,
    entriesMax: 1_000,
    ratioMax: 200,
    ...limits,
  });

function chunksOf(bytes: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / 4_096) }, (_, at) =>
    bytes.subarray(at * 4_096, (at + 1) * 4_096),
  );
}

describe('readChartArchive', () => {
  it('finds the values and the text of the chart, and not those of charts in it', async () => {
    const bytes = await tarOf([
      ['app/Chart.yaml', 'name: app'],
      ['app/charts/db/values.yaml', 'of: db'],
      ['app/charts/db/README.md', '# db'],
      ['app/values.yaml', 'replicas: 1'],
      ['app/README.md', '# app'],
      ['app/values.yaml', 'second: true'],
    ]);
    expect(await read(gzipSync(bytes))).toEqual({ values: 'replicas: 1', readme: '# app', isWhole: true });
  });

  it('takes neither links nor paths that lead out for files', async () => {
    const bytes = await tarOf([
      ['app/values.yaml', '', 'symlink'],
      ['../values.yaml/x', 'x'],
      ['values.yaml', 'x'],
      ['app/README.md', '', 'directory'],
    ]);
    expect(await read(gzipSync(bytes))).toEqual({ values: null, readme: null, isWhole: true });
  });

  it('shows nothing of a file that is too large, and the other one', async () => {
    const bytes = await tarOf([
      ['app/values.yaml', Buffer.alloc(2_000, 'v')],
      ['app/README.md', '# app'],
    ]);
    expect(await read(gzipSync(bytes), { entryBytesMax: 1_000 })).toEqual({
      values: null,
      readme: '# app',
      isWhole: true,
    });
  });

  it('ends where an archive gets too large, too many, or much larger than it is', async () => {
    const first: Entry = ['app/README.md', '# app'];
    const zeros = gzipSync(await tarOf([first, ['app/zeros', Buffer.alloc(16 * 1024 ** 2)]]));
    const ended = { values: null, readme: '# app', isWhole: false };
    expect(await read(zeros)).toEqual(ended);
    expect(await read(zeros, { ratioMax: 2_000, unpackedBytesMax: 4 * 1024 ** 2 })).toEqual(ended);
    expect(await read(zeros, { ratioMax: 2_000 })).toEqual({ ...ended, isWhole: true });
    const many = await tarOf([first, ...Array.from({ length: 20 }, (_, at): Entry => [`app/${at}`, 'x'])]);
    expect(await read(gzipSync(many), { entriesMax: 10 })).toEqual(ended);
  });

  it('says of what is no archive that it is none', async () => {
    const bytes = await tarOf([['app/templates/x.yaml', Buffer.alloc(20_000, 'x')]]);
    for (const broken of [
      Buffer.from('x'),
      bytes,
      gzipSync(bytes).subarray(0, 60),
      gzipSync(bytes.subarray(0, 9_000)),
    ])
      expect(await read(broken)).toMatchObject({ isWhole: false });
  });
});

it('whatever bytes an archive has, reading it ends', { timeout: 60_000 }, async () => {
  const whole = await tarOf([
    ['app/templates/x.yaml', Buffer.alloc(3_000, 'x')],
    ['app/values.yaml', 'a: 1'],
    [`app/${'deep/'.repeat(60)}x`, 'long'],
    ['app/README.md', '# app'],
  ]);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })), { maxLength: 40 }),
      fc.nat({ max: whole.length }),
      fc.boolean(),
      async (changes, length, isCutAfter) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        const packed = isCutAfter ? gzipSync(bytes).subarray(0, length) : gzipSync(bytes.subarray(0, length));
        const told = await read(packed);
        expect(typeof told.isWhole).toBe('boolean');
      },
    ),
    { numRuns: 300 },
  );
});
