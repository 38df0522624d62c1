import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  restoredAnswer,
  trashPage,
  trashUsage,
  trashYield,
} from '@/lib/dashboard/administration/trash-contract';
import { parseTag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { basic, SignedInClient } from '@/tests/harness/accounts';
import { RepositoryClient } from '@/tests/harness/push';
import { type ApiServer, password, startApiServer } from '../testing/api-server';
import { addPeople } from '../testing/people';

let api: ApiServer;
let http: SignedInClient;

beforeAll(async () => {
  api = await startApiServer({ CYBERDOCK_AUTH_MODE: 'accounts' });
  addPeople(api.server);
  http = new SignedInClient(api.port, basic('root', password));
});

afterAll(async () => {
  http.close();
  await api.close();
});

const page = async (query = '') =>
  trashPage.parse((await api.ask(`/api/v1/trash${query}`, { as: 'root' })).json);

/** Pushes images and deletes them again. @returns their entries, the newest first */
async function deleteImages(repository: string, ...tags: string[]) {
  const client = new RepositoryClient(http, repository);
  for (const tag of tags) {
    const { digest } = await client.pushImage(tag, [Buffer.from(`layer of ${repository}:${tag}`)]);
    await client.deleteManifest(digest);
  }
  return (await page(`?repository=${repository}`)).entries;
}

/** The records of the audit trail of one action, the newest first. */
async function told(action: string) {
  api.server.observation.audit.flush();
  return (await api.server.observation.audit.store.list({ action }, { limit: 100 })).records;
}

describe('the trash', () => {
  test('is listed in pages, the newest first, with who deleted what and when it goes for good', async () => {
    await deleteImages('team/many', ...Array.from({ length: 52 }, (_, n) => `v${n}`));
    const first = await page('?repository=team/many');
    expect(first.entries).toHaveLength(50);
    expect(first.entries[0]).toMatchObject({
      kind: 'manifest',
      repository: 'team/many',
      tags: [{ name: 'v51' }],
      actor: 'root',
      cause: 'delete',
    });
    const { deletedAtMs = 0, expiresAtMs = 0 } = first.entries[0] ?? {};
    expect(expiresAtMs - deletedAtMs).toBe(first.keptMs);
    const second = await page(`?repository=team/many&after=${first.next}`);
    expect(second.entries.map(({ tags }) => tags[0]?.name)).toEqual(['v1', 'v0']);
    expect(second.next).toBeNull();
    expect((await page('?repository=team/none')).entries).toEqual([]);
    expect((await page('?repository=No%20Name')).entries).toEqual([]);
  });

  test('says what comes free when an entry goes: nothing that another one or a repository holds', async () => {
    const ask = async (target: string) => (await api.ask(target, { as: 'carol' })).json;
    const freeBytes = async (id = '') => trashYield.parse(await ask(`/api/v1/trash/${id}`)).freeBytes;
    const usage = async () => trashUsage.parse(await ask('/api/v1/trash/usage'));
    const layer = Buffer.from('a layer of two repositories');
    await new RepositoryClient(http, 'team/holder').pushImage('kept', [layer]);
    for (const [name, blob] of [
      ['team/shared', layer],
      ['team/own', Buffer.from('a layer of one')],
    ] as const) {
      await new RepositoryClient(http, name).pushImage(name.replace('/', '-'), [blob]);
      const origin = { actor: 'anna', cause: 'delete' } as const;
      await api.server.content.deleteRepository(name as RepositoryName, origin);
    }
    const [shared] = (await page('?repository=team/shared')).entries;
    const [own] = (await page('?repository=team/own')).entries;
    expect(await freeBytes(own?.id)).toBe(own?.bytes);
    expect(await freeBytes(shared?.id)).toBe((shared?.bytes ?? 0) - layer.length);
    // The blobs of a manifest that was deleted alone stay in its repository until a collection.
    const [alone] = await deleteImages('team/alone', 'alone');
    const before = await usage();
    const frees = await freeBytes(alone?.id);
    expect(frees).toBeLessThan(alone?.bytes ?? 0);
    await api.ask(`/api/v1/trash/${alone?.id}`, { method: 'DELETE', as: 'root' });
    const after = await usage();
    expect(before.bytes - after.bytes).toBe(frees);
    expect(before.entries - after.entries).toBe(1);
  });

  test('gives back what was deleted, and tells that a tag was left that points elsewhere now', async () => {
    const [entry] = await deleteImages('team/back', 'latest');
    const client = new RepositoryClient(http, 'team/back');
    await client.pushImage('latest', [Buffer.from('another one')]);
    const restore = async (overwrite: boolean) =>
      await api.ask(`/api/v1/trash/${entry?.id}/restore`, {
        method: 'POST',
        json: { overwrite },
        as: 'root',
      });
    expect(restoredAnswer.parse((await restore(false)).json)).toMatchObject({
      manifests: 1,
      restored: 0,
      taken: [{ name: 'latest' }],
      complete: false,
    });
    expect(restoredAnswer.parse((await restore(true)).json)).toMatchObject({ restored: 1, complete: true });
    expect((await told('tag.restore'))[0]).toMatchObject({
      actor: 'root',
      repository: 'team/back',
      reference: 'latest',
    });
    expect((await restore(true)).status).toBe(404);
  });

  test('lets go what is as old as what was looked at, and nothing that came since', async () => {
    const [newest] = await deleteImages('team/seen', 'a', 'b');
    const [since] = await deleteImages('team/since', 'a');
    const purged = await api.ask('/api/v1/trash/purge', {
      method: 'POST',
      json: { newest: newest?.id },
      as: 'root',
    });
    expect(purged.json.entries).toBeGreaterThan(1);
    expect((await page()).entries.map(({ id }) => id)).toEqual([since?.id]);
    expect((await told('trash.purge'))[0]).toMatchObject({ actor: 'root', result: 'ok' });
  });

  test('knows a tag that was deleted alone: it frees nothing by itself', async () => {
    const client = new RepositoryClient(http, 'team/tag');
    await client.pushImage('v1', []);
    const origin = { actor: 'anna', cause: 'delete' } as const;
    await api.server.content.manifests.untag('team/tag' as RepositoryName, parseTag('v1'), origin);
    const [entry] = (await page('?repository=team/tag')).entries;
    expect(entry).toMatchObject({ kind: 'tag', actor: 'anna', bytes: 0, tags: [{ name: 'v1' }] });
    expect((await api.ask(`/api/v1/trash/${entry?.id}`, { as: 'root' })).json.freeBytes).toBe(0);
  });

  test('is purged by administrators alone; who sees none of it is told of none of it', async () => {
    const [entry] = await deleteImages('team/rights', 'a');
    const restore = { method: 'POST', json: { overwrite: false } };
    for (const [target, ask] of [
      [`/api/v1/trash/${entry?.id}`, { method: 'DELETE' }],
      ['/api/v1/trash/purge', { method: 'POST', json: { newest: entry?.id } }],
    ] as const) {
      expect((await api.ask(target, ask)).status, target).toBe(401);
      for (const as of ['alice', 'carol']) expect((await api.ask(target, { ...ask, as })).status).toBe(403);
    }
    for (const target of ['/api/v1/trash', '/api/v1/trash/usage', `/api/v1/trash/${entry?.id}`]) {
      expect((await api.ask(target)).status).toBe(401);
      expect((await api.ask(target, { as: 'carol' })).status).toBe(200);
    }
    expect((await api.ask(`/api/v1/trash/${entry?.id}`, { as: 'alice' })).status).toBe(403);
    const seen = trashPage.parse((await api.ask('/api/v1/trash', { as: 'alice' })).json);
    expect(seen).toMatchObject({ entries: [], unreadable: [], next: null });
    expect((await api.ask('/api/v1/trash/usage', { as: 'alice' })).json).toEqual({
      entries: 0,
      bytes: 0,
      isAll: false,
    });
    const ask = async (id: string | undefined, as?: string) =>
      await api.ask(`/api/v1/trash/${id}/restore`, { ...restore, as });
    expect((await ask(entry?.id)).status).toBe(401);
    expect((await ask(entry?.id, 'alice')).status).toBe(404);
    // An auditor sees it, and may not push.
    expect((await ask(entry?.id, 'carol')).status).toBe(403);
    expect((await page('?repository=team/rights')).entries).toMatchObject([{ mayRestore: true }]);
    expect((await told('dashboard.request')).map(({ actor }) => actor)).toContain('alice');
  });

  test.each(['x', '..', 'x/../../y'])('has no entry %j', async (id) => {
    const target = `/api/v1/trash/${encodeURIComponent(id)}`;
    expect((await api.ask(target, { as: 'root' })).status).toBe(404);
    expect((await api.ask(target, { method: 'DELETE', as: 'root' })).status).toBe(404);
  });
});
