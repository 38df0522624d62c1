import { hashSync } from '@node-rs/bcrypt';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ApiServer, password, startApiServer } from '../../../lib/server/dashboard/testing/api-server';
import { TrashStore } from '../../../lib/storage/trash/trash-store';
import { basic, SignedInClient } from '../../harness/accounts';
import { RepositoryClient } from '../../harness/push';
import { randomContent } from '../../harness/random';

/* What somebody sees of the trash who is neither administrator nor auditor, and that the rest is as if it were not there. */

const rules = [
  { subjects: ['user:alice'], repositories: ['team/*'], actions: ['pull', 'push', 'delete'] },
  { subjects: ['user:alice'], repositories: ['read/*'], actions: ['pull'] },
  { subjects: ['user:bob'], repositories: ['team/*', 'read/*'], actions: ['pull', 'delete'] },
  { subjects: ['user:carl'], repositories: ['team/*'], actions: ['pull', 'push', 'delete'] },
];
const names = ['alice', 'bob', 'carl', 'mallory', 'root'] as const;
type Name = (typeof names)[number];
let api: ApiServer;
let clients: Map<Name, SignedInClient>;

beforeAll(async () => {
  api = await startApiServer({
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_ACCESS_RULES: JSON.stringify(rules),
  });
  const passwordHash = hashSync(password, 4);
  for (const name of names)
    api.server.auth.accounts.create(
      { name, kind: 'user', passwordHash, ...(name === 'root' && { role: 'administrator' }) },
      'test',
    );
  api.server.auth.directory.forget();
  clients = new Map(names.map((name) => [name, new SignedInClient(api.port, basic(name, password))]));
});
afterAll(async () => {
  for (const client of clients.values()) client.close();
  await api.close();
});

interface Entry {
  id: string;
  repository: string;
  actor: string;
  bytes: number;
  address: string | null;
  mayRestore: boolean;
}

const ask = async (as: Name, path: string, json?: unknown, method = json === undefined ? 'GET' : 'POST') =>
  await api.ask(`/api/v1/trash${path}`, { as, method, ...(json !== undefined && { json }) });
const seen = async (who: Name, query = '') => (await ask(who, query)).json.entries as Entry[];

/** Pushes an image past all rules, and has somebody delete it. */
async function deleted(name: string, text: string, by: Name = 'root'): Promise<void> {
  const [root, deleter] = [clients.get('root'), clients.get(by)];
  if (!root || !deleter) throw new Error('there is no such client');
  const { digest } = await new RepositoryClient(root, name).pushImage('v1', [randomContent(9_000, text)]);
  expect((await new RepositoryClient(deleter, name).deleteManifest(digest)).status).toBe(202);
}

test('who is no administrator sees what they may delete, and what they deleted and may pull; nothing else shows', async () => {
  await deleted('team/app', 'by root');
  await deleted('read/app', 'by bob', 'bob');
  await deleted('sealed/app', 'hidden');
  const repositories = async (who: Name) => (await seen(who)).map(({ repository }) => repository);
  expect(await repositories('alice')).toEqual(['team/app']);
  expect(await repositories('bob')).toEqual(['read/app', 'team/app']);
  expect(await repositories('mallory')).toEqual([]);
  expect((await seen('alice'))[0]).toMatchObject({ actor: 'root', address: null, mayRestore: true });
  // Without the right to push nothing is brought back.
  expect((await seen('bob')).map(({ mayRestore }) => mayRestore)).toEqual([false, false]);
  for (const who of ['alice', 'mallory'] as const)
    for (const path of ['', '/usage', '?repository=sealed/app'])
      expect((await ask(who, path)).text).not.toMatch(/sealed|hidden/);
  const usage = (await ask('alice', '/usage')).json;
  expect(usage).toEqual({ entries: 1, bytes: (await seen('alice'))[0]?.bytes, isAll: false });
});

test('what somebody deleted stays seen for as long as they may pull, also without the right to delete any more', async () => {
  await deleted('team/own', 'by carl', 'carl');
  const { auth } = api.server;
  const deny = auth.rules.add(
    { effect: 'deny', subjects: ['user:carl'], repositories: ['team/own'], actions: ['delete'] },
    'test',
  );
  expect((await seen('carl', '?repository=team/own')).map(({ actor }) => actor)).toEqual(['carl']);
  await deleted('team/own', 'by root after that');
  expect((await seen('carl', '?repository=team/own')).map(({ actor }) => actor)).toEqual(['carl']);
  const sealed = auth.rules.add(
    { effect: 'deny', subjects: ['user:carl'], repositories: ['team/own'], actions: ['pull'] },
    'test',
  );
  expect(await seen('carl', '?repository=team/own')).toEqual([]);
  expect((await seen('carl')).filter(({ repository }) => repository === 'team/own')).toEqual([]);
  for (const { id } of [deny, sealed]) auth.rules.remove(id);
});

test('an entry of what must not be seen is answered as one that is not there, and nothing is purged by them', async () => {
  const entries = api.server.content.trash.list();
  const hidden = (await entries).entries.find(({ repository }) => repository === 'sealed/app');
  const none = `${hidden?.id.slice(0, -6)}ffffff`;
  const answers = await Promise.all(
    [hidden?.id ?? '', none].map((id) => ask('alice', `/${id}/restore`, { overwrite: false })),
  );
  const said = answers.map(({ status, json }) => [status, json.error.message]);
  expect(said[0]).toEqual(said[1]);
  expect(said[0]?.[0]).toBe(404);
  expect((await ask('bob', `/${(await seen('bob'))[0]?.id}/restore`, { overwrite: false })).status).toBe(403);
  const own = (await seen('alice')).at(-1)?.id;
  expect((await ask('alice', `/${own}`, undefined, 'DELETE')).status).toBe(403);
  expect((await ask('alice', '/purge', { newest: own })).status).toBe(403);
  expect((await ask('alice', `/${own}/restore`, { overwrite: false })).status).toBe(200);
});

test('pages and figures are the same, and read as much, whatever lies hidden between what is seen', async () => {
  for (let at = 0; at < 60; at++) await deleted('team/many', `seen ${at}`);
  const walk = async () => {
    const pages: string[][] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const { json } = await ask('alice', `?repository=team/many${after ? `&after=${after}` : ''}`);
      pages.push(json.entries.map(({ id }: Entry) => id));
      after = json.next as string | null;
    }
    return pages;
  };
  await ask('alice', '');
  const read = vi.spyOn(TrashStore.prototype, 'read');
  /** The entries that are read for an answer. */
  const reads = async (path: string) => {
    read.mockClear();
    const { json } = await ask('alice', path);
    const { nowMs: _, ...answer } = json;
    return { answer, read: read.mock.calls.map(([id]) => id) };
  };
  const before = { pages: await walk(), all: await reads(''), usage: await reads('/usage') };
  expect(before.pages.map(({ length }) => length)).toEqual([50, 10]);
  for (let at = 0; at < 55; at++) await deleted('sealed/app', `hidden ${at}`);
  expect({ pages: await walk(), all: await reads(''), usage: await reads('/usage') }).toEqual(before);
  read.mockRestore();
}, 60_000);
