import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { limitPageBodies } from '../../lib/http/connection-limits';
import { digestOf, imageManifest, mediaTypes } from '../harness/content';
import { RawConnection, type RawResponse, rawRequest, requestHead } from '../harness/raw-http';
import { expectRefusal } from '../harness/registry-answer';
import { type SignIn, withGuardedRegistry } from './fixture/guarded-registry';

const idleMs = 1_000;
const guarded = withGuardedRegistry(
  [
    { subjects: ['user:reader', 'user:writer'], repositories: ['team/**'], actions: ['pull'] },
    { subjects: ['user:writer'], repositories: ['team/**'], actions: ['push'] },
  ],
  { CYBERDOCK_STORAGE_IDLE_TIMEOUT: `${idleMs}ms` },
);
let reader: SignIn;
let writer: SignIn;

beforeAll(() => {
  reader = guarded.current.account('reader');
  writer = guarded.current.account('writer');
});

const gibibyte = String(1024 ** 3);
const session = '/v2/team/app/blobs/uploads/00000000-0000-4000-8000-000000000000';
const digest = digestOf('x');
const uploads: [method: string, target: string][] = [
  ['POST', `/v2/team/app/blobs/uploads/?digest=${digest}`],
  ['PATCH', session],
  ['PUT', `${session}?digest=${digest}`],
  ['PUT', '/v2/team/app/manifests/v1'],
];

describe('a body that may not come', () => {
  test.each(uploads)('is not asked for: %s %s with Expect: 100-continue', async (method, target) => {
    for (const [authorization, status] of [
      [undefined, 401],
      [writer.authorization.slice(0, -8), 401],
      [reader.authorization, 403],
      ['Bearer x', 401],
    ] as const) {
      const connection = await RawConnection.open(guarded.current.port);
      const headers: [string, string][] = [
        ['Expect', '100-continue'],
        ['Content-Length', gibibyte],
        ...(authorization === undefined ? [] : ([['Authorization', authorization]] as [string, string][])),
      ];
      await connection.send(requestHead({ method, target, headers }));
      const answer = await connection.response(method);
      expect(answer.interim).toEqual([]);
      expectRefusal(answer, status);
      // What the client sends all the same is not read as another request.
      expect(answer.header('connection')).toBe('close');
      await connection.closed;
    }
  });

  test.each(uploads)('is not waited for: %s %s without Expect', async (method, target) => {
    const connection = await RawConnection.open(guarded.current.port);
    const headers: [string, string][] = [['Content-Length', gibibyte]];
    await connection.send(requestHead({ method, target, headers }));
    expectRefusal(await connection.response(method), 401);
    connection.destroy();
  });

  test('is asked for from who may send it', async () => {
    const body = Buffer.from('welcome');
    const connection = await RawConnection.open(guarded.current.port);
    await connection.send(
      requestHead({
        method: 'POST',
        target: `/v2/team/app/blobs/uploads/?digest=${digestOf(body)}`,
        headers: [
          ['Expect', '100-continue'],
          ['Content-Length', String(body.length)],
          ['Authorization', writer.authorization],
        ],
      }),
    );
    expect((await connection.head()).status).toBe(100);
    await connection.send(body);
    expect((await connection.response('POST')).status).toBe(201);
    connection.destroy();
  });
});

describe('a body is taken as it comes, whatever encoding it says that it has', () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 ** 2));
  const put = async (target: string, headers: Record<string, string>, body: Buffer, method = 'PUT') =>
    await guarded.current.client(writer.authorization).request({ method, path: target, headers, body });

  test.each(['gzip', 'x-gzip', 'deflate', 'br', 'zstd', 'gzip, gzip'])('%s', async (encoding) => {
    const headers = { 'Content-Encoding': encoding };
    const manifest = imageManifest('{}', []);
    const compressed = gzipSync(manifest);
    const type = { 'Content-Type': mediaTypes.manifest };
    expectRefusal(
      await put('/v2/team/app/manifests/v1', { ...headers, ...type }, compressed),
      400,
      'MANIFEST_INVALID',
    );
    expectRefusal(
      await put(`/v2/team/app/manifests/${digestOf(manifest)}`, { ...headers, ...type }, compressed),
      400,
      'DIGEST_INVALID',
    );

    const before = process.memoryUsage().rss;
    const whole = (of: Buffer) => `/v2/team/app/blobs/uploads/?digest=${digestOf(of)}`;
    const zeros = Buffer.alloc(64 * 1024 ** 2);
    expectRefusal(await put(whole(zeros), headers, bomb, 'POST'), 400, 'DIGEST_INVALID');
    expect((await put(whole(bomb), headers, bomb, 'POST')).status).toBe(201);
    const stored = await guarded.current.client(writer.authorization).request({
      path: `/v2/team/app/blobs/${digestOf(bomb)}`,
    });
    expect(stored.body.equals(bomb)).toBe(true);
    expect(stored.header('content-encoding')).toBeUndefined();
    expect(process.memoryUsage().rss - before).toBeLessThan(512 * 1024 ** 2);
  });

  test('a form, too', async () => {
    const form = gzipSync(`grant_type=password&username=reader&password=${reader.secret}`);
    const headers = { 'Content-Encoding': 'gzip', 'Content-Type': 'application/x-www-form-urlencoded' };
    const answer = await put('/auth/token', headers, form, 'POST');
    expect(answer.status).toBe(400);
    expect(JSON.parse(String(answer.body))).toMatchObject({ error: 'unsupported_grant_type' });
  });
});

