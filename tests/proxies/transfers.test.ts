import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as send } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestOf } from '../harness/content';
import { type CyberDock, startCyberDock } from '../harness/cyberdock';
import { HttpClient } from '../harness/http-client';
import { RepositoryClient } from '../harness/push';
import { randomContent } from '../harness/random';
import { requestHead } from '../harness/raw-http';
import { until } from '../harness/until';
import { openSecurely } from './clients';
import { describeProxies, useGround } from './fixture';
import type { ProxyKind, RunningProxy } from './proxy';

// A proxy that keeps a layer before it passes it on fills its disk, and makes the other side wait until it gives up.

const pieceBytes = 1024 ** 2;
const pieceCount = 300;

/** What each proxy ends a transfer that pauses after, shortened. */
const idleS = 6;
const shortened: Record<ProxyKind['name'], [from: string, to: string][]> = {
  nginx: [
    [' 2m;', ` ${idleS}s;`],
    [' 15m;', ` ${idleS}s;`],
  ],
  caddy: [['write_timeout 2m', `write_timeout ${idleS}s`]],
  haproxy: [
    [' 2m', ` ${idleS}s`],
    [' 15m', ` ${idleS}s`],
  ],
};

describeProxies('bodies', (kind) => {
  const ground = useGround();
  let server: CyberDock;
  let proxy: RunningProxy;
  let http: HttpClient;
  let repository: RepositoryClient;
  /** Of the large layer, once it is pushed. */
  let digest = '';

  beforeAll(async () => {
    server = await startCyberDock();
    proxy = await kind.start({ upstreamPort: server.port, certificate: ground.certificate });
    http = new HttpClient(proxy.port, { host: 'localhost', tls: { ca: ground.authority.root } });
    repository = new RepositoryClient(http, `${kind.name}/app`);
  });
  afterAll(async () => {
    http?.close();
    await proxy?.stop();
    await server?.stop();
  });

  const open = () => openSecurely({ port: proxy.port, authority: ground.authority.root });
  const request = (method: string, path: string): ClientRequest =>
    send({
      method,
      path,
      host: 'localhost',
      family: 4,
      port: proxy.port,
      ca: ground.authority.root,
      agent: false,
    });

  test('a layer of 300 MiB without a length reaches the server while it is sent', async () => {
    const session = await repository.startUpload();
    const outgoing = request('PATCH', session.location);
    const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    const hash = createHash('sha256');
    for (let at = 0; at < pieceCount; at += 1) {
      const piece = randomContent(pieceBytes, `${kind.name} ${at}`);
      hash.update(piece);
      if (!outgoing.write(piece)) await once(outgoing, 'drain');
      if (at !== pieceCount / 2) continue;
      // What is on its way lies in a few buffers, not in a file of the proxy's.
      await until(
        'the server has a quarter of the layer while the client has sent half',
        async () => ((await repository.uploadedBytes(session)) ?? 0) > (pieceCount / 4) * pieceBytes,
        60_000,
      );
    }
    outgoing.end();
    const [answer] = await answered;
    answer.resume();
    expect(answer.statusCode).toBe(202);
    expect(answer.headers.range).toBe(`0-${pieceCount * pieceBytes - 1}`);
    digest = `sha256:${hash.digest('hex')}`;
    expect((await repository.finishUpload(session, digest)).status).toBe(201);
  });

  test('a layer of 300 MiB leaves the server as fast as the client takes it, and whole', async () => {
    const outgoing = request('GET', `${repository.path}/blobs/${digest}`);
    outgoing.end();
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-length']).toBe(String(pieceCount * pieceBytes));
    const hash = createHash('sha256');
    let received = 0;
    for await (const part of answer) {
      hash.update(part);
      const isFirst = received === 0;
      received += part.length;
      if (!isFirst) continue;
      // The client takes nothing meanwhile. A proxy that took all would have the server's whole answer long before.
      for (let at = 0; at < 200; at += 1) await repository.headBlob(digest);
      const gets = server
        .output()
        .split('\n')
        .filter((line) => line.includes('"method":"GET"') && line.includes(digest));
      expect(gets).toEqual([]);
    }
    expect(received).toBe(pieceCount * pieceBytes);
    expect(`sha256:${hash.digest('hex')}`).toBe(digest);
  });

  test('HEAD has the length, and a range is 206 with its own', async () => {
    const content = randomContent(200_000, `${kind.name} range`);
    const { digest, manifest } = await repository.pushImage('v1', [content]);
    const head = await repository.headBlob(digestOf(content));
    expect([head.status, head.header('content-length')]).toEqual([200, '200000']);
    expect(head.header('docker-content-digest')).toBe(digestOf(content));
    const manifestHead = await repository.headManifest('v1');
    expect(manifestHead.header('content-length')).toBe(String(manifest.length));
    expect(manifestHead.header('docker-content-digest')).toBe(digest);
    const part = await repository.getBlob(digestOf(content), { Range: 'bytes=1000-1999' });
    expect([part.status, part.header('content-range')]).toEqual([206, 'bytes 1000-1999/200000']);
    expect(part.header('content-length')).toBe('1000');
    expect(part.body.equals(content.subarray(1000, 2000))).toBe(true);
  });

  test('nothing is compressed for registry clients, whatever they accept', async () => {
    const { manifest } = await repository.pushImage('zip', [Buffer.alloc(100_000)]);
    for (const path of [
      `${repository.path}/manifests/zip`,
      `${repository.path}/blobs/${digestOf(Buffer.alloc(100_000))}`,
      '/v2/_catalog',
      `${repository.path}/tags/list`,
    ]) {
      const answer = await http.request({ path, headers: { 'Accept-Encoding': 'gzip, deflate, br, zstd' } });
      expect(answer.header('content-encoding'), path).toBeUndefined();
      expect(answer.header('content-length'), path).toBe(String(answer.body.length));
    }
    expect((await repository.getManifest('zip')).body.equals(manifest)).toBe(true);
  });

  test('every Location is a path, so that no scheme, host or port can get lost', async () => {
    const session = await http.request({ method: 'POST', path: `${repository.path}/blobs/uploads/` });
    expect(session.header('location')).toMatch(/^\/v2\//);
    expect((await http.request({ path: `${session.header('location')}` })).status).toBe(204);
    const whole = await repository.pushMonolithic(randomContent(1000, `${kind.name} location`));
    expect(whole.status).toBe(201);
    expect(whole.header('location')).toMatch(/^\/v2\//);
  });

  test('a client that waits for 100 Continue gets it', async () => {
    const session = await repository.startUpload();
    const connection = await open();
    const headers: [string, string][] = [
      ['Host', proxy.host],
      ['Content-Length', '10'],
      ['Expect', '100-continue'],
    ];
    await connection.send(requestHead({ method: 'PATCH', target: session.location, headers }));
    expect((await connection.head()).status).toBe(100);
    await connection.send('0123456789');
    expect((await connection.response()).status).toBe(202);
    connection.destroy();
    expect(await repository.uploadedBytes(session)).toBe(10);
  });

  test('a header as long as a token may be gets through', async () => {
    const headers = { Authorization: `Bearer ${'x'.repeat(10_000)}` };
    expect((await http.request({ path: '/v2/', headers })).status).toBe(200);
  });

  test('many pushes one after the other on connections that stay open all arrive', async () => {
    for (let at = 0; at < 100; at += 1) {
      await repository.pushBlob(randomContent(100, `${kind.name} many ${at}`));
    }
  });
});

describeProxies('slow senders', (kind) => {
  const ground = useGround();
  let server: CyberDock;
  let proxy: RunningProxy;

  beforeAll(async () => {
    // Where the proxy does not end a push that pauses, CyberDock does.
    server = await startCyberDock({ env: { CYBERDOCK_STORAGE_IDLE_TIMEOUT: `${idleS}s` } });
    const change = shortened[kind.name] ?? [];
    proxy = await kind.start({ upstreamPort: server.port, certificate: ground.certificate, change });
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
  });

  test('a push may take far longer than the idle limit, and is ended when it pauses', async () => {
    const http = new HttpClient(proxy.port, { host: 'localhost', tls: { ca: ground.authority.root } });
    const repository = new RepositoryClient(http, `${kind.name}/slow`);
    const session = await repository.startUpload();
    const target = session.location;
    const begin = async () => {
      const connection = await openSecurely({ port: proxy.port, authority: ground.authority.root });
      const headers: [string, string][] = [
        ['Host', proxy.host],
        ['Transfer-Encoding', 'chunked'],
      ];
      await connection.send(requestHead({ method: 'PATCH', target, headers }));
      return connection;
    };
    const slow = await begin();
    const begunAt = Date.now();
    let sent = 0;
    while (Date.now() - begunAt < 3 * idleS * 1000) {
      expect(await slow.send('5\r\nbytes\r\n')).toBe(true);
      sent += 5;
      // The slowness of the sender, not a wait for anything.
      await delay(250);
    }
    await slow.send('0\r\n\r\n');
    expect((await slow.response()).status).toBe(202);
    slow.destroy();
    expect(await repository.uploadedBytes(session)).toBe(sent);

    const stalled = await begin();
    await stalled.send('5\r\nbytes\r\n');
    const patches = () =>
      server
        .output()
        .split('\n')
        .filter((line) => line.includes('"PATCH"') && line.includes(target));
    await until('CyberDock has ended the push', () => patches().length === 2, 120_000);
    // Caddy has no idle limit for what clients send: it waits for the client, when CyberDock has long gone on.
    if (kind.name !== 'caddy') await Promise.race([stalled.closed, stalled.arrived(1)]);
    stalled.destroy();
    const bytes = (await repository.uploadedBytes(session)) ?? 0;
    expect([sent, sent + 5]).toContain(bytes);
    expect((await repository.uploadChunk(session, bytes, Buffer.from('more'))).status).toBe(202);
    http.close();
  });
});
