import { afterAll, beforeAll, expect, test } from 'vitest';
import { storePage, storeUsers } from '@/lib/dashboard/administration/inventory-contract';
import { jobDetail } from '@/lib/dashboard/administration/jobs-contract';
import { digestOf } from '@/tests/harness/content';
import { RepositoryClient } from '@/tests/harness/push';
import { type ApiServer, startApiServer } from '../testing/api-server';

let api: ApiServer;
const layer = Buffer.alloc(5_000, 'a layer');
const garbage = Array.from({ length: 130 }, (_, at) => Buffer.alloc(100 + at, `garbage ${at}`));

beforeAll(async () => {
  api = await startApiServer();
  for (const name of ['team/app', 'team/other']) {
    const client = new RepositoryClient(api.port, name);
    await client.pushImage('1.0', [layer]);
    if (name === 'team/app') for (const one of garbage) await client.pushBlob(one);
    client.http.close();
  }
});

afterAll(() => api.close());

const pageOf = async (query = '') => storePage.parse((await api.ask(`/api/v1/storage/blobs${query}`)).json);

async function plan(): Promise<number> {
  const { json } = await api.ask('/api/v1/jobs', { method: 'POST', json: { kind: 'plan' } });
  const detail = async () => jobDetail.parse((await api.ask(`/api/v1/jobs/${json.id}`)).json);
  await expect.poll(async () => (await detail()).job.state).toBe('done');
  return json.id;
}

test('nothing is told before a plan was made, and then exactly what it found', async () => {
  expect(await pageOf()).toMatchObject({ inventory: null, items: [], next: null });
  const id = await plan();
  const page = await pageOf();
  const { totals } = jobDetail.parse((await api.ask(`/api/v1/jobs/${id}`)).json);
  expect(page.inventory).toMatchObject({ plan: id, freeBytes: totals?.freeBytes });
  const grace = page.inventory?.sums.find(({ reason }) => reason === 'grace');
  expect(grace).toMatchObject(totals?.waiting ?? {});
  expect(page.items[0]).toMatchObject({
    digest: digestOf(layer),
    kind: 'layer',
    holders: 2,
    reason: 'named',
  });
});

test('its pages tell each thing once, from the largest or from the smallest, of all or of one reason', async () => {
  for (const sort of ['-size', 'size']) {
    const found: { digest: string; bytes: number }[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await pageOf(`?reason=grace&sort=${sort}${cursor === '' ? '' : `&cursor=${cursor}`}`);
      found.push(...page.items);
      cursor = page.next;
    }
    expect(found.map(({ digest }) => digest).sort()).toEqual(garbage.map((one) => digestOf(one)).sort());
    const sizes = found.map(({ bytes }) => bytes);
    expect(sizes).toEqual([...sizes].sort((a, b) => (sort === 'size' ? a - b : b - a)));
  }
  expect((await api.ask('/api/v1/storage/blobs?reason=nonsense')).status).toBe(400);
  expect((await api.ask('/api/v1/storage/blobs?cursor=nonsense')).status).toBe(400);
});

test('who uses a blob is told with the manifests and tags that lead to it, and of a manifest its tags', async () => {
  const users = storeUsers.parse((await api.ask(`/api/v1/storage/blobs/${digestOf(layer)}`)).json);
  expect(users.repositories.map(({ repository, manifests }) => [repository, manifests[0]?.tags])).toEqual([
    ['team/app', ['1.0']],
    ['team/other', ['1.0']],
  ]);
  const manifest = users.repositories[0]?.manifests[0]?.digest ?? '';
  const ofManifest = storeUsers.parse((await api.ask(`/api/v1/storage/blobs/${manifest}`)).json);
  expect(ofManifest.items.map(({ repository, reason }) => [repository, reason])).toEqual([
    ['team/app', 'tagged'],
    ['team/other', 'tagged'],
  ]);
  expect(ofManifest.repositories.map(({ tags }) => tags)).toEqual([['1.0'], ['1.0']]);
  expect((await api.ask(`/api/v1/storage/blobs/sha256:${'0'.repeat(64)}`)).status).toBe(404);
  expect((await api.ask('/api/v1/storage/blobs/nonsense')).status).toBe(404);
});
