import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tarOf } from '@/lib/layers/testing/tar-builder';
import type { Digest } from '@/lib/oci/digest';
import { emptyIndex, pushManifest } from '@/lib/storage/testing/open-storage';
import { app, base, FileServer, file, type TestLayer, tarGzip } from './testing/file-server';

let served: FileServer;
beforeAll(async () => {
  served = await FileServer.start();
});
afterAll(() => served.api.close());

const many = tarOf(
  Array.from({ length: 450 }, (_, at) => file(`many/f${String(at).padStart(3, '0')}`, 'y'.repeat(at))),
);

describe('the files of an image', () => {
  it('are those of all layers together, with what each hides and the score', async () => {
    const { entries, layers, efficiency, total, next, layer } = await served.ready(served.digests.image);
    expect(entries.map(({ name, kind, flagged, isEscaped }) => [name, kind, flagged, isEscaped])).toEqual([
      ['bin', 'folder', false, false],
      ['etc', 'folder', false, false],
      ['../../up', 'file', true, false],
      ['name\\u{202e}', 'file', false, true],
      ['new', 'file', false, false],
      ['page.html', 'file', false, false],
    ]);
    expect([total, next, layer]).toEqual([6, null, null]);
    // The hosts of before, and what was removed.
    expect(layers.map(({ position, index }) => [position, index?.entries, index?.hiddenBytes])).toEqual([
      [1, 9, 120],
      [2, 3, 0],
    ]);
    const fileBytes = layers.reduce((sum, { index }) => sum + (index?.fileBytes ?? 0), 0);
    expect(efficiency).toEqual({ hiddenBytes: 120, fileBytes, score: 1 - 120 / fileBytes });
  });

  it('tell in a folder what became of each, where it is from, and what hides it', async () => {
    const { entries, parents, path } = await served.ready(served.digests.image, '?path=etc');
    expect([path, parents]).toEqual(['etc', [{ name: 'etc', path: 'etc' }]]);
    expect(entries).toMatchObject([
      {
        name: 'hosts',
        path: 'etc/hosts',
        id: `${served.digests.upper}:1`,
        state: 'changed',
        layer: { digest: served.digests.upper, position: 2 },
        hiddenBytes: 20,
      },
      {
        name: 'old',
        state: 'removed',
        layer: { digest: served.digests.base, position: 1 },
        hiddenBy: { digest: served.digests.upper, position: 2 },
        bytes: 100,
      },
    ]);
  });

  it('are those of one layer, with what it removes', async () => {
    const { entries, efficiency, layers } = await served.ready(
      served.digests.image,
      `?layer=${served.digests.upper}&path=etc`,
    );
    expect(efficiency).toBeNull();
    expect(layers.map(({ index }) => index?.hiddenBytes)).toEqual([null, null]);
    expect(entries.map(({ name, kind, state }) => [name, kind, state])).toEqual([
      ['old', 'whiteout', 'removed'],
      ['hosts', 'file', 'changed'],
    ]);
  });

  it('lead where links do, within the image', async () => {
    expect(await served.entryIn('bin', 'sh')).toMatchObject({
      linkTarget: '/bin/tool',
      linkPath: 'bin/tool',
      isReadable: false,
    });
    expect(await served.entryIn('bin', 'alias')).toMatchObject({
      linkPath: 'bin/tool',
      isReadable: true,
      bytes: 0,
    });
  });

  it('are found by a part of their path, and sorted by size', async () => {
    const found = await served.ready(served.digests.image, '?q=HOS');
    expect(found.entries.map(({ path }) => path)).toEqual(['etc/hosts']);
    const sorted = await served.ready(served.digests.image, '?sort=-size');
    expect(sorted.entries[0]?.name).toBe('new');
    expect((await served.ready(served.digests.image, '?path=nowhere')).isThere).toBe(false);
  });

  it('come in pages that have each of them once', async () => {
    const { manifest } = await served.push(app, [{ bytes: many }], 'many');
    for (const sort of ['name', '-size']) {
      const names: string[] = [];
      let cursor = '';
      do {
        const page = await served.ready(manifest, `?path=many&sort=${sort}${cursor}`);
        expect(page.total).toBe(450);
        names.push(...page.entries.map(({ name }) => name));
        cursor = page.next === null ? '' : `&cursor=${encodeURIComponent(page.next)}`;
      } while (cursor !== '');
      const all = Array.from({ length: 450 }, (_, at) => `f${String(at).padStart(3, '0')}`);
      expect(names).toEqual(sort === 'name' ? all : all.reverse());
    }
    const { status } = await served.api.ask(served.pathOf(manifest, 'files?cursor=nonsense'), {
      as: 'alice',
    });
    expect(status).toBe(400);
  });

  it('are kept by a browser when they were asked for by a digest, and by no other', async () => {
    await served.ready(served.digests.image);
    const cached = async (reference: string) => {
      const { headers } = await served.download('files', {}, reference);
      return [headers.get('cache-control'), headers.get('vary')];
    };
    expect(await cached(served.digests.image)).toEqual([
      'private, max-age=3600, immutable',
      'Cookie, Authorization',
    ]);
    expect(await cached('v1')).toEqual(['no-store', null]);
  });
});

