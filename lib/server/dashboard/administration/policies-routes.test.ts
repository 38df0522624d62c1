import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { draftAnswer } from '@/lib/dashboard/administration/draft-contract';
import { retentionAnswer } from '@/lib/dashboard/administration/retention-contract';
import { basic, SignedInClient } from '@/tests/harness/accounts';
import { RepositoryClient } from '@/tests/harness/push';
import { type ApiServer, password, startApiServer } from '../testing/api-server';
import { addPeople } from '../testing/people';

let api: ApiServer;
let http: SignedInClient;
const draft = { name: 'builds', repositories: 'team/**', tags: 'pr-*', keepLast: '1', protected: 'v*' };

beforeAll(async () => {
  api = await startApiServer({
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_RETENTION_POLICIES: JSON.stringify([{ repositories: ['team/kept'], tags: ['*'] }]),
  });
  addPeople(api.server);
  http = new SignedInClient(api.port, basic('root', password));
  await push('team/app', 'v1', 'pr-1', 'pr-2');
});

afterAll(async () => {
  http.close();
  await api.close();
});

async function push(name: string, ...tags: string[]) {
  const client = new RepositoryClient(http, name);
  for (const tag of tags) await client.pushImage(tag, [Buffer.from(tag)]);
}

const simulate = async (query: Record<string, string>) => {
  const asked = new URLSearchParams({ ...query, thorough: 'yes' });
  const { json } = await api.ask(`/api/v1/retention/draft?${asked}`, { as: 'root' });
  return draftAnswer.parse(json).simulation;
};
const post = (json: object, as = 'root') =>
  api.ask('/api/v1/retention/policies', { method: 'POST', json, as });
const list = async () =>
  retentionAnswer.parse((await api.ask('/api/v1/retention', { as: 'carol' })).json).policies;

test('a policy is saved with what was shown, and refused when other tags would go by then', async () => {
  const shown = await simulate(draft);
  expect(shown?.removed).toBe(1);
  await push('team/app', 'pr-3');
  const late = await post({ ...draft, isEnabled: true, state: shown?.state ?? null });
  expect(late.status).toBe(409);
  expect(late.json.error.message).toContain('Other tags would go by now');
  expect(await list()).toHaveLength(1);
  expect((await post({ ...draft, isEnabled: true, state: null })).status).toBe(409);
  const made = await post({ ...draft, isEnabled: true, state: (await simulate(draft))?.state });
  expect(made.status).toBe(201);
  expect(await list()).toMatchObject([
    { place: 'retention.policies[0]', stored: null },
    {
      place: `policy ${made.json.number}`,
      name: 'builds',
      stored: { number: made.json.number, isEnabled: true, settings: draft, changedBy: 'root' },
    },
  ]);
});

test('it counts at once: in the simulation, for a reader of the repository, and as protection', async () => {
  const answer = retentionAnswer.parse((await api.ask('/api/v1/retention', { as: 'root' })).json);
  expect(answer.going.map(({ tag }) => tag)).toEqual(['pr-1', 'pr-2']);
  const policy = retentionAnswer.parse(
    (await api.ask('/api/v1/repositories/team~app/policy', { as: 'root' })).json,
  );
  expect(policy.policies).toMatchObject([{ name: 'builds', stored: null }]);
  const refused = await api.ask('/v2/team/app/manifests/v1', { method: 'DELETE', as: 'root' });
  expect(refused.status).toBe(403);
  expect(refused.text).toContain('.protected');
});

