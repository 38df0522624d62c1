import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileComparison } from '@/lib/dashboard/files/file-comparison-contract';
import {
  type FileEntry,
  type FilesAnswer,
  fileContent,
  filesAnswer,
} from '@/lib/dashboard/files/file-contracts';
import { type TestEntry, tarOf } from '@/lib/layers/testing/tar-builder';
import { type Digest, digestOf } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { emptyIndex, pushBlob, pushManifest, repositoryOf } from '@/lib/storage/testing/open-storage';
import { type ApiServer, password, startApiServer } from './testing/api-server';
import { addPeople } from './testing/people';

const tarGzip = 'application/vnd.oci.image.layer.v1.tar+gzip';
const app = repositoryOf('team/app');
const secret = repositoryOf('team/secret');
const file = (name: string, content = 'x', more: Partial<TestEntry> = {}): TestEntry => ({
  name,
  content,
  ...more,
});

const base = gzipSync(
  tarOf([
    { name: 'etc/', type: '5', mode: 0o755 },
    file('etc/hosts', '127.0.0.1 localhost\n'),
    file('etc/old', 'o'.repeat(100)),
    file('bin/tool', '\x7fELF\0\x01', { mode: 0o755, owner: 'app' }),
    { name: 'bin/alias', type: '1', link: 'bin/tool' },
    { name: 'bin/sh', type: '2', link: '/bin/tool' },
    // A character that turns the direction of writing, as bytes.
    file('name\xe2\x80\xae', 'turned'),
    file('../../up', 'flagged'),
    file('page.html', '<script>alert(1)</script>'),
  ]),
);
const upper = gzipSync(
  tarOf([file('etc/.wh.old', ''), file('etc/hosts', 'changed\n'), file('new', 'n'.repeat(50))]),
);
const many = tarOf(
  Array.from({ length: 450 }, (_, at) => file(`many/f${String(at).padStart(3, '0')}`, 'y'.repeat(at))),
);

let api: ApiServer;
const digests: Record<string, string> = {};

interface TestLayer {
  bytes: Buffer;
  mediaType?: string;
  annotations?: Record<string, string>;
  /** Whether the repository gets it. */
  isPushed?: boolean;
}

/** Pushes an image of these layers. @returns the digests of the manifest and the layers */
async function pushLayers(repository: RepositoryName, layers: TestLayer[], ...tags: string[]) {
  const store = api.server.content;
  const config = await pushBlob(store, repository, '{"architecture":"amd64","os":"linux"}');
  const named: object[] = [];
  const pushed: Digest[] = [];
  for (const { bytes, mediaType = tarGzip, annotations, isPushed = true } of layers) {
    const digest = digestOf(bytes);
    if (isPushed) await pushBlob(store, repository, bytes);
    pushed.push(digest);
    named.push({ mediaType, digest, size: bytes.length, ...(annotations && { annotations }) });
  }
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: { mediaType: mediaTypes.ociConfig, digest: config, size: 37 },
    layers: named,
  };
  return { manifest: await pushManifest(store, repository, document, ...tags), layers: pushed, config };
}

beforeAll(async () => {
  api = await startApiServer({
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_ACCESS_RULES: JSON.stringify([
      { subjects: ['user:alice'], repositories: ['team/app'], actions: ['pull'] },
    ]),
  });
  addPeople(api.server);
  const image = await pushLayers(app, [{ bytes: base }, { bytes: upper }], 'v1');
  Object.assign(digests, {
    image: image.manifest,
    base: image.layers[0],
    upper: image.layers[1],
    config: image.config,
  });
});
afterAll(() => api.close());

const pathOf = (manifest: string | undefined, rest: string, repository = 'team~app') =>
  `/api/v1/repositories/${repository}/manifests/${manifest}/${rest}`;

/** Asks until all layers were read. */
async function files(manifest: string | undefined, query = '', as = 'alice'): Promise<FilesAnswer> {
  let answer: FilesAnswer | undefined;
  await expect
    .poll(async () => {
      const { status, json, text } = await api.ask(pathOf(manifest, `files${query}`), { as });
      expect(status, text).toBe(200);
      answer = filesAnswer.parse(json);
      return answer.state;
    })
    .not.toBe('indexing');
  return answer as FilesAnswer;
}