describe('what can not be looked into says why', () => {
  const notTar = Buffer.from('this is no archive');
  it.each<[string, TestLayer[], string]>([
    ['is no archive', [{ bytes: notTar }], 'not-tar'],
    ['is packed by what is not read here', [{ bytes: Buffer.from('BZh91AY&SY no') }], 'media-type'],
    ['is encrypted', [{ bytes: base, mediaType: `${tarGzip}+encrypted` }], 'encrypted'],
    [
      'lies elsewhere',
      [
        {
          bytes: Buffer.from('elsewhere'),
          mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
          isPushed: false,
        },
      ],
      'foreign',
    ],
    ['is not there', [], 'no-image'],
  ])('a layer that %s', async (_, layers, reason) => {
    const { manifest } = await served.push(app, layers, 'unreadable');
    const answer = await served.files(manifest);
    expect(answer).toMatchObject({ state: 'unreadable', reason });
    if (layers.length > 0) expect(answer.layers[0]?.unreadable).toBe(reason);
  });

  it('an index, and a layer that was taken away', async () => {
    const index = await pushManifest(served.api.server.content, app, emptyIndex('files'), 'index');
    expect(await served.files(index)).toMatchObject({ state: 'unreadable', reason: 'no-image', at: null });
    const { manifest, layers } = await served.push(app, [
      { bytes: base },
      { bytes: gzipSync(tarOf([file('lost')])) },
    ]);
    const { driver, paths } = served.api.server.content.parts;
    await driver.remove(paths.blob(app, layers[1] as Digest));
    expect(await served.files(manifest)).toMatchObject({
      state: 'unreadable',
      reason: 'absent',
      at: { position: 2 },
    });
    // The other one is still there to be looked at.
    expect((await served.ready(manifest, `?layer=${layers[0]}`)).isThere).toBe(true);
  });

  it('a layer that was read in part is shown as far as that', async () => {
    const cut = gzipSync(tarOf([file('first'), file('bad', 'x', { checksum: 7 }), file('never')]));
    const { manifest } = await served.push(app, [{ bytes: cut }], 'cut');
    const answer = await served.ready(manifest);
    expect(answer.layers[0]?.index?.truncated).toBe('checksum');
    expect(answer.entries.map(({ name }) => name)).toEqual(['first']);
  });
});

it('who reads may end that layers are read', async () => {
  const { manifest, layers } = await served.push(app, [{ bytes: gzipSync(tarOf([file('once')])) }], 'ended');
  for (const query of ['', `?layer=${layers[0]}`]) {
    const ended = await served.api.ask(served.pathOf(manifest, `files/indexing${query}`), {
      as: 'alice',
      method: 'DELETE',
    });
    expect(ended.status).toBe(204);
  }
  const other = await served.api.ask(served.pathOf(manifest, `files/indexing?layer=${served.digests.base}`), {
    as: 'alice',
    method: 'DELETE',
  });
  expect(other.status).toBe(404);
  expect((await served.ready(manifest)).entries).toHaveLength(1);
});
