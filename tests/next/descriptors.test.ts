import { once } from 'node:events';
import { beforeAll, expect, test } from 'vitest';
import { digestOf } from '../harness/content';
import { openDescriptors } from '../harness/process-facts';
import { randomContent } from '../harness/random';
import { RawConnection, requestHead } from '../harness/raw-http';
import { until, untilNoProblems } from '../harness/until';
import { startTestServer } from './server';

// An answer that nobody reads to its end, or a body that nobody sends to its end, must not keep a file open.

const server = startTestServer();
const layer = randomContent(8_000_000, 'descriptors');
const digest = digestOf(layer);
const times = 100;

beforeAll(async () => {
  await server.repository('team/app').pushImage('v1', [layer]);
  // It is opened with its first records, a moment after them.
  await until(
    'the file of the audit trail is open',
    () => openDescriptors(server.pid).some((target) => target.endsWith('/audit.jsonl')),
    60_000,
  );
});

async function head(target: string): Promise<void> {
  const connection = await RawConnection.open(server.port);
  await connection.send(requestHead({ method: 'HEAD', target }));
  expect((await connection.response('HEAD')).status).toBe(200);
  connection.destroy();
}

async function abortedGet(): Promise<void> {
  const connection = await RawConnection.open(server.port);
  await connection.send(requestHead({ target: `/v2/team/app/blobs/${digest}` }));
  await connection.arrived(10_000);
  expect(String(connection.received().subarray(0, 15))).toBe('HTTP/1.1 200 OK');
  connection.reset();
  await connection.closed;
}

/** Sends half of what was announced, once the server has begun to take it, and goes. */
async function abortedPatch(): Promise<void> {
  const repository = server.repository('team/app');
  const session = await repository.startUpload();
  const connection = await RawConnection.open(server.port);
  const headers: [string, string][] = [['Content-Length', '200000']];
  await connection.send(requestHead({ method: 'PATCH', target: session.location, headers }));
  await connection.send(layer.subarray(0, 100_000));
  connection.reset();
  await once(connection.socket, 'close').catch(() => undefined);
  expect([204, 404]).toContain((await repository.cancelUpload(session)).status);
}

test.each([
  ['HEAD of a blob', () => head(`/v2/team/app/blobs/${digest}`)],
  ['HEAD of a manifest', () => head('/v2/team/app/manifests/v1')],
  ['aborted GET of a blob', abortedGet],
  ['aborted PATCH', abortedPatch],
])(`${times} times %s leave no descriptor open`, async (_, once) => {
  for (let warmUp = 0; warmUp < 5; warmUp++) await once();
  server.http.close();
  const before = openDescriptors(server.pid);
  for (let round = 0; round < times / 10; round++) await Promise.all(Array.from({ length: 10 }, once));
  server.http.close();
  await untilNoProblems('as few descriptors as before', async () => {
    const now = openDescriptors(server.pid);
    return now.length <= before.length ? [] : now.filter((target) => !before.includes(target));
  });
  expect((await server.http.request({ path: '/v2/' })).status).toBe(200);
});
