import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { digestOf, mediaTypes } from '../harness/content';
import { randomContent } from '../harness/random';
import { type RawResponse, rawRequest } from '../harness/raw-http';
import { startTestServer } from './server';

// Next drops `Content-Length` from what a route handler returns, compresses JSON and adds a `vary` of its own.

const server = startTestServer();
const layer = randomContent(1_000_003, 'lengths');
const layerPath = `/v2/team/app/blobs/${digestOf(layer)}`;
let manifest: Buffer;

beforeAll(async () => {
  ({ manifest } = await server.repository('team/app').pushImage('v1', [layer, Buffer.alloc(0)]));
});

const encodings: [string, string][] = [
  ['Accept-Encoding', 'gzip'],
  ['Accept-Encoding', 'zstd, gzip, deflate, br'],
  ['Accept-Encoding', 'identity'],
];

/** Asserts that the head says exactly how long the content is, and that nothing has changed it on the way. */
function expectPlain(answer: RawResponse, length: number): void {
  expect(answer.header('content-length')).toBe(String(length));
  expect(answer.header('transfer-encoding')).toBeUndefined();
  expect(answer.header('content-encoding')).toBeUndefined();
  expect(answer.header('x-powered-by')).toBeUndefined();
  expect(answer.header('vary') ?? '').not.toMatch(/rsc|next|encoding/i);
}

test.each(encodings)(
  'a blob is sent as it is, with its length, to a client with %s: %s',
  async (...header) => {
    const get = await rawRequest(server.port, { target: layerPath, headers: [header] });
    expect(get.status).toBe(200);
    expectPlain(get, layer.length);
    expect(get.complete).toBe(true);
    expect(get.body.equals(layer)).toBe(true);

    const head = await rawRequest(server.port, { method: 'HEAD', target: layerPath, headers: [header] });
    expect(head.status).toBe(200);
    expectPlain(head, layer.length);
  },
);

test.each(encodings)(
  'a manifest is sent as it is, with its length, to a client with %s: %s',
  async (...header) => {
    for (const reference of ['v1', digestOf(manifest)]) {
      const target = `/v2/team/app/manifests/${reference}`;
      const get = await rawRequest(server.port, { target, headers: [header] });
      expectPlain(get, manifest.length);
      expect(get.header('content-type')).toBe(mediaTypes.manifest);
      expect(get.body.equals(manifest)).toBe(true);
      const head = await rawRequest(server.port, { method: 'HEAD', target, headers: [header] });
      expectPlain(head, manifest.length);
      expect(head.header('content-type')).toBe(mediaTypes.manifest);
    }
  },
);

test('lists and errors carry their length and are not compressed', async () => {
  for (const target of [
    '/v2/_catalog',
    '/v2/team/app/tags/list',
    `/v2/team/app/referrers/${digestOf(manifest)}`,
    '/v2/x/y/tags/list',
  ]) {
    const answer = await rawRequest(server.port, { target, headers: [['Accept-Encoding', 'gzip']] });
    expectPlain(answer, answer.body.length);
    expect(() => JSON.parse(String(answer.body))).not.toThrow();
  }
});

test('a part of a blob carries the length of the part', async () => {
  for (const [range, start, end] of [
    ['bytes=0-0', 0, 0],
    ['bytes=500-1499', 500, 1499],
    ['bytes=1000000-', 1_000_000, 1_000_002],
    ['bytes=-7', 999_996, 1_000_002],
  ] as const) {
    const headers: [string, string][] = [
      ['Range', range],
      ['Accept-Encoding', 'gzip'],
    ];
    const get = await rawRequest(server.port, { target: layerPath, headers });
    expect(get.status).toBe(206);
    expectPlain(get, end - start + 1);
    expect(get.header('content-range')).toBe(`bytes ${start}-${end}/${layer.length}`);
    expect(get.body.equals(layer.subarray(start, end + 1))).toBe(true);
  }
});

test('an empty blob has the length 0, for GET and for HEAD', async () => {
  const target = `/v2/team/app/blobs/${digestOf('')}`;
  for (const method of ['GET', 'HEAD']) {
    const answer = await rawRequest(server.port, { method, target });
    expect(answer.status).toBe(200);
    expectPlain(answer, 0);
  }
});

test.each([
  ['with a length', undefined],
  ['as a stream of pieces', 70_001],
])('a PATCH of 50 MB %s arrives byte for byte', async (_, pieceBytes) => {
  const content = randomContent(50_000_000, `patch ${pieceBytes}`);
  const digest = digestOf(content);
  const repository = server.repository('team/large');
  const session = await repository.startUpload();
  const patched =
    pieceBytes === undefined
      ? await repository.uploadChunk(session, 0, content)
      : await repository.uploadStream(session, content, pieceBytes);
  expect(patched.status).toBe(202);
  expect(patched.header('range')).toBe('0-49999999');
  expect((await repository.finishUpload(session, digest)).status).toBe(201);
  const { body, headers } = await repository.getBlob(digest);
  expect(headers['content-length']).toBe('50000000');
  expect(`sha256:${createHash('sha256').update(body).digest('hex')}`).toBe(digest);
});
