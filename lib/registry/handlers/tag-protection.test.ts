import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database } from '@/lib/database/database';
import { digestOf, imageManifest } from '@/tests/harness/content';
import { type PlainRegistry, startPlainRegistry } from '@/tests/harness/plain-registry';
import { RepositoryClient } from '@/tests/harness/push';

let registry: PlainRegistry;
let client: RepositoryClient;

beforeAll(async () => {
  const policies = [{ repositories: ['team/*'], immutable: ['v*'], protected: ['latest'] }];
  registry = await startPlainRegistry({ CYBERDOCK_RETENTION_POLICIES: JSON.stringify(policies) });
  client = new RepositoryClient(registry.port, 'team/app');
  await client.pushBlob('{}');
});
afterAll(async () => {
  client.http.close();
  await registry.close();
});

const manifest = (text: string) => imageManifest('{}', [], { annotations: { text } });
const told = (answer: { status: number; body: Buffer }) => {
  const [error] = JSON.parse(String(answer.body)).errors;
  return { status: answer.status, code: error.code, message: error.message, detail: error.detail };
};

test('a push that would move an immutable tag is denied, with the tag and the setting', async () => {
  expect((await client.putManifest('v1', manifest('first'))).status).toBe(201);
  expect(told(await client.putManifest('v1', manifest('second')))).toEqual({
    status: 403,
    code: 'DENIED',
    message:
      'the tag v1 is immutable by retention.policies[0].immutable: push under another tag; to move or delete a tag, change that setting first',
    detail: { tags: ['v1'], rule: 'immutable', setting: 'retention.policies[0].immutable' },
  });
  expect((await client.putManifest('v1', manifest('first'))).status).toBe(201);
  expect((await client.headManifest('v1')).header('docker-content-digest')).toBe(digestOf(manifest('first')));
});

test('deleting a protected tag, or its manifest, is denied; moving it is not', async () => {
  await client.putManifest('latest', manifest('first'));
  expect((await client.putManifest('latest', manifest('second'))).status).toBe(201);
  const message =
    'the tag latest is protected from deletion by retention.policies[0].protected: change that setting first';
  for (const reference of ['latest', digestOf(manifest('second'))]) {
    expect(told(await client.deleteManifest(reference))).toMatchObject({ status: 403, message });
  }
  expect((await client.getManifest('latest')).status).toBe(200);
});

test('GETs of manifests that are there are counted as pulls, HEADs and misses are not', async () => {
  const digest = digestOf(manifest('pulled'));
  await client.putManifest('pulled', manifest('pulled'));
  await client.headManifest('pulled');
  await client.getManifest('missing');
  await client.getManifest('pulled');
  await client.getManifest('pulled');
  await client.getManifest(digest);
  // More references than are kept in memory: all are written.
  const tags = Array.from({ length: 300 }, (_, at) => `t${at}`);
  for (let at = 0; at < tags.length; at += 100) {
    const query = tags.slice(at, at + 100).map((tag) => `tag=${tag}`);
    await client.putManifest(`${digest}?${query.join('&')}`, manifest('pulled'));
  }
  for (const tag of tags) await client.getManifest(tag);
  const { database } = Database.open(path.join(registry.root, 'cyberdock.db'));
  try {
    const rows = database.all(
      database.query.selectFrom('pull').select(['reference', 'count']).where('repository', '=', 'team/app'),
    );
    const counts = new Map(rows.map(({ reference, count }) => [reference, count]));
    expect(counts.get('pulled')).toBe(2);
    expect(counts.get(digest)).toBeGreaterThanOrEqual(3);
    expect(counts.has('missing')).toBe(false);
  } finally {
    database.close();
  }
});
