import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newTokenAnswer } from '@/lib/dashboard/account/contracts';
import {
  accountDetail,
  accountList,
  accountSecret,
  explainAnswer,
  groupList,
  ruleList,
  tokenList,
} from '@/lib/dashboard/administration/access-contract';
import { type ApiAsk, type ApiServer, password, startApiServer } from '../testing/api-server';
import { addPeople } from '../testing/people';

let api: ApiServer;

beforeAll(async () => {
  api = await startApiServer({
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_ACCESS_GROUPS: JSON.stringify([{ name: 'written', members: ['alice'] }]),
  });
  addPeople(api.server);
});

afterAll(() => api.close());

const ask = async (target: string, method: string, json?: unknown, as = 'root') =>
  await api.ask(`/api/v1/access/${target}`, { method, json, as });
const get = async (target: string) => (await ask(target, 'GET', undefined, 'carol')).json;
const newUser = async (name: string) =>
  accountSecret.parse((await ask('users', 'POST', { name, kind: 'user', role: 'user', note: null })).json);
const signIn = async (name: string, secret: string) =>
  (await api.ask('/api/v1/session', { method: 'POST', json: { name, password: secret } })).status;

/** The records of the audit trail of one action, the newest first. */
async function told(action: string) {
  api.server.observation.audit.flush();
  return (await api.server.observation.audit.store.list({ action }, { limit: 100 })).records;
}

describe('accounts', () => {
  test('are made with a password that is shown once and lets them in', async () => {
    const made = await newUser('dave');
    expect(await signIn('dave', made.secret)).toBe(200);
    const { accounts } = accountList.parse(await get('users'));
    expect(accounts.find(({ name }) => name === 'dave')).toMatchObject({ kind: 'user', source: 'database' });
    expect(JSON.stringify(accounts)).not.toContain(made.secret);
    expect((await told('account.create'))[0]).toMatchObject({ actor: 'root', detail: { account: 'dave' } });
    expect(
      (await ask('users', 'POST', { name: 'dave', kind: 'user', role: 'user', note: null })).status,
    ).toBe(409);
    const strange = await ask('users', 'POST', { name: 'No Name', kind: 'user', role: 'user', note: null });
    expect(strange.json.error.message).toContain('lower-case letters');
  });

  test('of robots are made with an access token that is good', async () => {
    const body = { name: 'ci', kind: 'robot', role: 'user', note: 'builds' };
    const { name, secret } = accountSecret.parse((await ask('users', 'POST', body)).json);
    expect(name).toBe('robot+ci');
    const headers = { Authorization: `Basic ${btoa(`${name}:${secret}`)}` };
    expect((await api.ask('/api/v1/session', { headers })).json.viewer).toMatchObject({
      name,
      kind: 'robot',
    });
    const detail = accountDetail.parse(await get(`users/${encodeURIComponent(name)}`));
    expect(detail.tokens).toHaveLength(1);
    expect((await ask(`users/${encodeURIComponent(name)}/password`, 'POST')).status).toBe(409);
  });

  test('are disabled, let in again, given another role and password, signed out, and removed', async () => {
    const { secret } = await newUser('erin');
    expect(await signIn('erin', secret)).toBe(200);
    const detail = async () => accountDetail.parse(await get('users/erin'));
    expect((await detail()).sessions).toHaveLength(1);
    const [session] = (await detail()).sessions;
    expect((await ask(`users/erin/sessions/${session?.id}`, 'DELETE')).status).toBe(204);
    expect((await ask(`users/erin/sessions/${session?.id}`, 'DELETE')).status).toBe(404);
    expect((await detail()).sessions).toEqual([]);
    await ask('users/erin', 'PUT', { isDisabled: true });
    expect(await signIn('erin', secret)).toBe(401);
    await ask('users/erin', 'PUT', { isDisabled: false, role: 'auditor' });
    expect(await signIn('erin', secret)).toBe(200);
    expect((await detail()).account).toMatchObject({ role: 'auditor', isDisabled: false });
    const other = accountSecret.parse((await ask('users/erin/password', 'POST')).json);
    expect(await signIn('erin', secret)).toBe(401);
    expect(await signIn('erin', other.secret)).toBe(200);
    expect((await ask('users/erin/sign-out', 'POST')).status).toBe(204);
    expect((await detail()).sessions).toEqual([]);
    expect((await ask('users/erin', 'DELETE')).status).toBe(204);
    expect((await ask('users/erin', 'DELETE')).status).toBe(404);
    for (const action of ['disable', 'enable', 'role', 'password', 'signout', 'remove'])
      expect((await told(`account.${action}`))[0], action).toMatchObject({
        actor: 'root',
        detail: { account: 'erin' },
      });
    expect((await told('session.end'))[0]).toMatchObject({ actor: 'root', detail: { account: 'erin' } });
  });

  test('always keep somebody who may administer', async () => {
    for (const name of api.server.auth.accounts.list('user').filter(({ role }) => role === 'administrator'))
      if (name.name !== 'root') await ask(`users/${name.name}`, 'DELETE');
    for (const change of [{ isDisabled: true }, { role: 'user' }]) {
      const refused = await ask('users/root', 'PUT', change);
      expect(refused.status).toBe(409);
      expect(refused.json.error.message).toContain('nobody would be left'.replace('n', 'N'));
    }
  });
});

