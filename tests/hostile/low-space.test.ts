import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { digestOf, imageManifest } from '../harness/content';
import { inspectDataFolder } from '../harness/data-folder';
import type { RepositoryClient } from '../harness/push';
import { randomContent } from '../harness/random';
import { RawConnection, requestHead } from '../harness/raw-http';
import { expectRefusal } from '../harness/registry-answer';
import { mountSmallFileSystem, type SmallFileSystem } from '../harness/small-file-system';
import { until } from '../harness/until';
import { startVictim } from './fixture';

const mebibyte = 1024 * 1024;
let disk: SmallFileSystem;

beforeAll(async () => {
  disk = await mountSmallFileSystem(160 * mebibyte);
  // Hooks end in reverse order: the server stops before its disk goes.
  return async () => await disk.unmount();
});

const victim = startVictim({ CYBERDOCK_STORAGE_MIN_FREE_SPACE: '32MiB' }, async () =>
  path.join(disk.folder, 'registry'),
);
const kept = randomContent(1_000_000, 'kept');
const name = 'team/app';
let session: Awaited<ReturnType<RepositoryClient['startUpload']>>;

/** The server looks at the disk once a second: waits until it has seen what it is like now. */
const seen = (isLow: boolean) =>
  until(`the server knows that the disk is ${isLow ? 'low' : 'not low'}`, async () => {
    const answer = await victim.repository(name).pushMonolithic(Buffer.from('probe'));
    return isLow === (answer.status === 507);
  });

beforeEach(async () => {
  const repository = victim.repository(name);
  await repository.pushImage('kept', [kept]);
  session = await repository.startUpload();
  expect((await repository.uploadChunk(session, 0, kept.subarray(0, 1000))).status).toBe(202);
});

afterEach(async () => {
  const repository = victim.repository(name);
  // On the low disk, for it is what gives room after a stream.
  expect((await repository.cancelUpload(session)).status).toBe(204);
  await disk.free();
  await seen(false);
  await repository.pushImage('after', [kept]); // Throws if it is refused.
  expect((await inspectDataFolder(victim.root)).problems).toEqual([]);
});

test('pushes are refused with 507 while pulls, status, mounts and deletions go on', async () => {
  const repository = victim.repository(name);
  const extra = await repository.pushImage('extra', [randomContent(2000, 'extra')]);
  await disk.fill(30 * mebibyte);
  await seen(true);
  expectRefusal(
    await victim.http.request({ method: 'POST', path: `${repository.path}/blobs/uploads/` }),
    507,
  );
  expectRefusal(await repository.uploadChunk(session, 1000, kept.subarray(1000)), 507);
  expectRefusal(await repository.finishUpload(session, digestOf(kept), kept.subarray(1000)), 507);
  expectRefusal(await repository.putManifest('new', imageManifest('{}', [kept])), 507);
  expect(await repository.uploadedBytes(session)).toBe(1000);
  expect((await repository.getBlob(digestOf(kept))).body.equals(kept)).toBe(true);
  expect((await repository.getManifest('kept')).status).toBe(200);
  expect((await victim.repository('team/other').mount(digestOf(kept), name)).status).toBe(201);
  expect((await victim.repository('team/other').deleteBlob(digestOf(kept))).status).toBe(202);
  expect((await repository.deleteManifest(extra.digest)).status).toBe(202);
});

test('a body that says it is too long for the disk is refused before it is sent', async () => {
  const connection = await RawConnection.open(victim.port);
  const headers: [string, string][] = [
    ['Content-Length', String(150 * mebibyte)],
    ['Expect', '100-continue'],
  ];
  await connection.send(requestHead({ method: 'PATCH', target: session.location, headers }));
  expectRefusal(await connection.response('PATCH'), 507);
  connection.destroy();
  expect(await victim.repository(name).uploadedBytes(session)).toBe(1000);
});

test('a stream of unknown length is stopped while there is room left, and its session keeps what came', async () => {
  const repository = victim.repository(name);
  const content = randomContent(4 * mebibyte, 'stream');
  const connection = await RawConnection.open(victim.port);
  const headers: [string, string][] = [['Transfer-Encoding', 'chunked']];
  await connection.send(requestHead({ method: 'PATCH', target: session.location, headers }));
  await connection.send(`${(1_000_000_000).toString(16)}\r\n`);
  let sentBytes = 0;
  const flood = (async () => {
    while (sentBytes < 500_000_000 && (await connection.send(content))) sentBytes += content.length;
  })();
  expectRefusal(await connection.response('PATCH'), 507);
  connection.destroy();
  await flood;
  const offset = (await repository.uploadedBytes(session)) ?? 0;
  expect(offset).toBeGreaterThan(64 * mebibyte);
  expect(offset).toBeLessThan(150 * mebibyte);
  expect((await repository.getBlob(digestOf(kept))).body.equals(kept)).toBe(true);
});
