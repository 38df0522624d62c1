import { statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { digestOf, imageManifest } from '../harness/content';
import { inspectDataFolder } from '../harness/data-folder';
import { randomContent } from '../harness/random';
import { ConnectionEnded, RawConnection, requestHead } from '../harness/raw-http';
import { expectRefusal } from '../harness/registry-answer';
import { mountSmallFileSystem, type SmallFileSystem } from '../harness/small-file-system';
import { until } from '../harness/until';
import { startVictim } from './fixture';

let disk: SmallFileSystem;

beforeAll(async () => {
  disk = await mountSmallFileSystem(64 * 1024 * 1024);
  // Hooks end in reverse order: the server stops before its disk goes.
  return async () => await disk.unmount();
});

// The disk is to be really full: nothing may refuse a push before.
const victim = startVictim({ CYBERDOCK_STORAGE_MIN_FREE_SPACE: '0B' }, async () =>
  path.join(disk.folder, 'registry'),
);
const content = randomContent(4_000_000, 'disk full');
const digest = digestOf(content);
const kept = randomContent(1_000_000, 'kept');
const name = 'team/app';
let image: { digest: string; manifest: Buffer };

/** A server that has just had a full disk sets its room aside again within seconds. */
beforeEach(async () => {
  const reserve = path.join(victim.root, 'temp', 'reserve');
  await until(
    'the reserve is set aside whole',
    async () => statSync(reserve, { throwIfNoEntry: false })?.size === 1024 * 1024,
  );
  image = await victim.repository(name).pushImage('kept', [kept]);
});

/** Whatever happened: reads go on, and once there is room, so do pushes. */
afterEach(async () => {
  const repository = victim.repository(name);
  expect((await repository.getManifest('kept')).body.equals(image.manifest)).toBe(true);
  expect((await repository.getBlob(digestOf(kept))).body.equals(kept)).toBe(true);
  await disk.free();
  expect((await repository.pushMonolithic(content)).status).toBe(201);
  expect((await repository.getBlob(digest)).body.equals(content)).toBe(true);
  expect((await repository.deleteBlob(digest)).status).toBe(202);
  const pushed = await repository.pushImage('after', [kept]);
  expect((await repository.deleteManifest(pushed.digest)).status).toBe(202);
  expect((await inspectDataFolder(victim.root)).problems).toEqual([]);
});

test('a monolithic POST is answered 507 and leaves nothing', async () => {
  await disk.fill(1_000_000);
  const answer = await victim.repository(name).pushMonolithic(content);
  expectRefusal(answer, 507);
  expect((await victim.repository(name).headBlob(digest)).status).toBe(404);
});

test('a chunk is answered 507, and its session goes on where it stood once there is room', async () => {
  const repository = victim.repository(name);
  const session = await repository.startUpload();
  expect((await repository.uploadChunk(session, 0, content.subarray(0, 1_000_000))).status).toBe(202);
  await disk.fill(1_000_000);
  expectRefusal(await repository.uploadChunk(session, 1_000_000, content.subarray(1_000_000)), 507);
  await disk.free();
  const offset = (await repository.uploadedBytes(session)) ?? -1;
  expect(offset).toBeGreaterThanOrEqual(1_000_000);
  expect((await repository.uploadChunk(session, offset, content.subarray(offset))).status).toBe(202);
  expect((await repository.finishUpload(session, digest)).status).toBe(201);
});

test('a stream of unknown length is answered 507 while it is still being sent', async () => {
  const repository = victim.repository(name);
  const session = await repository.startUpload();
  await disk.fill(1_000_000);
  const connection = await RawConnection.open(victim.port);
  const headers: [string, string][] = [['Transfer-Encoding', 'chunked']];
  await connection.send(requestHead({ method: 'PATCH', target: session.location, headers }));
  await connection.send(`${(1_000_000_000).toString(16)}\r\n`);
  let sentBytes = 0;
  const flood = (async () => {
    while (sentBytes < 200_000_000 && (await connection.send(content))) sentBytes += content.length;
  })();
  const answer = await connection.response('PATCH');
  expectRefusal(answer, 507);
  connection.destroy();
  await flood;
  expect(sentBytes).toBeLessThan(100_000_000);
  expect([204, 404]).toContain((await repository.cancelUpload(session)).status);
});

test('a PUT that ends a session is answered 507, and succeeds once there is room', async () => {
  const repository = victim.repository(name);
  const session = await repository.startUpload();
  await disk.fill(1_000_000);
  expectRefusal(await repository.finishUpload(session, digest, content), 507);
  await disk.free();
  expect(await repository.uploadedBytes(session)).toBe(0);
  expect((await repository.finishUpload(session, digest, content)).status).toBe(201);
});

test('a manifest is answered 507, and the tag stays where it was', async () => {
  const repository = victim.repository(name);
  const manifest = imageManifest('{}', [kept], { annotations: { padding: 'x'.repeat(2_000_000) } });
  await repository.pushBlob('{}');
  await disk.fill(0);
  for (const reference of ['kept', 'new', digestOf(manifest)]) {
    expectRefusal(await repository.putManifest(reference, manifest), 507);
  }
  expect((await repository.headManifest('kept')).header('docker-content-digest')).toBe(image.digest);
  expect((await repository.headManifest('new')).status).toBe(404);
  expect(await repository.tags()).toEqual(['kept']);
});

test('without a free inode every push is answered 507', async () => {
  const repository = victim.repository(name);
  await repository.pushBlob('{}');
  disk.takeInodes();
  expectRefusal(
    await victim.http.request({ method: 'POST', path: `${repository.path}/blobs/uploads/` }),
    507,
  );
  expectRefusal(await repository.pushMonolithic(Buffer.from('small')), 507);
  expectRefusal(await repository.putManifest('new', imageManifest('{}', [])), 507);
  expectRefusal(await victim.repository('new/repository').mount(digestOf(kept), name), 507);
});

test('deletes work on a full disk, for they are how it gets room', async () => {
  const repository = victim.repository(name);
  const extra = await repository.pushImage('extra', [content.subarray(0, 500_000)]);
  await disk.fill(0);
  expect((await repository.deleteManifest('extra')).status).toBe(202);
  expect((await repository.deleteManifest(extra.digest)).status).toBe(202);
  expect((await repository.deleteBlob(digestOf(content.subarray(0, 500_000)))).status).toBe(202);
  expect((await repository.headManifest(extra.digest)).status).toBe(404);
  expect(await repository.tags()).toEqual(['kept']);
});

test('twenty pushes at once on a full disk are all refused, none by a broken connection', async () => {
  await disk.fill(1_000_000);
  const repository = victim.repository(name);
  // Each is larger than what is left and what the server may give back of its own.
  const pushes = Array.from({ length: 20 }, (_, index) =>
    repository.pushMonolithic(randomContent(3_000_000, `${index}`)),
  );
  for (const answer of await Promise.allSettled(pushes)) {
    if (answer.status === 'rejected') throw answer.reason;
    expectRefusal(answer.value, 507);
  }
});

test('a server starts and serves on a full disk, in the room that it had set aside', async () => {
  await disk.fill(0);
  await victim.restart();
  expect((await victim.repository(name).getManifest('kept')).status).toBe(200);
});

test('an answer is never taken for a success when the connection ends instead', async () => {
  await disk.fill(500_000);
  const connection = await RawConnection.open(victim.port);
  const target = `/v2/${name}/blobs/uploads/?digest=${digest}`;
  await connection.send(
    requestHead({ method: 'POST', target, headers: [['Content-Length', String(content.length)]] }),
  );
  await connection.send(content.subarray(0, 2_000_000));
  const answer = await connection.response('POST').catch((error: unknown) => error);
  if (!(answer instanceof ConnectionEnded)) expect((answer as { status: number }).status).toBe(507);
  connection.destroy();
  expect((await victim.repository(name).headBlob(digest)).status).toBe(404);
});
