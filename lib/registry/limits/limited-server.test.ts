import { request } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Digest } from '@/lib/oci/digest';
import { parseRepositoryName } from '@/lib/oci/repository-name';
import { digestOf, imageManifest, mediaTypes } from '@/tests/harness/content';
import type { Answer } from '@/tests/harness/http-client';
import { type PlainRegistry, startPlainRegistry } from '@/tests/harness/plain-registry';
import { RepositoryClient } from '@/tests/harness/push';
import { randomContent } from '@/tests/harness/random';
import { RawConnection, requestHead } from '@/tests/harness/raw-http';
import { until } from '@/tests/harness/until';

const clients: RepositoryClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.http.close();
});

async function start(limits: Record<string, string>): Promise<PlainRegistry> {
  const env = Object.fromEntries(
    Object.entries(limits).map(([name, value]) => [`CYBERDOCK_LIMITS_${name}`, value]),
  );
  const registry = await startPlainRegistry(env);
  onTestFinished(registry.close);
  return registry;
}

function repositoryOf({ port }: PlainRegistry): RepositoryClient {
  const client = new RepositoryClient(port, 'team/app');
  clients.push(client);
  return client;
}

/** A request from another address of this machine. */
function fromElsewhere(
  port: number,
  method: string,
  path: string,
  body = '',
): Promise<Pick<Answer, 'status'>> {
  const headers = { 'Content-Length': body.length };
  const from = { host: '127.0.0.1', localAddress: '127.0.0.2', port, agent: false } as const;
  return new Promise((resolve, reject) => {
    request({ ...from, method, path, headers }, (answer) => {
      answer.resume().once('end', () => resolve({ status: answer.statusCode ?? 0 }));
    })
      .once('error', reject)
      .end(body);
  });
}

const codeOf = ({ body }: { body: Uint8Array }) => JSON.parse(String(Buffer.from(body))).errors[0].code;

/** A request that announces a body and waits to be told to send it, so that a test sees when it is under way. */
async function announce(port: number, method: string, target: string, bytes: number): Promise<RawConnection> {
  const connection = await RawConnection.open(port);
  onTestFinished(() => connection.destroy());
  const headers: [string, string][] = [
    ['Content-Length', String(bytes)],
    ['Content-Type', mediaTypes.manifest],
    ['Expect', '100-continue'],
  ];
  await connection.send(requestHead({ method, target, headers }));
  return connection;
}

/** Announces an upload of so many bytes. */
async function announceUpload(client: RepositoryClient, bytes: number): Promise<RawConnection> {
  return await announce(client.http.port, 'PATCH', (await client.startUpload()).location, bytes);
}

