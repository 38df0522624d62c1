import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quotaList } from '@/lib/dashboard/administration/quota-contract';
import { basic, SignedInClient } from '@/tests/harness/accounts';
import { RepositoryClient } from '@/tests/harness/push';
import { type ApiServer, password, startApiServer } from '../testing/api-server';
import { addPeople } from '../testing/people';

let api: ApiServer;
let http: SignedInClient;

beforeAll(async () => {
  api = await startApiServer({
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_ACCESS_QUOTAS: JSON.stringify([{ namespaces: ['tiny', 'wide-*'], repositories: 4 }]),
  });
  addPeople(api.server);
  http = new SignedInClient(api.port, basic('root', password));
});

afterAll(async () => {
  http.close();
  await api.close();
});

const list = async () => quotaList.parse((await api.ask('/api/v1/access/quotas', { as: 'root' })).json);
const path = (namespace: string) => `/api/v1/access/quotas/${encodeURIComponent(namespace)}`;
const set = async (namespace: string, json: unknown) =>
  await api.ask(path(namespace), { as: 'root', method: 'PUT', json });
const push = async (repository: string) =>
  await new RepositoryClient(http, repository).pushImage('v1', [Buffer.from(`layer of ${repository}`)]);

/** The records of the audit trail of one action, the newest first. */
async function told(action: string) {
  api.server.observation.audit.flush();
  return (await api.server.observation.audit.store.list({ action }, { limit: 10 })).records;
}

describe('quotas', () => {
  test('are listed with what counts against them, the fullest first, and say where they are set', async () => {
    await push('tiny/app');
    expect((await set('team', { bytes: 1_000, repositories: 1 })).status).toBe(204);
    await push('team/app');
    const { quotas, more } = await list();
    expect(more).toBe(0);
    expect(quotas.map(({ namespace }) => namespace)).toEqual(['team', 'tiny']);
    expect(quotas[0]).toMatchObject({
      bytes: 1_000,
      repositories: 1,
      usedRepositories: 1,
      setting: 'cyberdock quota set team',
      isStored: true,
    });
    expect(quotas[0]?.usedBytes).toBeGreaterThan(0);
    expect(quotas[1]).toMatchObject({ bytes: null, repositories: 4, isStored: false, isCounted: true });
    expect((await told('quota.set'))[0]).toMatchObject({
      actor: 'root',
      detail: { namespace: 'team', bytes: 1_000, repositories: 1 },
    });
  });

  test('count as soon as they are set: what does not fit is refused, and goes once they are removed', async () => {
    await set('crowded/sub', { bytes: null, repositories: 1 }).then(({ status }) => expect(status).toBe(204));
    await push('crowded/sub/one');
    await expect(push('crowded/sub/two')).rejects.toThrow();
    expect((await api.ask(path('crowded~sub'), { as: 'root', method: 'DELETE' })).status).toBe(204);
    await push('crowded/sub/two');
    expect((await api.ask(path('crowded~sub'), { as: 'root', method: 'DELETE' })).status).toBe(404);
    expect((await told('quota.remove'))[0]).toMatchObject({ detail: { namespace: 'crowded/sub' } });
  });

  test('one without limits exempts a namespace from those of the configuration', async () => {
    await set('tiny', { bytes: null, repositories: null });
    const { quotas, exempt } = await list();
    expect(exempt).toEqual(['tiny']);
    expect(quotas.map(({ namespace }) => namespace)).not.toContain('tiny');
    await api.ask(path('tiny'), { as: 'root', method: 'DELETE' });
    expect((await list()).quotas.map(({ namespace }) => namespace)).toContain('tiny');
  });

  test.each([
    ['Team', { bytes: 1, repositories: null }],
    ['team*', { bytes: 1, repositories: null }],
    ['a~~b', { bytes: 1, repositories: null }],
    ['team', { bytes: -1, repositories: null }],
    ['team', { bytes: 1.5, repositories: null }],
    ['team', { bytes: 2 ** 52, repositories: null }],
    ['team', { bytes: null, repositories: 10_000_001 }],
    ['team', { bytes: 1 }],
  ])('%s with %j is refused, and changes nothing', async (namespace, body) => {
    const before = await list();
    const { status, json } = await set(namespace, body);
    expect(status).toBe(400);
    expect(json).toMatchObject({ error: { message: expect.any(String) } });
    expect(await list()).toEqual(before);
  });
});
