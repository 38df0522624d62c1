import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repositoryPage } from '@/lib/dashboard/contracts';
import { repositorySorts } from '@/lib/dashboard/repository-sorts';
import { namespacePage } from '@/lib/dashboard/tree/namespace-contract';
import { emptyIndex, pushManifest, repositoryOf } from '@/lib/storage/testing/open-storage';
import { type ApiServer, startApiServer } from './testing/api-server';
import { addPeople } from './testing/people';

let api: ApiServer;
let hidden: string;

beforeAll(async () => {
  api = await startApiServer({
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_ACCESS_RULES: JSON.stringify([
      { subjects: ['user:alice'], repositories: ['team/**'], actions: ['pull'] },
      { effect: 'deny', subjects: ['everyone'], repositories: ['team/secret'], actions: ['pull'] },
    ]),
  });
  addPeople(api.server);
  const { content } = api.server;
  for (const name of ['public/tool', 'team/api', 'team/app'])
    await pushManifest(content, repositoryOf(name), emptyIndex(name), 'latest');
  hidden = await pushManifest(content, repositoryOf('team/secret'), emptyIndex('secret'), 'only-here');
});

afterAll(() => api.close());

async function listOf(query: string, as: string) {
  const answer = await api.ask(`/api/v1/repositories${query}`, { as });
  expect(answer.status).toBe(200);
  return { page: repositoryPage.parse(answer.json), text: answer.text };
}

test('in every order a list has what whoever asks may pull, and their figures alone', async () => {
  for (const sort of repositorySorts) {
    const { page, text } = await listOf(`?sort=${sort}`, 'alice');
    expect(page.repositories.map(({ name }) => name).sort()).toEqual(['team/api', 'team/app']);
    expect(page.repositories.every(({ tags, bytes }) => tags === 1 && bytes !== null)).toBe(true);
    expect(page.next).toBeNull();
    expect(text).not.toMatch(/secret|public|only-here/);
  }
  expect((await listOf('?sort=-size', 'carol')).page.repositories.map(({ name }) => name).sort()).toEqual([
    'public/tool',
    'team/api',
    'team/app',
  ]);
});

test('what a repository alone holds is told to nobody who may not read the state of the registry', async () => {
  await listOf('', 'carol');
  await api.server.usage.idle();
  const all = (await listOf('', 'carol')).page;
  expect(all.uniqueAtMs).toEqual(expect.any(Number));
  expect(all.repositories.every(({ uniqueBytes }) => uniqueBytes !== null)).toBe(true);
  const some = (await listOf('', 'alice')).page;
  expect(some.uniqueAtMs).toBeNull();
  expect(some.repositories.map(({ uniqueBytes }) => uniqueBytes)).toEqual([null, null]);
});

test('the tree has what whoever asks may pull, and adds up that alone', async () => {
  const levelOf = async (query: string, as: string) => {
    const answer = await api.ask(`/api/v1/namespaces${query}`, { as });
    expect(answer.status).toBe(200);
    return { page: namespacePage.parse(answer.json), text: answer.text };
  };
  const mine = await levelOf('', 'alice');
  const { below } = mine.page.children[0] ?? {};
  expect(mine.page).toMatchObject({ repositories: 0, namespaces: 1, children: [{ path: 'team' }] });
  expect(below).toMatchObject({ repositories: 2, tags: 2, uncounted: 0 });
  const team = await levelOf('?in=team', 'alice');
  expect(team.page.children.map(({ path }) => path)).toEqual(['team/api', 'team/app']);
  const bytes = team.page.children.reduce((sum, { repository }) => sum + (repository?.bytes ?? 0), 0);
  expect(below?.bytes).toBe(bytes);
  const nothing = { ...(await levelOf('?in=absent', 'alice')).page, nowMs: 0 };
  expect({ ...(await levelOf('?in=public', 'alice')).page, nowMs: 0 }).toEqual(nothing);
  const cursor = Buffer.from(JSON.stringify(['team/s', 'team/s'])).toString('base64url');
  const rest = await levelOf(`?in=team&cursor=${cursor}`, 'alice');
  expect(rest.page.children).toEqual([]);
  for (const { text } of [mine, team, rest]) expect(text).not.toMatch(/secret|public|only-here/);
  const others = await levelOf('', 'carol');
  expect(others.page.children.map(({ path }) => path)).toEqual(['public', 'team']);
  expect((await api.ask('/api/v1/namespaces?cursor=x', { as: 'alice' })).status).toBe(400);
});

