import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOf } from '../harness/content';
import { type CyberDock, startCyberDock } from '../harness/cyberdock';
import { RepositoryClient } from '../harness/push';
import { randomContent } from '../harness/random';
import { ConnectionEnded, RawConnection, requestHead } from '../harness/raw-http';
import { until } from '../harness/until';

// After SIGTERM nothing new begins, what runs may end within the drain time, and then it is ended.

const layer = randomContent(64_000_000, 'drain');
const digest = digestOf(layer);
const slow = layer.subarray(0, 20_000_000);
const half = slow.length / 2;
/** What a server may hold in memory of an upload that is cut: never acknowledged, sent again. */
const bufferedBytesMax = 4 * 1024 * 1024;
let root: string;
let servers: CyberDock[];

beforeEach(async () => {
  servers = [];
  root = await mkdtemp(path.join(tmpdir(), 'cyberdock-drain-'));
});

afterEach(async () => {
  for (const server of servers) await server.kill();
  await rm(root, { recursive: true, force: true });
});

async function start(drainTimeout: string): Promise<CyberDock> {
  const server = await startCyberDock({ root, env: { CYBERDOCK_SERVER_DRAIN_TIMEOUT: drainTimeout } });
  servers.push(server);
  return server;
}

/** A download whose reader has stopped after the first bytes: more is on the way than the kernel can hold. */
async function beginDownload(port: number): Promise<RawConnection> {
  const connection = await RawConnection.open(port);
  await connection.send(requestHead({ target: `/v2/team/app/blobs/${digest}` }));
  await connection.arrived(1_000);
  connection.pause();
  return connection;
}

/** An upload of which half has arrived. */
async function beginUpload(repository: RepositoryClient, port: number) {
  const session = await repository.startUpload();
  const connection = await RawConnection.open(port);
  const headers: [string, string][] = [
    ['Content-Length', String(slow.length)],
    ['Expect', '100-continue'],
  ];
  const target = `${session.location}?digest=${digestOf(slow)}`;
  await connection.send(requestHead({ method: 'PUT', target, headers }));
  expect((await connection.head()).status).toBe(100);
  await connection.send(slow.subarray(0, half));
  return { session, connection };
}

/** Waits until the server refuses connections or says that it is not ready. */
async function untilNotReady(server: CyberDock): Promise<void> {
  await until('no readiness', async () => {
    const answer = await fetch(`${server.url}/readyz`).catch(() => undefined);
    await answer?.body?.cancel();
    return !answer?.ok;
  });
}

test('transfers that end within the drain time are complete, and then the server ends', async () => {
  // Longer than the test may take: it ends because the transfers have.
  const server = await start('1h');
  const repository = new RepositoryClient(server.port, 'team/app');
  await repository.pushBlob(layer);
  const download = await beginDownload(server.port);
  const upload = await beginUpload(repository, server.port);
  repository.http.close();

  const stopped = server.stop();
  await untilNotReady(server);

  await upload.connection.send(slow.subarray(half));
  expect((await upload.connection.response('PUT')).status).toBe(201);
  download.resume();
  const downloaded = await download.response();
  expect(downloaded.complete).toBe(true);
  expect(digestOf(downloaded.body)).toBe(digest);
  expect([0, 143]).toContain(await stopped);

  const again = await start('1s');
  const after = new RepositoryClient(again.port, 'team/app');
  expect((await after.getBlob(digestOf(slow))).body.equals(slow)).toBe(true);
  after.http.close();
  expect([0, 143]).toContain(await again.stop());
});

test('transfers that do not end within it are cut, and the upload can be resumed after the next start', async () => {
  const drainMs = 1_000;
  const server = await start(`${drainMs}ms`);
  const repository = new RepositoryClient(server.port, 'team/app');
  await repository.pushBlob(layer);
  const download = await beginDownload(server.port);
  const upload = await beginUpload(repository, server.port);
  repository.http.close();

  const begun = Date.now();
  const stopped = server.stop();
  const answer = await upload.connection.response('PUT').catch((error: unknown) => error);
  expect(answer).toSatisfy(
    (seen: unknown) => seen instanceof ConnectionEnded || (seen as { status: number }).status >= 400,
  );
  expect([0, 143]).toContain(await stopped);
  const tookMs = Date.now() - begun;
  expect(tookMs).toBeGreaterThanOrEqual(drainMs * 0.9);
  expect(tookMs).toBeLessThan(drainMs + 5_000);
  download.resume();
  expect((await download.response()).complete).toBe(false);

  const again = await start('1s');
  const after = new RepositoryClient(again.port, 'team/app');
  const offset = await after.uploadedBytes(upload.session);
  if (offset === undefined) throw new Error('the upload session is gone');
  expect(offset).toBeLessThanOrEqual(half);
  expect(offset).toBeGreaterThanOrEqual(half - bufferedBytesMax);
  expect((await after.uploadChunk(upload.session, offset, slow.subarray(offset))).status).toBe(202);
  expect((await after.finishUpload(upload.session, digestOf(slow))).status).toBe(201);
  after.http.close();
  expect([0, 143]).toContain(await again.stop());
});

test('an idle server ends at once', async () => {
  const server = await start('60s');
  const repository = new RepositoryClient(server.port, 'team/app');
  // A kept-alive connection without a request on it.
  expect((await repository.http.request({ path: '/v2/' })).status).toBe(200);
  const begun = Date.now();
  expect([0, 143]).toContain(await server.stop());
  expect(Date.now() - begun).toBeLessThan(5_000);
  repository.http.close();
});

test('whoever listens to events does not hold up the end', async () => {
  // Longer than the test may take: it ends because the listener was let go.
  const server = await start('1h');
  const answer = await fetch(`${server.url}/api/v1/events`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  const heard = answer.text();
  expect([0, 143]).toContain(await server.stop());
  // It ended in order, not by a cut.
  expect(await heard).toContain('retry:');
});
