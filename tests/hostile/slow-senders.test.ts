import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { digestOf, imageManifest, mediaTypes } from '../harness/content';
import { openDescriptors } from '../harness/process-facts';
import { randomContent } from '../harness/random';
import { ConnectionEnded, RawConnection, requestHead } from '../harness/raw-http';
import { until } from '../harness/until';
import { startVictim } from './fixture';

const idleMs = 1_500;
const victim = startVictim({ CYBERDOCK_STORAGE_IDLE_TIMEOUT: `${idleMs}ms` });
const content = randomContent(200_000, 'slow');
const large = randomContent(64_000_000, 'slow reader');
const name = 'team/app';

beforeAll(async () => {
  await victim.repository(name).pushImage('v1', [large]);
});

/** Waits for the end of a connection and asserts that it came neither at once nor much after the idle timeout. */
async function expectCutAfterIdle(connection: RawConnection): Promise<void> {
  const begun = Date.now();
  const answer = await connection.response().catch((error: unknown) => error);
  if (!(answer instanceof ConnectionEnded))
    expect([400, 408]).toContain((answer as { status: number }).status);
  connection.finish();
  await connection.closed;
  expect(Date.now() - begun).toBeGreaterThan(idleMs * 0.8);
  expect(Date.now() - begun).toBeLessThan(idleMs + 5_000);
}

test.each([
  ['PATCH with a length', 'PATCH', ['Content-Length', '200000']],
  ['PATCH as a stream', 'PATCH', ['Transfer-Encoding', 'chunked']],
  ['PUT', 'PUT', ['Content-Length', '200000']],
] as const)('a %s that stops sending is cut, and its session goes on', async (_, method, header) => {
  const repository = victim.repository(name);
  const session = await repository.startUpload();
  const connection = await RawConnection.open(victim.port);
  const query = method === 'PUT' ? `?digest=${digestOf(content)}` : '';
  await connection.send(requestHead({ method, target: session.location + query, headers: [[...header]] }));
  if (header[0] === 'Transfer-Encoding') await connection.send(`${(100_000).toString(16)}\r\n`);
  await connection.send(content.subarray(0, 100_000));
  await expectCutAfterIdle(connection);

  const offset = await until('a free session', () => repository.uploadedBytes(session));
  expect(offset).toBe(100_000);
  expect((await repository.uploadChunk(session, offset, content.subarray(offset))).status).toBe(202);
  expect((await repository.finishUpload(session, digestOf(content))).status).toBe(201);
  expect((await repository.getBlob(digestOf(content))).body.equals(content)).toBe(true);
});

test('a manifest that stops coming is cut, and nothing of it is there', async () => {
  const manifest = imageManifest('{}', []);
  const connection = await RawConnection.open(victim.port);
  const headers: [string, string][] = [
    ['Content-Length', String(manifest.length)],
    ['Content-Type', mediaTypes.manifest],
  ];
  await connection.send(requestHead({ method: 'PUT', target: `/v2/${name}/manifests/slow`, headers }));
  await connection.send(manifest.subarray(0, 50));
  await expectCutAfterIdle(connection);
  expect((await victim.repository(name).headManifest('slow')).status).toBe(404);
});

test('a monolithic POST that stops sending is cut and leaves nothing', async () => {
  const connection = await RawConnection.open(victim.port);
  const target = `/v2/${name}/blobs/uploads/?digest=${digestOf('x')}`;
  await connection.send(requestHead({ method: 'POST', target, headers: [['Content-Length', '1000000']] }));
  await connection.send(content);
  await expectCutAfterIdle(connection);
});

test('an upload that is slow but never silent is not cut', async () => {
  const repository = victim.repository(name);
  const session = await repository.startUpload();
  const connection = await RawConnection.open(victim.port);
  const slow = content.subarray(0, 1_000);
  const headers: [string, string][] = [['Content-Length', '1000']];
  await connection.send(
    requestHead({ method: 'PUT', target: `${session.location}?digest=${digestOf(slow)}`, headers }),
  );
  const pieces = 20;
  for (let piece = 0; piece < pieces; piece++) {
    expect(await connection.send(slow.subarray(piece * 50, piece * 50 + 50))).toBe(true);
    // The time that passes, twice the idle timeout in all, is what is tested.
    await delay((idleMs * 2) / pieces);
  }
  expect((await connection.response('PUT')).status).toBe(201);
  connection.destroy();
});

test('a reader that stops reading is cut and keeps no file open', async () => {
  const descriptors = () => openDescriptors(victim.server.pid).filter((file) => file.startsWith(victim.root));
  const before = descriptors().length;
  const connections = await Promise.all(Array.from({ length: 10 }, () => RawConnection.open(victim.port)));
  for (const connection of connections) {
    await connection.send(requestHead({ target: `/v2/${name}/blobs/${digestOf(large)}` }));
    await connection.arrived(1);
    connection.pause();
  }
  expect(descriptors().length).toBeGreaterThan(before);
  await until('the files to be closed', () => descriptors().length <= before, idleMs + 8_000);
  for (const connection of connections) {
    connection.resume();
    expect((await connection.response()).complete).toBe(false);
    connection.destroy();
  }
});

test('fifty stopped senders at once keep nobody else from an answer', async () => {
  const connections = await Promise.all(Array.from({ length: 50 }, () => RawConnection.open(victim.port)));
  const repository = victim.repository(name);
  const sessions = await Promise.all(connections.map(() => repository.startUpload()));
  await Promise.all(
    connections.map(async (connection, index) => {
      const target = sessions[index]?.location ?? '';
      await connection.send(
        requestHead({ method: 'PATCH', target, headers: [['Content-Length', '1000000']] }),
      );
      await connection.send(content.subarray(0, 10_000));
    }),
  );
  expect((await repository.getManifest('v1')).status).toBe(200);
  await Promise.all(connections.map((connection) => connection.response().catch(() => connection.destroy())));
  for (const connection of connections) connection.destroy();
  for (const session of sessions) {
    await until('a free session', async () => (await repository.cancelUpload(session)).status === 204);
  }
});