test('groups begin with their first member and end with their last; those of the configuration stay', async () => {
  await ask('groups', 'POST', { group: 'crew', member: 'alice' });
  const groups = async () => groupList.parse(await get('groups')).groups;
  expect(await groups()).toEqual([
    { name: 'crew', members: ['alice'], written: [] },
    { name: 'written', members: [], written: ['alice'] },
  ]);
  expect((await ask('groups', 'POST', { group: 'crew', member: 'nobody' })).status).toBe(409);
  expect((await ask('groups/written/members/alice', 'DELETE')).status).toBe(404);
  expect((await ask('groups/crew/members/alice', 'DELETE')).status).toBe(204);
  expect((await groups()).map(({ name }) => name)).toEqual(['written']);
  expect((await told('group.join'))[0]).toMatchObject({ detail: { group: 'crew', account: 'alice' } });
  expect(await told('group.leave')).toHaveLength(1);
});

test('tokens of anybody are made, listed without their secrets, and revoked', async () => {
  const body = { account: 'alice', label: 'build', lifetimeDays: 7, grants: null };
  const made = (await ask('tokens', 'POST', body)).json;
  const headers = { Authorization: `Basic ${btoa(`alice:${made.text}`)}` };
  expect((await api.ask('/api/v1/session', { headers })).status).toBe(200);
  const list = await get('tokens');
  expect(tokenList.parse(list).tokens[0]).toMatchObject({ account: 'alice', label: 'build' });
  expect(JSON.stringify(list)).not.toContain(made.text);
  expect((await ask('tokens', 'POST', { ...body, account: 'nobody' })).status).toBe(409);
  expect((await ask(`tokens/${made.token.id}`, 'DELETE')).status).toBe(204);
  expect((await api.ask('/api/v1/session', { headers })).status).toBe(401);
  expect((await ask(`tokens/${made.token.id}`, 'DELETE')).status).toBe(404);
});

test('a token of anybody is rotated: the old one ends at once, and who did it is in the audit trail', async () => {
  const body = { account: 'alice', label: 'build', lifetimeDays: 7, grants: null };
  const made = (await ask('tokens', 'POST', body)).json;
  const rotated = await ask(`tokens/${made.token.id}/rotation`, 'POST');
  expect(rotated.status).toBe(201);
  const { token, text } = newTokenAnswer.parse(rotated.json);
  const statusOf = async (secret: string) => {
    const headers = { Authorization: `Basic ${btoa(`alice:${secret}`)}` };
    return (await api.ask('/api/v1/session', { headers })).status;
  };
  expect([await statusOf(made.text), await statusOf(text)]).toEqual([401, 200]);
  expect(token).toMatchObject({ label: 'build', grants: null, usedAtMs: null });
  expect((token.expiresAtMs ?? 0) - token.createdAtMs).toBe(made.token.expiresAtMs - made.token.createdAtMs);
  expect((await told('token.rotate'))[0]).toMatchObject({
    actor: 'root',
    detail: { account: 'alice', token: token.id, of: made.token.id, label: 'build' },
  });
  expect((await ask(`tokens/${made.token.id}/rotation`, 'POST')).status).toBe(404);
});

test('a rule is changed in its place: it counts at once, and what it was is in the audit trail', async () => {
  const rule = {
    effect: 'allow',
    subjects: ['user:alice'],
    repositories: ['changed/**'],
    actions: ['pull'],
    note: 'why',
  };
  const may = async () =>
    explainAnswer.parse(await get('explain?who=alice&repository=changed/app')).decisions[0]?.allowed;
  const { id } = (await ask('rules', 'POST', rule)).json;
  const target = `rules/${encodeURIComponent(id)}`;
  expect(await may()).toBe(true);
  const next = { ...rule, effect: 'deny', note: null };
  expect((await ask(target, 'PUT', next)).status).toBe(204);
  expect(await may()).toBe(false);
  expect(ruleList.parse(await get('rules')).rules).toContainEqual({ ...next, id, isStored: true });
  expect((await told('rule.change'))[0]).toMatchObject({
    actor: 'root',
    detail: { id, effect: 'deny', from: { effect: 'allow', note: 'why' } },
  });
  expect((await ask(target, 'PUT', { ...next, subjects: ['alice'] })).status).toBe(409);
  expect((await ask(target, 'DELETE')).status).toBe(204);
  expect((await ask(target, 'PUT', next)).status).toBe(404);
});

