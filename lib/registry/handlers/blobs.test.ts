import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '@/tests/harness/content';
import { type PlainRegistry, startPlainRegistry } from '@/tests/harness/plain-registry';
import { RepositoryClient } from '@/tests/harness/push';

let registry: PlainRegistry;
let client: RepositoryClient;
const small = Buffer.from('small content');
const large = randomBytes(3_000_000);

beforeAll(async () => {
  registry = await startPlainRegistry();
  client = new RepositoryClient(registry.port, 'team/app');
  for (const content of [small, large, Buffer.alloc(0)]) await client.pushBlob(content);
});
afterAll(async () => {
  client.http.close();
  await registry.close();
});

describe.each([
  ['a small blob', small],
  ['a large blob', large],
  ['an empty blob', Buffer.alloc(0)],
])('%s', (_, content) => {
  const digest = digestOf(content);

  test('comes back byte for byte, with its length, digest and entity tag', async () => {
    const answer = await client.getBlob(digest);
    expect(answer.status).toBe(200);
    expect(answer.body.equals(content)).toBe(true);
    expect(answer.header('content-length')).toBe(String(content.length));
    expect(answer.header('docker-content-digest')).toBe(digest);
    expect(answer.header('etag')).toBe(`"${digest}"`);
    expect(answer.header('content-encoding')).toBeUndefined();
  });

  test('HEAD says the same as GET, without a body', async () => {
    const [head, get] = await Promise.all([client.headBlob(digest), client.getBlob(digest)]);
    expect(head.status).toBe(200);
    expect(head.body).toHaveLength(0);
    for (const name of ['content-length', 'content-type', 'docker-content-digest', 'etag', 'accept-ranges']) {
      expect(head.header(name)).toBe(get.header(name));
    }
  });

  test('is not sent to a client that has it', async () => {
    const answer = await client.getBlob(digest, { 'If-None-Match': `"${digest}"` });
    expect(answer.status).toBe(304);
    expect(answer.body).toHaveLength(0);
  });
});

describe('a range of a blob', () => {
  test.each([
    ['bytes=0-0', 0, 0],
    ['bytes=100-199', 100, 199],
    ['bytes=2999999-', 2_999_999, 2_999_999],
    ['bytes=-5', 2_999_995, 2_999_999],
    ['bytes=10-99999999', 10, 2_999_999],
  ])('%s is answered with just these bytes', async (range, start, end) => {
    const answer = await client.getBlob(digestOf(large), { Range: range });
    expect(answer.status).toBe(206);
    expect(answer.header('content-range')).toBe(`bytes ${start}-${end}/3000000`);
    expect(answer.header('content-length')).toBe(String(end - start + 1));
    expect(answer.body.equals(large.subarray(start, end + 1))).toBe(true);
  });

  test.each(['bytes=3000000-', 'bytes=5-4', 'bytes=-0'])('%s is out of range', async (range) => {
    const answer = await client.getBlob(digestOf(large), { Range: range });
    expect(answer.status).toBe(416);
    expect(answer.header('content-range')).toBe('bytes */3000000');
    expect(JSON.parse(String(answer.body)).errors[0].code).toBe('RANGE_INVALID');
  });

  test('counts only for the content that If-Range names', async () => {
    const headers = { Range: 'bytes=0-1', 'If-Range': '"other"' };
    expect((await client.getBlob(digestOf(large), headers)).status).toBe(200);
  });
});

describe('DELETE of a blob', () => {
  test('takes it from this repository alone', async () => {
    const other = new RepositoryClient(client.http, 'team/other');
    const digest = await client.pushBlob('shared by two');
    await other.pushBlob('shared by two');
    expect((await client.deleteBlob(digest)).status).toBe(202);
    expect((await client.headBlob(digest)).status).toBe(404);
    expect((await other.getBlob(digest)).body.toString()).toBe('shared by two');
  });

  test('is refused while a manifest names it, and says which', async () => {
    const { digest: manifest } = await client.pushImage('named', [Buffer.from('layer of named')]);
    const layer = digestOf('layer of named');
    const refused = await client.deleteBlob(layer);
    expect(refused.status).toBe(405);
    expect(JSON.parse(String(refused.body)).errors[0].detail.referencedBy).toEqual([manifest]);
    expect((await client.deleteManifest(manifest)).status).toBe(202);
    expect((await client.deleteBlob(layer)).status).toBe(202);
  });

  test('of one that is not there is 404', async () => {
    expect((await client.deleteBlob(digestOf('never pushed'))).status).toBe(404);
  });
});
