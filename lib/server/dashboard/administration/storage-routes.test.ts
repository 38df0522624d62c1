import { afterAll, beforeAll, expect, test } from 'vitest';
import { storageAnswer, storageDaysAnswer } from '@/lib/dashboard/administration/storage-contract';
import { repositoryPage } from '@/lib/dashboard/contracts';
import { dayOf } from '@/lib/storage/figures/days';
import { recordRegistryDay } from '@/lib/storage/figures/registry-days';
import { RepositoryClient } from '@/tests/harness/push';
import { type ApiServer, startApiServer } from '../testing/api-server';

let api: ApiServer;

beforeAll(async () => {
  api = await startApiServer();
});

afterAll(() => api.close());

test('the days of a range are told, today as it was measured when somebody asked', async () => {
  const client = new RepositoryClient(api.port, 'team/app');
  await client.pushImage('1.0', [Buffer.from('a layer')]);
  client.http.close();
  const { database } = api.server.content.parts;
  const figures = { physicalBytes: 1, logicalBytes: 2, repositories: 3, manifests: 4, tags: 5 };
  const today = dayOf(Date.now());
  for (const daysAgo of [89, 30, 29])
    recordRegistryDay(database, { ...figures, takenAtMs: Date.now() - daysAgo * 86_400_000 });
  await api.ask('/api/v1/storage');
  await api.server.usage.idle();
  const daysOf = async (query: string) => {
    const answer = storageDaysAnswer.parse((await api.ask(`/api/v1/storage/days${query}`)).json);
    expect(answer.today).toBe(today);
    return answer.days.map(({ day }) => today - day);
  };
  expect(await daysOf('')).toEqual([29, 0]);
  expect(await daysOf('?days=90')).toEqual([89, 30, 29, 0]);
  expect((await api.ask('/api/v1/storage/days?days=12')).status).toBe(400);
  const { days } = storageDaysAnswer.parse((await api.ask('/api/v1/storage/days')).json);
  expect(days[0]).toEqual({ ...figures, day: today - 29 });
  expect(days[1]).toMatchObject({ repositories: 1, manifests: 1, tags: 1 });
});

test('what each repository alone holds is told to who sees all, and what sharing saves, as it was measured', async () => {
  const shared = Buffer.alloc(4_000, 'shared');
  for (const [name, own] of [
    ['unique/one', 'of one alone'],
    ['unique/two', 'of the other'],
  ] as const) {
    const client = new RepositoryClient(api.port, name);
    await client.pushImage('1.0', [shared, Buffer.from(own)]);
    client.http.close();
  }
  const list = async () => repositoryPage.parse((await api.ask('/api/v1/repositories?q=unique/')).json);
  await list();
  await api.server.usage.idle();
  api.server.usage.forget();
  const { usage } = storageAnswer.parse((await api.ask('/api/v1/storage')).json);
  await api.server.usage.idle();
  const page = await list();
  expect(page.uniqueAtMs).toEqual(expect.any(Number));
  const { repositories } = storageAnswer.parse((await api.ask('/api/v1/storage')).json).usage ?? {
    repositories: [],
  };
  for (const { name, uniqueBytes, bytes } of page.repositories) {
    expect(uniqueBytes).toBe(repositories.find(({ repository }) => repository === name)?.uniqueBytes);
    expect(uniqueBytes).toBeLessThan((bytes ?? 0) - 3_999);
  }
  expect(page.repositories).toHaveLength(2);
  expect(usage?.sharingRatio).toBeGreaterThan(1);
});