describe('the form of the token endpoint', () => {
  const post = (body: string | Uint8Array, ...headers: [string, string][]): Promise<RawResponse> =>
    rawRequest(guarded.current.port, { method: 'POST', target: '/auth/token', headers, body });
  const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
  const right = () => ({ grant_type: 'password', username: 'reader', password: reader.secret });

  test('has at most 64 KiB', async () => {
    const padded = (bytes: number) => `${form(right())}&padding=`.padEnd(bytes, 'x');
    expect((await post(padded(65_536))).status).toBe(200);
    expect((await post(padded(65_537))).status).toBe(413);
  });

  test('that is announced to have more is not read', async () => {
    const connection = await RawConnection.open(guarded.current.port);
    const headers: [string, string][] = [['Content-Length', gibibyte]];
    await connection.send(requestHead({ method: 'POST', target: '/auth/token', headers }));
    await connection.send('x'.repeat(65_537));
    expect((await connection.response('POST')).status).toBe(413);
    connection.destroy();
  });

  test('that does not end is cut off at 64 KiB', async () => {
    const connection = await RawConnection.open(guarded.current.port);
    const headers: [string, string][] = [['Transfer-Encoding', 'chunked']];
    await connection.send(requestHead({ method: 'POST', target: '/auth/token', headers }));
    const piece = `2000\r\n${'x'.repeat(0x2000)}\r\n`;
    for (let sent = 0; sent < 9; sent += 1) await connection.send(piece);
    expect((await connection.response('POST')).status).toBe(413);
    connection.destroy();
  });

  test('that stops coming is answered 408 after the idle timeout', async () => {
    const connection = await RawConnection.open(guarded.current.port);
    const headers: [string, string][] = [['Content-Length', '100']];
    await connection.send(requestHead({ method: 'POST', target: '/auth/token', headers }));
    await connection.send('grant_type=');
    expect((await connection.response('POST')).status).toBe(408);
    connection.destroy();
  });

  test('that comes byte by byte, so that it is never idle, is cut all the same', async () => {
    const stop = limitPageBodies(2 * idleMs);
    try {
      const connection = await RawConnection.open(guarded.current.port);
      const headers: [string, string][] = [['Content-Length', '65536']];
      await connection.send(requestHead({ method: 'POST', target: '/auth/token', headers }));
      // The time that passes is what is tested; the deadline of the test is the bound.
      while (await connection.send('x')) await delay(idleMs / 10);
      expect(connection.isEnded).toBe(true);
    } finally {
      stop();
    }
  });

  test.each([
    ['JSON', () => JSON.stringify(right())],
    [
      'a form of several parts',
      () => `--x\r\nContent-Disposition: form-data; name="grant_type"\r\n\r\npassword\r\n--x--`,
    ],
    ['nothing', () => ''],
    ['no grant', () => form({ username: 'reader', password: reader.secret })],
    ['another grant', () => form({ ...right(), grant_type: 'client_credentials' })],
    ['another grant first', () => `grant_type=authorization_code&${form(right())}`],
    ['a grant in capitals', () => form({ ...right(), grant_type: 'PASSWORD' })],
    ['another service', () => form({ ...right(), service: 'another' })],
    ['30,000 fields', () => 'a=b&'.repeat(15_000)],
  ])('that is %s is answered 400', async (_, make) => {
    const answer = await post(make());
    expect(answer.status).toBe(400);
    expect(String(answer.body)).not.toContain('"token"');
  });

  test('is read once: the first of several names and passwords counts', async () => {
    const both = (...pairs: [string, string][]) =>
      new URLSearchParams([['grant_type', 'password'], ...pairs]);
    const good: [string, string][] = [
      ['username', 'reader'],
      ['password', reader.secret],
    ];
    const bad: [string, string][] = [
      ['username', 'reader'],
      ['password', 'cdt_wrong'],
    ];
    expect((await post(both(...good, ...bad).toString())).status).toBe(200);
    expect((await post(both(...bad, ...good).toString())).status).toBe(401);
  });

  test('takes no name and password from the address', async () => {
    const target = `/auth/token?${form(right())}`;
    const { port } = guarded.current;
    expect((await rawRequest(port, { method: 'POST', target, body: 'grant_type=password' })).status).toBe(
      401,
    );
    const got = await rawRequest(port, { target: `${target}&scope=repository:team/app:pull` });
    // Who sends nothing else has not signed in.
    expect(got.status).toBe(200);
    expect(JSON.parse(String(got.body))).toMatchObject({ scope: '' });
  });
});
