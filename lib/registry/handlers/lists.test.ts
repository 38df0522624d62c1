import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PlainRegistry, startPlainRegistry } from '@/tests/harness/plain-registry';
import { RepositoryClient } from '@/tests/harness/push';

let registry: PlainRegistry;
let client: RepositoryClient;
const tags = ['1.0', '1.0.1', 'A', 'Z', '_', 'a', 'latest', 'z'];
const names = ['a-b/x', 'a.b/x', 'a/x', 'a/x/y', 'b/x', 'library/alpine'];

beforeAll(async () => {
  registry = await startPlainRegistry();
  client = new RepositoryClient(registry.port, 'a/x');
  for (const name of [...names].reverse())
    await new RepositoryClient(client.http, name).pushImage('latest', []);
  const manifest = (await client.getManifest('latest')).body;
  for (const tag of [...tags].reverse()) await client.putManifest(tag, manifest);
});
afterAll(async () => {
  client.http.close();
  await registry.close();
});

async function page(path: string): Promise<{ entries: string[]; link: string | undefined; status: number }> {
  const answer = await client.http.request({ path });
  const body = JSON.parse(String(answer.body));
  return { entries: body.tags ?? body.repositories, link: answer.header('link'), status: answer.status };
}

describe.each([
  ['tags', '/v2/a/x/tags/list', tags],
  ['the catalog', '/v2/_catalog', names],
])('%s', (_, path, all) => {
  test('come in ASCII order', async () => {
    expect((await page(path)).entries).toEqual(all);
  });

  test.each([1, 2, 3, 100])('come in pages of n=%i that a client follows to the end', async (n) => {
    const found: string[] = [];
    for (let next: string | undefined = `${path}?n=${n}`; next !== undefined; ) {
      const { entries, link } = await page(next);
      expect(entries.length).toBeLessThanOrEqual(n);
      found.push(...entries);
      next = link && /^<([^>]+)>; rel="next"$/.exec(link)?.[1];
    }
    expect(found).toEqual(all);
  });

  test('go on after a last that is not there', async () => {
    const after = all[2] ?? '';
    const { entries } = await page(`${path}?last=${encodeURIComponent(`${after}-`)}`);
    expect(entries).toEqual(all.filter((entry) => entry > `${after}-`));
  });

  test('n=0 is an empty page that none follows', async () => {
    expect(await page(`${path}?n=0`)).toMatchObject({ entries: [], link: undefined, status: 200 });
  });

  test.each(['-1', 'x', '1.5', '0x10'])('n=%s is refused', async (n) => {
    const answer = await client.http.request({ path: `${path}?n=${n}` });
    expect(answer.status).toBe(400);
    expect(JSON.parse(String(answer.body)).errors[0].code).toBe('PAGINATION_NUMBER_INVALID');
  });
});

test('the tags of a repository that does not exist are 404 NAME_UNKNOWN', async () => {
  const answer = await client.http.request({ path: '/v2/no/such/tags/list' });
  expect(answer.status).toBe(404);
  expect(JSON.parse(String(answer.body)).errors[0].code).toBe('NAME_UNKNOWN');
});

test('a name of one part is the repository of that name in library', async () => {
  const { entries } = await page('/v2/alpine/tags/list');
  expect(entries).toEqual(['latest']);
});