describe('rates', () => {
  // Other systems than Linux have no second address of their own.
  test.runIf(process.platform === 'linux')('refuse one address with Retry-After, and no other', async () => {
    const registry = await start({ READS: '20' });
    const client = repositoryOf(registry);
    for (let at = 0; at < 20; at++) expect((await client.getManifest('latest')).status).toBe(404);
    const refused = await client.getManifest('latest');
    expect(refused.status).toBe(429);
    expect(codeOf(refused)).toBe('TOOMANYREQUESTS');
    expect(Number(refused.header('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.header('retry-after'))).toBeLessThanOrEqual(60);
    expect(refused.header('ratelimit-limit')).toBe('20;w=60');
    expect((await fromElsewhere(registry.port, 'GET', '/v2/team/app/manifests/latest')).status).toBe(404);
    // Writing is counted apart.
    expect((await client.http.request({ method: 'POST', path: '/v2/team/app/blobs/uploads/' })).status).toBe(
      202,
    );
  });

  test('refuse an upload before it sends a byte, if its client waits to be told to', async () => {
    const registry = await start({ WRITES: '1' });
    const client = repositoryOf(registry);
    const { location } = await client.startUpload();
    const connection = await announce(registry.port, 'PATCH', location, 1_000_000);
    const answer = await connection.response();
    expect(answer.interim).toEqual([]);
    expect(answer.status).toBe(429);
    expect(answer.header('connection')).toBe('close');
    await connection.closed;
  });

  test('let a client that sends at once read why it was refused', async () => {
    const registry = await start({ WRITES: '1' });
    const client = repositoryOf(registry);
    const session = await client.startUpload();
    const answer = await client.uploadStream(session, randomContent(4_000_000, 'refused'), 65_536);
    expect(answer.status).toBe(429);
    expect(codeOf(answer)).toBe('TOOMANYREQUESTS');
  });

  test('tell the audit trail of the first refusal of a flood, and of no other', async () => {
    const registry = await start({ READS: '5' });
    const client = repositoryOf(registry);
    for (let at = 0; at < 12; at++) await client.getManifest('latest');
    const { audit } = registry.server.observation;
    audit.say('server.start', 'the test');
    const told = await until('the records so far', async () => {
      const { records } = await audit.store.list({}, { limit: 100 });
      return records.some(({ actor }) => actor === 'the test') && records;
    });
    expect(told.filter(({ result }) => result === 'TOOMANYREQUESTS')).toHaveLength(1);
  });
});

describe('what is under way at once', () => {
  test.runIf(process.platform === 'linux')(
    'as uploads waits for others of the same client, and nobody else does',
    async () => {
      const registry = await start({ UPLOADS: '2' });
      const client = repositoryOf(registry);
      await client.pushImage('latest', [Buffer.from('layer')]);
      const content = randomContent(1_000, 'upload');
      const first = await announceUpload(client, content.length);
      const second = await announceUpload(client, content.length);
      for (const running of [first, second]) expect((await running.head()).status).toBe(100);
      const session = await client.startUpload();
      let answered = false;
      const third = client.uploadStream(session, content, 100).finally(() => (answered = true));
      // What brings no bytes of a blob goes on, also of the same client, and uploads of others.
      expect((await client.getManifest('latest')).status).toBe(200);
      expect(await client.uploadedBytes(session)).toBe(0);
      const path = `/v2/team/app/blobs/uploads/?digest=${digestOf('other')}`;
      expect((await fromElsewhere(registry.port, 'POST', path, 'other')).status).toBe(201);
      expect(answered).toBe(false);

      await first.send(content);
      expect((await first.response()).status).toBe(202);
      expect((await third).status).toBe(202);
    },
  );

  test.runIf(process.platform === 'linux')(
    'as pushes of manifests that never come whole keeps nobody else from pushing',
    async () => {
      const registry = await start({});
      const target = '/v2/team/app/manifests/stuck';
      const stuck = await Promise.all(
        Array.from({ length: 100 }, () => announce(registry.port, 'PUT', target, 1_000)),
      );
      const admitted = () => stuck.filter(({ unreadBytes }) => unreadBytes > 0).length;
      await until('as many as one client may have', () => admitted() === 64, 60_000);
      const client = repositoryOf(registry);
      let begun = false;
      const own = client.startUpload().finally(() => (begun = true));
      const path = '/v2/team/app/blobs/uploads/';
      expect((await fromElsewhere(registry.port, 'POST', path)).status).toBe(202);
      expect((await client.getManifest('latest')).status).toBe(404);
      expect(begun).toBe(false);
      expect(admitted()).toBe(64);
      for (const connection of stuck) connection.reset();
      await own;
    },
  );

  test('does not wait for clients that are gone', async () => {
    const registry = await start({ UPLOADS: '1' });
    const client = repositoryOf(registry);
    const content = randomContent(1_000, 'gone');
    const running = await announceUpload(client, content.length);
    expect((await running.head()).status).toBe(100);
    const waiting = await Promise.all([1, 2, 3].map(() => announceUpload(client, content.length)));
    for (const connection of [...waiting, running]) connection.reset();
    expect(await client.pushBlob(content)).toBe(digestOf(content));
  });
});

describe('the time of a request', () => {
  test('ends an upload, which can be resumed', async () => {
    const registry = await start({ REQUEST_TIME: '4s' });
    const client = repositoryOf(registry);
    const content = randomContent(1_000, 'late');
    const session = await client.startUpload();
    const connection = await RawConnection.open(registry.port);
    onTestFinished(() => connection.destroy());
    const headers: [string, string][] = [['Content-Length', '1000']];
    await connection.send(requestHead({ method: 'PATCH', target: session.location, headers }));
    await connection.send(content.subarray(0, 400));
    const answer = await connection.response();
    expect(answer.status).toBe(408);
    expect(codeOf(answer)).toBe('BLOB_UPLOAD_INVALID');
    expect(String(answer.body)).toContain('limits.requestTime');
    const offset = await until('a free session', () => client.uploadedBytes(session));
    expect(offset).toBe(400);
    expect((await client.uploadChunk(session, offset, content.subarray(offset))).status).toBe(202);
    expect((await client.finishUpload(session, digestOf(content))).status).toBe(201);
  });

  test('ends a manifest that does not come whole, and nothing of it is there', async () => {
    const registry = await start({ REQUEST_TIME: '4s' });
    const client = repositoryOf(registry);
    const manifest = imageManifest('{}', []);
    const connection = await RawConnection.open(registry.port);
    onTestFinished(() => connection.destroy());
    const headers: [string, string][] = [
      ['Content-Length', String(manifest.length)],
      ['Content-Type', mediaTypes.manifest],
    ];
    await connection.send(requestHead({ method: 'PUT', target: '/v2/team/app/manifests/x', headers }));
    await connection.send(manifest.subarray(0, 50));
    expect((await connection.response()).status).toBe(408);
    expect((await client.headManifest('x')).status).toBe(404);
  });

  test('cuts a download that its client does not take, and metrics tell why', async () => {
    const registry = await start({ REQUEST_TIME: '4s' });
    const large = randomContent(64_000_000, 'slow');
    const digest = digestOf(large) as Digest;
    // Not through the door: a slow machine would take too long for it.
    await registry.server.content.uploads.receiveWhole(parseRepositoryName('team/app'), digest, {
      body: () => Readable.from([large]),
      signal: new AbortController().signal,
    });
    const connection = await RawConnection.open(registry.port);
    onTestFinished(() => connection.destroy());
    await connection.send(requestHead({ target: `/v2/team/app/blobs/${digest}` }));
    await connection.arrived(1);
    connection.pause();
    await until(
      'a cut transfer',
      async () => (await registry.server.observation.expose()).text.includes('cut_total{reason="time"} 1'),
      60_000,
    );
    connection.resume();
    expect((await connection.response()).complete).toBe(false);
  });
});

describe('the size of a request', () => {
  test('is refused when it is announced, before a byte is sent, and when it turns out', async () => {
    const registry = await start({ REQUEST_SIZE: '100KB' });
    const client = repositoryOf(registry);
    const content = randomContent(150_000, 'large');
    const announced = await client.pushMonolithic(content);
    expect(announced.status).toBe(413);
    expect(codeOf(announced)).toBe('SIZE_INVALID');
    expect(String(announced.body)).toContain('limits.requestSize');
    const session = await client.startUpload();
    expect((await client.uploadStream(session, content, 10_000)).status).toBe(413);
  });

  test('is no limit for a blob that comes in chunks', async () => {
    const registry = await start({ REQUEST_SIZE: '100KB' });
    const client = repositoryOf(registry);
    const content = randomContent(150_000, 'chunks');
    const session = await client.startUpload();
    for (const at of [0, 75_000])
      expect((await client.uploadChunk(session, at, content.subarray(at, at + 75_000))).status).toBe(202);
    expect((await client.finishUpload(session, digestOf(content))).status).toBe(201);
  });
});
