import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestOf } from '../../harness/content';
import type { Answer } from '../../harness/http-client';
import { RepositoryClient } from '../../harness/push';
import { randomContent } from '../../harness/random';
import { type GuardedRegistry, startGuardedRegistry } from '../fixture/guarded-registry';

const held = randomContent(60_000, 'held');
const absent = digestOf(randomContent(60_000, 'nobody has it'));
let registry: GuardedRegistry;

beforeAll(async () => {
  registry = await startGuardedRegistry(
    [
      { subjects: ['user:pusher'], repositories: ['team/secret'], actions: ['push'] },
      { subjects: ['user:pusher'], repositories: ['own/*'], actions: ['push', 'pull'] },
    ],
    { CYBERDOCK_ACCESS_QUOTAS: JSON.stringify([{ namespaces: ['team'], bytes: 70_000 }]) },
  );
  await registry.repository('team/secret').pushBlob(held);
  for (const content of [held, randomContent(60_000, 'nobody has it')])
    await registry.repository('own/app').pushBlob(content);
});
afterAll(() => registry.close());

test('what a quota leaves does not tell who may only push what the repository holds, nor how much', async () => {
  const { authorization } = registry.account('pusher');
  const client = new RepositoryClient(registry.client(authorization), 'team/secret');
  const ask = async (wanted: (digest: string) => Promise<Answer>) =>
    (await Promise.all([digestOf(held), absent].map(wanted))).map(({ status, body }) => [
      status,
      String(body),
    ]);

  const whole = await ask((digest) => client.pushMonolithic(randomContent(30_000, 'junk'), digest));
  expect(whole[0]).toEqual(whole[1]);
  expect(whole[0]?.[0]).toBe(403);
  expect(String(whole[0]?.[1])).not.toContain('60000');

  const finished = await ask(async (digest) =>
    client.finishUpload(await client.startUpload(), digest, randomContent(30_000, 'junk')),
  );
  expect(finished[0]).toEqual(finished[1]);

  const mounted = await ask((digest) => client.mount(digest, 'own/app'));
  expect(mounted.map(([status]) => status)).toEqual([202, 202]);
});