test('rules count at once, and it is explained which one decides', async () => {
  const explained = async () =>
    explainAnswer.parse(await get('explain?who=alice&repository=team/app')).decisions[0];
  expect(await explained()).toEqual({
    action: 'pull',
    allowed: false,
    because: 'no rule allows it',
    rule: null,
  });
  const rule = {
    effect: 'allow',
    subjects: ['user:alice'],
    repositories: ['team/**'],
    actions: ['pull'],
    note: 'why',
  };
  const { id } = (await ask('rules', 'POST', rule)).json;
  expect(await explained()).toEqual({ action: 'pull', allowed: true, because: `${id} allows it`, rule: id });
  expect(ruleList.parse(await get('rules')).rules).toEqual([{ ...rule, id, isStored: true }]);
  const wrong = await ask('rules', 'POST', { ...rule, subjects: ['alice'] });
  expect(wrong).toMatchObject({ status: 409 });
  expect(wrong.json.error.message).toContain('"alice" is not allowed here');
  expect((await ask('explain?who=nobody&repository=team/app', 'GET')).status).toBe(409);
  expect((await ask(`rules/${encodeURIComponent(id)}`, 'DELETE')).status).toBe(204);
  expect((await ask(`rules/${encodeURIComponent(id)}`, 'DELETE')).status).toBe(404);
  expect((await explained())?.allowed).toBe(false);
  expect((await told('rule.add'))[0]).toMatchObject({ actor: 'root' });
});

const changes: [string, string, unknown?][] = [
  ['POST', 'users', { name: 'x', kind: 'user', role: 'administrator', note: null }],
  ['PUT', 'users/alice', { role: 'administrator' }],
  ['DELETE', 'users/alice'],
  ['POST', 'users/alice/password'],
  ['POST', 'users/alice/sign-out'],
  ['DELETE', 'users/alice/sessions/x'],
  ['POST', 'groups', { group: 'x', member: 'alice' }],
  ['DELETE', 'groups/x/members/alice'],
  ['POST', 'tokens', { account: 'root', label: 'x', lifetimeDays: null, grants: null }],
  ['DELETE', 'tokens/x'],
  ['POST', 'tokens/x/rotation'],
  [
    'POST',
    'rules',
    { effect: 'allow', subjects: ['everyone'], repositories: ['**'], actions: ['pull'], note: null },
  ],
  ['DELETE', 'rules/1'],
  [
    'PUT',
    'rules/1',
    { effect: 'allow', subjects: ['everyone'], repositories: ['**'], actions: ['pull'], note: null },
  ],
];

test.each(changes)(
  '%s %s is for administrators in person: no auditor, no user, no access token',
  async (method, target, json) => {
    const full = { label: 'x', grants: undefined, expiresAtMs: undefined };
    const { text } = api.server.auth.accessTokens.create({ account: 'root', ...full }, 'test');
    const asks: ApiAsk[] = [
      { as: 'alice' },
      { as: 'carol' },
      { headers: { Authorization: `Basic ${btoa(`root:${text}`)}` } },
    ];
    for (const one of asks)
      expect((await api.ask(`/api/v1/access/${target}`, { method, json, ...one })).status).toBe(403);
    expect((await api.ask(`/api/v1/access/${target}`, { method, json })).status).toBe(401);
  },
);

test.each(['users', 'users/root', 'groups', 'tokens', 'rules', 'explain?who=root&repository=a/b'])(
  '%s is read by administrators and auditors alone, and holds no secret',
  async (target) => {
    expect((await api.ask(`/api/v1/access/${target}`)).status).toBe(401);
    expect((await api.ask(`/api/v1/access/${target}`, { as: 'alice' })).status).toBe(403);
    const answer = await api.ask(`/api/v1/access/${target}`, { as: 'carol' });
    expect(answer.status).toBe(200);
    expect(answer.text).not.toMatch(/\$2[aby]\$|generation|secret/i);
    expect(answer.text).not.toContain(password);
  },
);