async function ready(manifest: string | undefined, query = '') {
  const answer = await files(manifest, query);
  if (answer.state !== 'ready') throw new Error(`it is ${JSON.stringify(answer)}`);
  return answer;
}

/** The answer with its bytes and headers. */
async function download(rest: string, headers: Record<string, string> = {}, as = 'alice') {
  const answer = await fetch(`http://127.0.0.1:${api.port}${pathOf(digests.image, rest)}`, {
    headers: { Authorization: `Basic ${btoa(`${as}:${password}`)}`, ...headers },
  });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

const entryIn = async (folder: string, name: string, layer?: string): Promise<FileEntry> => {
  const query = new URLSearchParams({ path: folder, ...(layer && { layer }) });
  const found = (await ready(digests.image, `?${query}`)).entries.find((one) => one.name === name);
  if (!found) throw new Error(`${name} is not listed`);
  return found;
};
const queryOf = ({ layer, entry }: FileEntry) => `layer=${layer?.digest}&entry=${entry}`;

describe('the files of an image', () => {
  it('are those of all layers together, with what each hides and the score', async () => {
    const { entries, layers, efficiency, total, next, layer } = await ready(digests.image);
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
    const { entries, parents, path } = await ready(digests.image, '?path=etc');
    expect([path, parents]).toEqual(['etc', [{ name: 'etc', path: 'etc' }]]);
    expect(entries).toMatchObject([
      {
        name: 'hosts',
        path: 'etc/hosts',
        id: `${digests.upper}:1`,
        state: 'changed',
        layer: { digest: digests.upper, position: 2 },
        hiddenBytes: 20,
      },
      {
        name: 'old',
        state: 'removed',
        layer: { digest: digests.base, position: 1 },
        hiddenBy: { digest: digests.upper, position: 2 },
        bytes: 100,
      },
    ]);
  });

  it('are those of one layer, with what it removes', async () => {
    const { entries, efficiency, layers } = await ready(digests.image, `?layer=${digests.upper}&path=etc`);
    expect(efficiency).toBeNull();
    expect(layers.map(({ index }) => index?.hiddenBytes)).toEqual([null, null]);
    expect(entries.map(({ name, kind, state }) => [name, kind, state])).toEqual([
      ['old', 'whiteout', 'removed'],
      ['hosts', 'file', 'changed'],
    ]);
  });

  it('lead where links do, within the image', async () => {
    expect(await entryIn('bin', 'sh')).toMatchObject({
      linkTarget: '/bin/tool',
      linkPath: 'bin/tool',
      isReadable: false,
    });
    expect(await entryIn('bin', 'alias')).toMatchObject({ linkPath: 'bin/tool', isReadable: true, bytes: 0 });
  });

  it('are found by a part of their path, and sorted by size', async () => {
    const found = await ready(digests.image, '?q=HOS');
    expect(found.entries.map(({ path }) => path)).toEqual(['etc/hosts']);
    const sorted = await ready(digests.image, '?sort=-size');
    expect(sorted.entries[0]?.name).toBe('new');
    expect((await ready(digests.image, '?path=nowhere')).isThere).toBe(false);
  });

  it('come in pages that have each of them once', async () => {
    const { manifest } = await pushLayers(app, [{ bytes: many }], 'many');
    for (const sort of ['name', '-size']) {
      const names: string[] = [];
      let cursor = '';
      do {
        const page = await ready(manifest, `?path=many&sort=${sort}${cursor}`);
        expect(page.total).toBe(450);
        names.push(...page.entries.map(({ name }) => name));
        cursor = page.next === null ? '' : `&cursor=${encodeURIComponent(page.next)}`;
      } while (cursor !== '');
      const all = Array.from({ length: 450 }, (_, at) => `f${String(at).padStart(3, '0')}`);
      expect(names).toEqual(sort === 'name' ? all : all.reverse());
    }
    const { status } = await api.ask(pathOf(manifest, 'files?cursor=nonsense'), { as: 'alice' });
    expect(status).toBe(400);
  });

  it('are kept by a browser when they were asked for by a digest, and by no other', async () => {
    await ready(digests.image);
    const cached = async (reference: string | undefined) => {
      const answer = await fetch(`http://127.0.0.1:${api.port}${pathOf(reference, 'files')}`, {
        headers: { Authorization: `Basic ${btoa(`alice:${password}`)}` },
      });
      return [answer.headers.get('cache-control'), answer.headers.get('vary')];
    };
    expect(await cached(digests.image)).toEqual([
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
    const { manifest } = await pushLayers(app, layers, 'unreadable');
    const answer = await files(manifest);
    expect(answer).toMatchObject({ state: 'unreadable', reason });
    if (layers.length > 0) expect(answer.layers[0]?.unreadable).toBe(reason);
  });

  it('an index, and a layer that was taken away', async () => {
    const index = await pushManifest(api.server.content, app, emptyIndex('files'), 'index');
    expect(await files(index)).toMatchObject({ state: 'unreadable', reason: 'no-image', at: null });
    const { manifest, layers } = await pushLayers(app, [
      { bytes: base },
      { bytes: gzipSync(tarOf([file('lost')])) },
    ]);
    const { driver, paths } = api.server.content.parts;
    await driver.remove(paths.blob(app, layers[1] as Digest));
    expect(await files(manifest)).toMatchObject({
      state: 'unreadable',
      reason: 'absent',
      at: { position: 2 },
    });
    // The other one is still there to be looked at.
    expect((await ready(manifest, `?layer=${layers[0]}`)).isThere).toBe(true);
  });

  it('a layer that was read in part is shown as far as that', async () => {
    const cut = gzipSync(tarOf([file('first'), file('bad', 'x', { checksum: 7 }), file('never')]));
    const { manifest } = await pushLayers(app, [{ bytes: cut }], 'cut');
    const answer = await ready(manifest);
    expect(answer.layers[0]?.index?.truncated).toBe('checksum');
    expect(answer.entries.map(({ name }) => name)).toEqual(['first']);
  });
});

describe('a look into a file', () => {
  it('shows text, and the first bytes of anything else', async () => {
    const look = async (entry: FileEntry) => {
      const { json } = await api.ask(pathOf(digests.image, `files/content?${queryOf(entry)}`), {
        as: 'alice',
      });
      return fileContent.parse(json);
    };
    expect(await look(await entryIn('etc', 'hosts'))).toMatchObject({
      name: 'hosts',
      path: 'etc/hosts',
      form: 'text',
      text: 'changed\n',
      hex: null,
      isTruncated: false,
    });
    expect(await look(await entryIn('bin', 'alias'))).toMatchObject({
      form: 'binary',
      kind: 'ELF',
      text: null,
      hex: '7f454c460001',
      bytes: 6,
    });
    // What is not there in the end can be looked at all the same.
    expect(await look(await entryIn('etc', 'old'))).toMatchObject({ text: 'o'.repeat(100) });
  });

  it('stops after a mebibyte of text, at the end of a character, and after 4 KiB of anything else', async () => {
    const text = `${'a'.repeat(2 ** 20 - 1)}ä and more`;
    const bytes = gzipSync(tarOf([file('text', text), file('bytes', '\0'.repeat(9_000))]));
    const { manifest, layers } = await pushLayers(app, [{ bytes }], 'long');
    await ready(manifest);
    const look = async (entry: number) =>
      fileContent.parse(
        (await api.ask(pathOf(manifest, `files/content?layer=${layers[0]}&entry=${entry}`), { as: 'alice' }))
          .json,
      );
    expect(await look(0)).toMatchObject({ form: 'text', text: 'a'.repeat(2 ** 20 - 1), isTruncated: true });
    expect(await look(1)).toMatchObject({ form: 'binary', hex: '00'.repeat(4_096), isTruncated: true });
  });

  it('is not given of what has no content', async () => {
    const folder = await entryIn('', 'etc');
    for (const query of [
      queryOf(folder),
      queryOf(await entryIn('bin', 'sh')),
      `layer=${digests.base}&entry=99`,
      `layer=${digests.config}&entry=0`,
      'layer=nonsense&entry=0',
    ]) {
      const { status } = await api.ask(pathOf(digests.image, `files/content?${query}`), { as: 'alice' });
      expect(status, query).toBe(404);
    }
    const { status } = await api.ask(pathOf(digests.image, 'files/content?layer=x&entry=-1'), {
      as: 'alice',
    });
    expect(status).toBe(400);
  });

  it('is given ten times a second to one identity, and another one is not held up by that', async () => {
    const entry = queryOf(await entryIn('etc', 'hosts'));
    const asked = await Promise.all(
      Array.from({ length: 40 }, () =>
        api.ask(pathOf(digests.image, `files/content?${entry}`), { as: 'carol' }),
      ),
    );
    const statuses = new Set(asked.map(({ status }) => status));
    expect([...statuses].sort()).toEqual([200, 429]);
    expect(asked.find(({ status }) => status === 429)?.json.error).toMatchObject({ code: 'busy' });
    const other = await api.ask(pathOf(digests.image, `files/content?${entry}`), { as: 'root' });
    expect(other.status).toBe(200);
  });
});

describe('what is saved', () => {
  it('is a file as it is in the layer, which no browser shows', async () => {
    const { status, headers, bytes } = await download(
      `files/download?${queryOf(await entryIn('', 'page.html'))}`,
    );
    expect([status, bytes.toString()]).toEqual([200, '<script>alert(1)</script>']);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toBe('attachment; filename="page.html"');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain('sandbox');
    expect(headers.get('content-length')).toBe('25');
    const turned = await download(`files/download?${queryOf(await entryIn('', 'name\\u{202e}'))}`);
    expect(turned.headers.get('content-disposition')).toBe('attachment; filename="name_u{202e}"');
  });

  it('is a whole layer, a config, or a part of either', async () => {
    const layer = await download(`blobs/download?digest=${digests.base}`);
    expect([layer.status, layer.bytes.equals(base)]).toEqual([200, true]);
    const short = digests.base?.slice(7, 19);
    expect(layer.headers.get('content-disposition')).toBe(`attachment; filename="team-app-${short}.tar.gz"`);
    expect(layer.headers.get('content-security-policy')).toContain('sandbox');
    const config = await download(`blobs/download?digest=${digests.config}`);
    expect(JSON.parse(String(config.bytes))).toMatchObject({ os: 'linux' });
    expect(config.headers.get('content-disposition')).toMatch(/\.json"$/);
    const part = await download(`blobs/download?digest=${digests.base}`, { Range: 'bytes=2-5' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 2-5/${base.length}`]);
    expect(part.bytes).toEqual(base.subarray(2, 6));
    const none = await download(`blobs/download?digest=${digests.base}`, { Range: 'bytes=999999-' });
    expect([none.status, none.headers.get('content-range')]).toEqual([416, `bytes */${base.length}`]);
  });

  it('has the name that an annotation gives it, without what is unsafe in it', async () => {
    const titled = (title: string) => ({ 'org.opencontainers.image.title': title });
    const { manifest, layers } = await pushLayers(app, [
      { bytes: Buffer.from('one'), annotations: titled('report.pdf') },
      { bytes: Buffer.from('two'), annotations: titled('../../.ssh/"authorized"_ä\r\nX: y') },
    ]);
    const names = [];
    for (const layer of layers) {
      const answer = await fetch(
        `http://127.0.0.1:${api.port}${pathOf(manifest, `blobs/download?digest=${layer}`)}`,
        { headers: { Authorization: `Basic ${btoa(`alice:${password}`)}` } },
      );
      names.push(answer.headers.get('content-disposition'));
      await answer.body?.cancel();
    }
    expect(names).toEqual([
      'attachment; filename="report.pdf"',
      `attachment; filename="_authorized_____X_ y"; filename*=UTF-8''_authorized__%C3%A4__X_%20y`,
    ]);
  });
});

describe('the files of two images', () => {
  const compare = async (query: string, as = 'alice') => {
    let found: { status: number; json: unknown } | undefined;
    await expect
      .poll(async () => {
        found = await api.ask(`/api/v1/compare/files?${query}`, { as });
        return (found.json as { state?: string }).state;
      })
      .not.toBe('indexing');
    return found;
  };

  it('differ in what one says and the other does not', async () => {
    const { manifest, layers } = await pushLayers(app, [{ bytes: base }], 'older');
    const found = await compare(`a=team/app@${manifest}&b=team/app@${digests.image}`);
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
        { path: 'new', change: 'added', a: null, b: { layer: digests.upper, entry: 2 } },
      ],
      total: 3,
      next: null,
    });
    const some = await compare(`a=team/app@${manifest}&b=team/app@${digests.image}&change=added&q=NEW`);
    expect(fileComparison.parse(some?.json)).toMatchObject({ total: 1, changes: [{ path: 'new' }] });
  });

  it('are not told where one can not be read, or may not be pulled', async () => {
    const { manifest } = await pushLayers(app, [{ bytes: Buffer.from('no archive at all') }]);
    const found = await compare(`a=team/app@${digests.image}&b=team/app@${manifest}`);
    expect(fileComparison.parse(found?.json)).toEqual({ state: 'unreadable', side: 'b', reason: 'not-tar' });
    await pushLayers(secret, [{ bytes: base }], 'v1');
    for (const other of ['team/secret:v1', 'team/nowhere:v1'])
      expect((await compare(`a=team/app:v1&b=${other}`))?.status).toBe(404);
  });
});

describe('who may not pull', () => {
  it('learns nothing of files, not even of a layer that was read for others', async () => {
    const { manifest } = await pushLayers(secret, [{ bytes: base }], 'v1');
    await files(digests.image, '', 'root');
    const layer = digests.base;
    for (const rest of [
      'files',
      `files?layer=${layer}`,
      `files/content?layer=${layer}&entry=1`,
      `files/download?layer=${layer}&entry=1`,
      `blobs/download?digest=${layer}`,
    ]) {
      const there = await api.ask(pathOf(manifest, rest, 'team~secret'), { as: 'alice' });
      const nowhere = await api.ask(pathOf(manifest, rest, 'team~nowhere'), { as: 'alice' });
      expect([there.status, there.json.error.message], rest).toEqual([404, nowhere.json.error.message]);
      expect((await api.ask(pathOf(manifest, rest, 'team~secret'))).status).toBe(401);
    }
    const ended = await api.ask(pathOf(manifest, 'files/indexing', 'team~secret'), {
      as: 'alice',
      method: 'DELETE',
    });
    expect(ended.status).toBe(404);
  });

  it('gets no layer that the manifest does not name, and none that the repository does not hold', async () => {
    const other = gzipSync(tarOf([file('private', 'for others')]));
    const { layers, manifest: theirs } = await pushLayers(secret, [{ bytes: other }], 'other');
    await files(theirs, '', 'root').catch(() => undefined);
    await api.ask(pathOf(theirs, 'files', 'team~secret'), { as: 'root' });
    const [layer] = layers;
    for (const rest of [
      `files?layer=${layer}`,
      `files/content?layer=${layer}&entry=0`,
      `files/download?layer=${layer}&entry=0`,
      `blobs/download?digest=${layer}`,
    ])
      expect((await api.ask(pathOf(digests.image, rest), { as: 'alice' })).status, rest).toBe(404);
    // A manifest of a foreign layer may name a blob that is not in its repository.
    const foreign = 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip';
    const { manifest } = await pushLayers(
      app,
      [{ bytes: other, mediaType: foreign, isPushed: false }],
      'foreign',
    );
    expect(await files(manifest)).toMatchObject({ state: 'unreadable', reason: 'foreign' });
    for (const rest of [
      `files/content?layer=${layer}&entry=0`,
      `files/download?layer=${layer}&entry=0`,
      `blobs/download?digest=${layer}`,
    ])
      expect((await api.ask(pathOf(manifest, rest), { as: 'alice' })).status, rest).toBe(404);
  });
});

it('who reads may end that layers are read', async () => {
  const { manifest, layers } = await pushLayers(app, [{ bytes: gzipSync(tarOf([file('once')])) }], 'ended');
  for (const query of ['', `?layer=${layers[0]}`]) {
    const ended = await api.ask(pathOf(manifest, `files/indexing${query}`), {
      as: 'alice',
      method: 'DELETE',
    });
    expect(ended.status).toBe(204);
  }
  const other = await api.ask(pathOf(manifest, `files/indexing?layer=${digests.base}`), {
    as: 'alice',
    method: 'DELETE',
  });
  expect(other.status).toBe(404);
  expect((await ready(manifest)).entries).toHaveLength(1);
});