test('it is switched off and on, changed where it stands, and removed', async () => {
  const [, stored] = await list();
  const number = stored?.stored?.number;
  const target = `/api/v1/retention/policies/${number}`;
  const off = (await simulate({ policy: String(number), without: 'yes' }))?.state;
  const put = (json: object) => api.ask(target, { method: 'PUT', json, as: 'root' });
  expect((await put({ ...draft, isEnabled: false, state: 'other' })).status).toBe(409);
  expect((await put({ ...draft, isEnabled: false, state: off })).status).toBe(204);
  expect((await list())[1]?.stored?.isEnabled).toBe(false);
  const changed = { ...draft, keepLast: '2' };
  const on = await simulate({ ...changed, policy: String(number) });
  expect(on).toMatchObject({ removed: 1, removedBesides: 1 });
  expect((await put({ ...changed, isEnabled: true, state: on?.state })).status).toBe(204);
  expect((await list())[1]?.says).toContain('keeps the last 2 pushed');
  const without = (await simulate({ policy: String(number), without: 'yes' }))?.state ?? '';
  expect((await api.ask(target, { method: 'DELETE', as: 'root' })).status).toBe(409);
  expect((await api.ask(`${target}?state=${without}`, { method: 'DELETE', as: 'root' })).status).toBe(204);
  expect((await api.ask(`${target}?state=${without}`, { method: 'DELETE', as: 'root' })).status).toBe(404);
  expect(await list()).toHaveLength(1);
  const trail = await api.ask('/api/v1/audit?action=policy', { as: 'root' });
  expect(trail.json.records.map(({ action }: { action: string }) => action)).toEqual([
    'policy.remove',
    'policy.change',
    'policy.change',
    'policy.add',
  ]);
});

test('one that is off from the start needs no look, one that is no policy is refused, and auditors only look', async () => {
  const half = await post({ repositories: '**', keepLast: '1', isEnabled: false, state: null });
  expect(half.status).toBe(400);
  expect(half.json.error.message).toContain('tags: name the tags that it decides on');
  expect((await post({ ...draft, isEnabled: false, state: null }, 'carol')).status).toBe(403);
  const made = await post({ ...draft, isEnabled: false, state: null });
  expect(made.status).toBe(201);
  const target = `/api/v1/retention/policies/${made.json.number}`;
  expect((await api.ask(target, { method: 'DELETE', as: 'carol' })).status).toBe(403);
  expect((await api.ask(target, { method: 'DELETE', as: 'root' })).status).toBe(204);
});

test('where there are too many tags to look at in time, a change is made by who says that they do not know what goes', async () => {
  const { timeout } = AbortSignal;
  // The minute that a thorough look has is over at once.
  const limit = vi
    .spyOn(AbortSignal, 'timeout')
    .mockImplementation((ms) => (ms === 60_000 ? AbortSignal.abort() : timeout.call(AbortSignal, ms)));
  const blind = { ...draft, name: 'blind', isEnabled: true, state: null };
  expect(await simulate(draft)).toMatchObject({ isComplete: false, state: null });
  const before = await list();
  const refused = await post(blind);
  expect(refused.status).toBe(409);
  expect(refused.json.error).toMatchObject({ code: 'not-simulated' });
  expect(await list()).toHaveLength(before.length);
  expect((await post({ ...blind, unsimulated: true }, 'carol')).status).toBe(403);
  expect((await post({ ...blind, unsimulated: false })).status).toBe(400);
  const made = await post({ ...blind, unsimulated: true });
  expect(made.status).toBe(201);
  const target = `/api/v1/retention/policies/${made.json.number}`;
  const change = (json: object, method = 'PUT', query = '') =>
    api.ask(`${target}${query}`, { method, as: 'root', ...(method === 'PUT' && { json }) });
  const off = { ...blind, isEnabled: false };
  expect((await change(off)).json.error.code).toBe('not-simulated');
  expect((await change({ ...off, unsimulated: true })).status).toBe(204);
  expect((await change({ ...blind, unsimulated: true })).status).toBe(204);
  expect((await change({}, 'DELETE')).json.error.code).toBe('not-simulated');
  expect((await change({}, 'DELETE', '?unsimulated=yes')).status).toBe(204);
  limit.mockRestore();
  api.server.observation.audit.flush();
  const { records } = await api.server.observation.audit.store.list({ action: 'policy.add' }, { limit: 1 });
  expect(records[0]).toMatchObject({ actor: 'root', detail: { name: 'blind', removes: null } });
});
