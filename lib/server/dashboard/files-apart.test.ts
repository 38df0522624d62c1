import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileComparison } from '@/lib/dashboard/files/file-comparison-contract';
import { tarOf } from '@/lib/layers/testing/tar-builder';
import { app, base, FileServer, file, secret } from './testing/file-server';

let served: FileServer;
beforeAll(async () => {
  served = await FileServer.start();
});
afterAll(() => served.api.close());

describe('the files of two images', () => {
  const compare = async (query: string, as = 'alice') => {
    let found: { status: number; json: unknown } | undefined;
    await expect
      .poll(async () => {
        found = await served.api.ask(`/api/v1/compare/files?${query}`, { as });
        return (found.json as { state?: string }).state;
      })
      .not.toBe('indexing');
    return found;
  };

  it('differ in what one says and the other does not', async () => {
    const { manifest, layers } = await served.push(app, [{ bytes: base }], 'older');
    const found = await compare(`a=team/app@${manifest}&b=team/app@${served.digests.image}`);
    expect(fileComparison.parse(found?.json)).toMatchObject({
      state: 'ready',
      a: { repository: 'team/app', digest: manifest, isTruncated: false },
      counts: {
        added: { files: 1, bytes: 50 },
        removed: { files: 1, bytes: 100 },
        changed: { files: 1, bytes: 8 },
      },
      changes: [
        {
          path: 'etc/hosts',
          change: 'changed',
          differs: ['bytes', 'content'],
          a: { layer: layers[0], entry: 1 },
        },
        { path: 'etc/old', change: 'removed', b: null },
        { path: 'new', change: 'added', a: null, b: { layer: served.digests.upper, entry: 2 } },
      ],
      total: 3,
      next: null,
    });
    const some = await compare(
      `a=team/app@${manifest}&b=team/app@${served.digests.image}&change=added&q=NEW`,
    );
    expect(fileComparison.parse(some?.json)).toMatchObject({ total: 1, changes: [{ path: 'new' }] });
  });

  it('are not told where one can not be read, or may not be pulled', async () => {
    const { manifest } = await served.push(app, [{ bytes: Buffer.from('no archive at all') }]);
    const found = await compare(`a=team/app@${served.digests.image}&b=team/app@${manifest}`);
    expect(fileComparison.parse(found?.json)).toEqual({ state: 'unreadable', side: 'b', reason: 'not-tar' });
    await served.push(secret, [{ bytes: base }], 'v1');
    for (const other of ['team/secret:v1', 'team/nowhere:v1'])
      expect((await compare(`a=team/app:v1&b=${other}`))?.status).toBe(404);
  });
});

describe('who may not pull', () => {
  it('learns nothing of files, not even of a layer that was read for others', async () => {
    const { manifest } = await served.push(secret, [{ bytes: base }], 'v1');
    await served.files(served.digests.image, '', 'root');
    const layer = served.digests.base;
    for (const rest of [
      'files',
      `files?layer=${layer}`,
      `files/content?layer=${layer}&entry=1`,
      `files/download?layer=${layer}&entry=1`,
      `blobs/download?digest=${layer}`,
    ]) {
      const there = await served.api.ask(served.pathOf(manifest, rest, 'team~secret'), { as: 'alice' });
      const nowhere = await served.api.ask(served.pathOf(manifest, rest, 'team~nowhere'), { as: 'alice' });
      expect([there.status, there.json.error.message], rest).toEqual([404, nowhere.json.error.message]);
      expect((await served.api.ask(served.pathOf(manifest, rest, 'team~secret'))).status).toBe(401);
    }
    const ended = await served.api.ask(served.pathOf(manifest, 'files/indexing', 'team~secret'), {
      as: 'alice',
      method: 'DELETE',
    });
    expect(ended.status).toBe(404);
  });

  it('gets no layer that the manifest does not name, and none that the repository does not hold', async () => {
    const other = gzipSync(tarOf([file('private', 'for others')]));
    const { layers, manifest: theirs } = await served.push(secret, [{ bytes: other }], 'other');
    await served.files(theirs, '', 'root').catch(() => undefined);
    await served.api.ask(served.pathOf(theirs, 'files', 'team~secret'), { as: 'root' });
    const [layer] = layers;
    for (const rest of [
      `files?layer=${layer}`,
      `files/content?layer=${layer}&entry=0`,
      `files/download?layer=${layer}&entry=0`,
      `blobs/download?digest=${layer}`,
    ])
      expect(
        (await served.api.ask(served.pathOf(served.digests.image, rest), { as: 'alice' })).status,
        rest,
      ).toBe(404);
    // A manifest of a foreign layer may name a blob that is not in its repository.
    const foreign = 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip';
    const { manifest } = await served.push(
      app,
      [{ bytes: other, mediaType: foreign, isPushed: false }],
      'foreign',
    );
    expect(await served.files(manifest)).toMatchObject({ state: 'unreadable', reason: 'foreign' });
    for (const rest of [
      `files/content?layer=${layer}&entry=0`,
      `files/download?layer=${layer}&entry=0`,
      `blobs/download?digest=${layer}`,
    ])
      expect((await served.api.ask(served.pathOf(manifest, rest), { as: 'alice' })).status, rest).toBe(404);
  });
});