test('a tag or a digest of what one may not pull is found no more than one that is not there', async () => {
  const found = async (q: string) => {
    const { page } = await listOf(`?q=${encodeURIComponent(q)}`, 'alice');
    return { ...page, nowMs: 0 };
  };
  const nothing = await found('team/absent:only-here');
  expect(nothing.repositories).toEqual([]);
  for (const q of [':only-here', 'secret:only', hidden, hidden.slice(0, 20), `team/secret@${hidden}`])
    expect(await found(q)).toEqual(nothing);
});

test('a cursor of somebody else’s list leads to nothing that one may not pull', async () => {
  const cursor = Buffer.from(JSON.stringify([10 ** 9, 'team/secret'])).toString('base64url');
  const { page } = await listOf(`?sort=-size&cursor=${cursor}`, 'alice');
  expect(page.repositories.map(({ name }) => name).sort()).toEqual(['team/api', 'team/app']);
});

describe('stars', () => {
  const star = async (name: string, as: string, method = 'PUT') =>
    (await api.ask(`/api/v1/repositories/${name}/star`, { method, as })).status;
  const starred = async (as: string, query = '') =>
    (await listOf(`?starred=1${query}`, as)).page.repositories.map(({ name }) => name);

  test('are those of whoever set them, in every order and with a search, until they take them away', async () => {
    expect(await starred('alice')).toEqual([]);
    for (const name of ['team~app', 'team~api', 'team~app']) expect(await star(name, 'alice')).toBe(204);
    for (const sort of repositorySorts)
      expect((await starred('alice', `&sort=${sort}`)).sort()).toEqual(['team/api', 'team/app']);
    expect(await starred('alice', '&q=app')).toEqual(['team/app']);
    expect(await starred('carol')).toEqual([]);
    const { repositories } = (await listOf('', 'carol')).page;
    expect(repositories.every(({ isStarred }) => isStarred === false)).toBe(true);
    expect(await star('team~app', 'alice', 'DELETE')).toBe(204);
    expect(await star('team~app', 'alice', 'DELETE')).toBe(204);
    expect(await starred('alice')).toEqual(['team/api']);
    const shown = (await listOf('', 'alice')).page.repositories;
    expect(shown.map(({ name, isStarred }) => [name, isStarred])).toEqual([
      ['team/api', true],
      ['team/app', false],
    ]);
  });

  test('are for what one may pull alone, as if there were nothing else', async () => {
    for (const name of ['team~secret', 'public~tool', 'team~Secret'])
      expect(await star(name, 'alice')).toBe(404);
    // What they may no longer pull is in no list of theirs.
    api.server.content.stars.set('alice', repositoryOf('team/secret'), true);
    expect(await starred('alice')).not.toContain('team/secret');
  });

  test('go with the repository, and come back with no other of the same name', async () => {
    const { content } = api.server;
    const name = repositoryOf('team/passing');
    await pushManifest(content, name, emptyIndex('passing'), 'latest');
    expect(await star('team~passing', 'alice')).toBe(204);
    expect(await starred('alice')).toContain(name);
    await content.deleteRepository(name, { actor: 'test', cause: 'delete' });
    await pushManifest(content, name, emptyIndex('another'), 'latest');
    expect(await starred('alice')).not.toContain(name);
  });
});
