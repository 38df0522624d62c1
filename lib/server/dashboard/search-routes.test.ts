import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryPage } from '@/lib/dashboard/contracts';
import { searchAnswer } from '@/lib/dashboard/search/search-contract';
import { emptyIndex, pushManifest, repositoryOf } from '@/lib/storage/testing/open-storage';
import { type ApiServer, startApiServer } from './testing/api-server';
import { addPeople } from './testing/people';

let api: ApiServer;
let digest: string;

beforeAll(async () => {
  api = await startApiServer({
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_ACCESS_RULES: JSON.stringify([
      { subjects: ['user:alice'], repositories: ['team/**'], actions: ['pull'] },
      { effect: 'deny', subjects: ['user:alice'], repositories: ['team/secret'], actions: ['pull'] },
    ]),
  });
  addPeople(api.server);
  for (const name of ['team/app', 'team/secret', 'other/app']) {
    const pushed = await pushManifest(api.server.content, repositoryOf(name), emptyIndex('one'), 'v1');
    digest = String(pushed);
  }
});
afterAll(() => api.close());

const search = async (q: string, as: string) =>
  searchAnswer.parse((await api.ask(`/api/v1/search?q=${encodeURIComponent(q)}`, { as })).json);

test('who may pull everything finds everything that is pushed, at once', async () => {
  const { repositories, tags, manifests } = await search('app', 'root');
  expect(repositories.found).toEqual(['other/app', 'team/app']);
  expect([tags.found, manifests.found]).toEqual([[], []]);
  expect((await search('v1', 'carol')).tags.found.map(({ repository }) => repository)).toEqual([
    'other/app',
    'team/app',
    'team/secret',
  ]);
  expect((await search(digest, 'root')).manifests.found).toHaveLength(3);
});

test('what one may not pull is not found by its name, nor by a tag, nor by a digest', async () => {
  for (const q of ['secret', 'other', 'team/secret:v1', 'other/app:', 'other/app'])
    expect(await search(q, 'alice'), q).toEqual(await search('nothing-that-is-there', 'alice'));
  expect((await search('team', 'alice')).repositories).toEqual({ found: ['team/app'], more: false });
  expect((await search('v1', 'alice')).tags).toEqual({
    found: [{ repository: 'team/app', name: 'v1', digest }],
    more: false,
  });
  expect((await search(digest, 'alice')).manifests).toEqual({
    found: [{ repository: 'team/app', digest }],
    more: false,
  });
});

test('a label or annotation is found in what one may pull alone, also by the list', async () => {
  // Where a rule forbids somebody something, nobody waits for what is being read.
  await expect
    .poll(async () => (await search('annotation:text=one', 'root')).repositories.found)
    .toEqual(['other/app', 'team/app', 'team/secret']);
  await expect
    .poll(async () => (await search('annotation:text', 'alice')).tags.found)
    .toEqual([{ repository: 'team/app', name: 'v1', digest }]);
  expect((await search('annotation:text', 'alice')).repositories).toEqual({
    found: ['team/app'],
    more: false,
  });
  for (const q of ['secret annotation:text', 'annotation:text=two', 'label:text'])
    expect(await search(q, 'alice'), q).toEqual(await search('nothing-that-is-there', 'alice'));
  const listed = async (q: string) => {
    const { json } = await api.ask(`/api/v1/repositories?q=${encodeURIComponent(q)}`, { as: 'alice' });
    return repositoryPage.parse(json).repositories.map(({ name }) => name);
  };
  expect(await listed('annotation:text=o*')).toEqual(['team/app']);
  expect(await listed('secret annotation:text')).toEqual([]);
});

test('who has not signed in, where nothing is open, is told to', async () => {
  expect((await api.ask('/api/v1/search?q=app')).status).toBe(401);
});

test('a text that is longer than any that is right is refused, and one of no meaning finds nothing', async () => {
  const long = await api.ask(`/api/v1/search?q=${'x'.repeat(10_240)}`, { as: 'root' });
  expect(long.status).toBe(400);
  for (const target of [
    '/api/v1/search',
    '/api/v1/search?q=',
    '/api/v1/search?q=%25',
    '/api/v1/search?q=%00',
  ]) {
    const answer = await api.ask(target, { as: 'root' });
    expect(answer.status, target).toBe(200);
    expect(searchAnswer.parse(answer.json).repositories, target).toEqual({ found: [], more: false });
  }
});
