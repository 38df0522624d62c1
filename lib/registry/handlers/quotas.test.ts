import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf, imageManifest } from '@/tests/harness/content';
import type { Answer } from '@/tests/harness/http-client';
import { type PlainRegistry, startPlainRegistry } from '@/tests/harness/plain-registry';
import { RepositoryClient } from '@/tests/harness/push';
import { randomContent } from '@/tests/harness/random';
import { RawConnection, requestHead } from '@/tests/harness/raw-http';
import { until } from '@/tests/harness/until';

const mebibyte = 1024 * 1024;
const quotas = [
  { namespaces: ['repositories'], repositories: 1 },
  { namespaces: ['free'] },
  { namespaces: ['*'], bytes: '1MiB' },
];

let registry: PlainRegistry;
let http: RepositoryClient['http'];
const clients: RepositoryClient[] = [];

beforeAll(async () => {
  registry = await startPlainRegistry({ CYBERDOCK_ACCESS_QUOTAS: JSON.stringify(quotas) });
  http = repository('first/app').http;
});
afterAll(async () => {
  for (const client of clients) client.http.close();
  await registry.close();
});

function repository(name: string): RepositoryClient {
  const client = http ? new RepositoryClient(http, name) : new RepositoryClient(registry.port, name);
  if (!http) clients.push(client);
  return client;
}

const told = (answer: Answer) => {
  const [error] = JSON.parse(String(answer.body)).errors;
  return { status: answer.status, code: error.code, message: error.message, detail: error.detail };
};
const expectQuota = (answer: Answer, namespace: string) =>
  expect(told(answer)).toMatchObject({ status: 403, code: 'DENIED', detail: { namespace } });

describe('a push of more than the quota of a namespace', () => {
  test('is answered 403 DENIED with the quota, where it is set and what to do, and not with what others hold', async () => {
    const app = repository('message/app');
    await app.pushBlob(randomContent(mebibyte / 2, 'half'));
    const answer = await app.pushMonolithic(randomContent(mebibyte, 'whole'));
    expect(told(answer)).toEqual({
      status: 403,
      code: 'DENIED',
      message:
        'quota exceeded: message may hold 1.0 MiB (access.quotas[2]), and the 1.0 MiB of this push do not fit: delete images there that are no longer needed, or ask an administrator of this registry for a larger quota',
      detail: {
        namespace: 'message',
        quota: 'bytes',
        limit: mebibyte,
      },
    });
    expect((await app.headBlob(digestOf(randomContent(mebibyte, 'whole')))).status).toBe(404);
  });

  test.each([
    ['POST', (_: string) => `/v2/announced/app/blobs/uploads/?digest=${digestOf('x')}`],
    ['PATCH', (location: string) => location],
    ['PUT', (location: string) => `${location}?digest=${digestOf('x')}`],
  ])('is refused before 100 Continue when %s announces it', async (method, target) => {
    const session = await repository('announced/app').startUpload();
    const connection = await RawConnection.open(registry.port);
    const headers: [string, string][] = [
      ['Content-Length', String(mebibyte + 1)],
      ['Expect', '100-continue'],
    ];
    await connection.send(requestHead({ method, target: target(session.location), headers }));
    const answer = await connection.response(method);
    expect([answer.status, answer.interim]).toEqual([403, []]);
    connection.finish();
    await connection.closed;
    expect(await repository('announced/app').uploadedBytes(session)).toBe(0);
  });

  test('is cut while it streams when nothing was announced; the session keeps what fits, and goes on once there is room', async () => {
    const [blocking, app] = [repository('streamed/blocking'), repository('streamed/app')];
    const taken = await blocking.pushBlob(randomContent(mebibyte / 2, 'taken'));
    const content = randomContent(mebibyte, 'streamed');
    const session = await app.startUpload();
    expectQuota(await app.uploadStream(session, content, 10_000), 'streamed');
    const kept = (await app.uploadedBytes(session)) ?? 0;
    expect(kept).toBeLessThanOrEqual(mebibyte / 2);
    expect(kept).toBeGreaterThan(mebibyte / 4);
    expect((await blocking.deleteBlob(taken)).status).toBe(202);
    expect((await app.uploadStream(session, content.subarray(kept), 10_000)).status).toBe(202);
    expect((await app.finishUpload(session, digestOf(content))).status).toBe(201);
    expect((await app.getBlob(digestOf(content))).body.equals(content)).toBe(true);
  });

  test('is refused as a mount', async () => {
    const [source, app] = [repository('free/base'), repository('mounted/app')];
    const digest = await source.pushBlob(randomContent(2 * mebibyte, 'base layer'));
    expectQuota(await app.mount(digest, 'free/base'), 'mounted');
    expect((await app.headBlob(digest)).status).toBe(404);
  });

  test('is refused as the first push into one repository too many', async () => {
    await repository('repositories/one').pushImage('latest', [Buffer.from('layer')]);
    const two = repository('repositories/two');
    const answers = [
      await two.http.request({ method: 'POST', path: `${two.path}/blobs/uploads/` }),
      await two.pushMonolithic(Buffer.from('layer')),
      await two.mount(digestOf('layer'), 'repositories/one'),
      await two.putManifest('latest', imageManifest('{}', [])),
    ];
    // The last names content that is not there, which is looked at first.
    expect(answers.map((answer) => told(answer).code)).toEqual([
      'DENIED',
      'DENIED',
      'DENIED',
      'MANIFEST_BLOB_UNKNOWN',
    ]);
    expect(told(answers[0] as Answer).message).toBe(
      'quota exceeded: repositories has the 1 repositories that it may have (access.quotas[0]): push to one of these, delete one that is no longer needed, or ask an administrator of this registry for a larger quota',
    );
  });

  test('succeeds after a deletion made room, at once', async () => {
    const app = repository('deleted/app');
    const first = await app.pushImage('first', [randomContent(700_000, 'first')]);
    const layer = randomContent(700_000, 'second');
    expectQuota(await app.pushMonolithic(layer), 'deleted');
    expect((await app.deleteManifest(first.digest)).status).toBe(202);
    await app.pushImage('second', [layer]);
    expect((await app.getBlob(digestOf(layer))).body.equals(layer)).toBe(true);
    expectQuota(await app.pushMonolithic(randomContent(700_000, 'third')), 'deleted');
  });

  test('does not keep anybody from pushing where there is room, or no quota', async () => {
    await repository('other/app').pushImage('latest', [randomContent(700_000, 'elsewhere')]);
    await repository('free/app').pushImage('latest', [randomContent(2 * mebibyte, 'free')]);
  });

  test('is in the audit trail, with its quota, and quotas are among the metrics', async () => {
    const { observation } = registry.server;
    const refused = await until('the record of the refusal', async () => {
      const { records } = await observation.audit.store.list({ repository: 'message/app' }, { limit: 100 });
      return records.find(({ result }) => result === 'DENIED');
    });
    expect(refused).toMatchObject({
      action: 'upload.begin',
      detail: { status: 403, reason: 'quota', namespace: 'message', quota: 'bytes', limit: mebibyte },
    });
    const { text } = await observation.expose();
    expect(text).toContain(`\ncyberdock_quota_bytes{namespace="message"} ${mebibyte}\n`);
    expect(text).toContain(`\ncyberdock_quota_used_bytes{namespace="message"} ${mebibyte / 2}\n`);
    expect(text).toContain('\ncyberdock_quota_repositories{namespace="repositories"} 1\n');
    expect(text).not.toContain('namespace="free"');
  });
});
