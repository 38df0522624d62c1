import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '@/tests/harness/content';
import { type PlainRegistry, startPlainRegistry } from '@/tests/harness/plain-registry';
import { locationOf, RepositoryClient } from '@/tests/harness/push';

let registry: PlainRegistry;
let client: RepositoryClient;

beforeAll(async () => {
  registry = await startPlainRegistry({ CYBERDOCK_STORAGE_MAX_BLOB_SIZE: '5MiB' });
  client = new RepositoryClient(registry.port, 'team/app');
});
afterAll(async () => {
  client.http.close();
  await registry.close();
});

/** The first error of an answer. */
function errorOf(answer: { body: Buffer }): { code: string; message: string } {
  return JSON.parse(String(answer.body)).errors[0];
}

describe('the ways to push a blob', () => {
  test('one POST with all of it', async () => {
    const content = randomBytes(100_000);
    const answer = await client.pushMonolithic(content);
    expect(answer.status).toBe(201);
    expect(locationOf(answer)).toBe(`/v2/team/app/blobs/${digestOf(content)}`);
    expect((await client.getBlob(digestOf(content))).body.equals(content)).toBe(true);
  });

  test('chunks in order, each answered with how far it is', async () => {
    const content = randomBytes(2500);
    const session = await client.startUpload();
    for (const offset of [0, 1000, 2000]) {
      const answer = await client.uploadChunk(session, offset, content.subarray(offset, offset + 1000));
      expect(answer.status).toBe(202);
      expect(answer.header('range')).toBe(`0-${Math.min(offset + 1000, 2500) - 1}`);
    }
    expect((await client.finishUpload(session, digestOf(content))).status).toBe(201);
    expect((await client.getBlob(digestOf(content))).body.equals(content)).toBe(true);
  });

  test('a stream, and the last bytes with the PUT', async () => {
    const content = randomBytes(300_000);
    const session = await client.startUpload();
    expect((await client.uploadStream(session, content.subarray(0, 200_000), 999)).status).toBe(202);
    const answer = await client.finishUpload(session, digestOf(content), content.subarray(200_000));
    expect(answer.status).toBe(201);
    expect((await client.getBlob(digestOf(content))).body.equals(content)).toBe(true);
  });

  test('an empty PATCH before the real one, at the first Location', async () => {
    const content = randomBytes(1000);
    const session = await client.startUpload();
    const first = { ...session };
    expect((await client.uploadStream(session, Buffer.alloc(0), 1)).status).toBe(202);
    expect((await client.uploadStream(first, content, 100)).status).toBe(202);
    expect((await client.finishUpload(first, digestOf(content))).status).toBe(201);
  });

  test('sha512, said at the end, or at the beginning', async () => {
    const content = randomBytes(70_000);
    const digest = digestOf(content, 'sha512');
    const session = await client.startUpload();
    await client.uploadStream(session, content, 10_000);
    expect((await client.finishUpload(session, digest)).status).toBe(201);
    expect((await client.headBlob(digest)).header('docker-content-digest')).toBe(digest);
    const path = '/v2/team/app/blobs/uploads/?digest-algorithm=sha512';
    const other = { location: locationOf(await client.http.request({ method: 'POST', path })) };
    expect((await client.finishUpload(other, digest, content)).status).toBe(201);
  });
});

describe('a chunk out of order', () => {
  test('is refused with where the upload ends, and the upload goes on', async () => {
    const content = randomBytes(2048);
    const session = await client.startUpload();
    const early = await client.uploadChunk(session, 1024, content.subarray(1024));
    expect(early.status).toBe(416);
    expect(early.header('range')).toBe('0-0');
    await client.uploadChunk(session, 0, content.subarray(0, 1024));
    const again = await client.uploadChunk(session, 0, content.subarray(0, 1024));
    expect(again.status).toBe(416);
    expect(again.header('range')).toBe('0-1023');
    expect(locationOf(again)).toBe(session.location);
    await client.uploadChunk(session, 1024, content.subarray(1024));
    expect((await client.finishUpload(session, digestOf(content))).status).toBe(201);
  });
});

describe('what does not fit', () => {
  test('another digest is refused, and the upload is as it was', async () => {
    const content = randomBytes(500);
    const session = await client.startUpload();
    await client.uploadChunk(session, 0, content.subarray(0, 300));
    const wrong = await client.finishUpload(session, digestOf('other'), content.subarray(300));
    expect(wrong.status).toBe(400);
    expect(errorOf(wrong)).toMatchObject({ code: 'DIGEST_INVALID' });
    expect(await client.uploadedBytes(session)).toBe(300);
    const right = await client.finishUpload(session, digestOf(content), content.subarray(300));
    expect(right.status).toBe(201);
  });

  test('a blob over the limit is refused, at once when its length is said', async () => {
    const tooLarge = Buffer.alloc(5 * 1024 * 1024 + 1);
    expect((await client.pushMonolithic(tooLarge)).status).toBe(413);
    const session = await client.startUpload();
    expect((await client.uploadStream(session, tooLarge, 100_000)).status).toBe(413);
    expect(await client.uploadedBytes(session)).toBe(0);
  });

  test('lengths that contradict each other are refused', async () => {
    const session = await client.startUpload();
    const headers = { 'Content-Range': '0-9' };
    const answer = await client.http.request({
      method: 'PATCH',
      path: session.location,
      headers,
      body: 'short',
    });
    expect(answer.status).toBe(400);
    expect(errorOf(answer).code).toBe('SIZE_INVALID');
  });
});

describe('a session', () => {
  test('is unknown in another repository', async () => {
    const { location } = await client.startUpload();
    const path = location.replace('/team/app/', '/team/other/');
    for (const method of ['GET', 'PATCH', 'PUT', 'DELETE']) {
      const query = method === 'PUT' ? `?digest=${digestOf('')}` : '';
      const answer = await client.http.request({ method, path: path + query });
      expect(answer.status).toBe(404);
      expect(errorOf(answer).code).toBe('BLOB_UPLOAD_UNKNOWN');
    }
  });

  test('is gone once it is cancelled or finished', async () => {
    const cancelled = await client.startUpload();
    expect((await client.cancelUpload(cancelled)).status).toBe(204);
    expect(await client.uploadedBytes(cancelled)).toBeUndefined();
    const finished = await client.startUpload();
    await client.finishUpload(finished, digestOf('content'), 'content');
    expect(await client.uploadedBytes(finished)).toBeUndefined();
  });
});

describe('a mount', () => {
  test('takes a blob of the repository that is named', async () => {
    const digest = await client.pushBlob('to be mounted');
    const target = new RepositoryClient(client.http, 'team/target');
    const answer = await target.mount(digest, 'team/app');
    expect(answer.status).toBe(201);
    expect(locationOf(answer)).toBe(`/v2/team/target/blobs/${digest}`);
    expect((await target.getBlob(digest)).body.toString()).toBe('to be mounted');
  });

  test.each(['team/nothing', 'Not A Name', 'team/app'])(
    'of what %s does not hold becomes an upload',
    async (from) => {
      const answer = await new RepositoryClient(client.http, 'team/target').mount(
        digestOf('held by none'),
        from,
      );
      expect(answer.status).toBe(202);
      expect(locationOf(answer)).toMatch(/^\/v2\/team\/target\/blobs\/uploads\/[0-9a-f-]{36}$/);
    },
  );
});
