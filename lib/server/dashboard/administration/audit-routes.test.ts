import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditPage } from '@/lib/dashboard/administration/audit-contract';
import { type ApiServer, startApiServer } from '../testing/api-server';
import { addPeople } from '../testing/people';

let api: ApiServer;

beforeAll(async () => {
  api = await startApiServer({ CYBERDOCK_AUTH_MODE: 'accounts' });
  addPeople(api.server);
  const { audit } = api.server.observation;
  for (let at = 0; at < 250; at++) {
    audit.record({
      atMs: Date.now() - at * 1_000,
      actor: at % 2 === 0 ? 'anna' : 'otto',
      action: at % 5 === 0 ? 'tag.delete' : 'manifest.push',
      repository: 'team/app',
      reference: `v${at}`,
      result: at % 10 === 0 ? 'DENIED' : 'ok',
    });
  }
});

afterAll(() => api.close());

const list = async (query: string) =>
  auditPage.parse((await api.ask(`/api/v1/audit?${query}`, { as: 'carol' })).json);

test('records are listed in pages, the newest first, each one once', async () => {
  const seen: (string | null)[] = [];
  for (let after = ''; ; ) {
    const page = await list(`repository=team/app${after}`);
    seen.push(...page.records.map(({ reference }) => reference));
    if (page.next === null) break;
    after = `&after=${page.next}`;
  }
  expect(seen).toEqual(Array.from({ length: 250 }, (_, at) => `v${at}`));
});

test('filters are joined, and an action is meant by its first part too', async () => {
  const { records } = await list('repository=team/app&actor=anna&action=tag&result=DENIED');
  expect(records).toHaveLength(25);
  expect(new Set(records.map(({ actor, action, result }) => `${actor} ${action} ${result}`))).toEqual(
    new Set(['anna tag.delete DENIED']),
  );
  expect((await list('repository=team/app&since=45s')).records.length).toBeLessThan(50);
  expect((await list('repository=team/app&until=2020-01-01')).records).toEqual([]);
  expect((await list('repository=team/app&actor=&action=')).records).toHaveLength(50);
  const wrong = await api.ask('/api/v1/audit?since=yesterday', { as: 'carol' });
  expect(wrong.status).toBe(400);
  expect(wrong.json.error.message).toContain('"yesterday" is no time.');
  expect((await api.ask('/api/v1/audit?after=x', { as: 'carol' })).status).toBe(400);
});

test('what matches is exported as lines of JSON, as in the file of the trail', async () => {
  const answer = await api.ask('/api/v1/audit/export?repository=team/app&actor=otto', { as: 'carol' });
  const lines = answer.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(125);
  expect(lines[0]).toMatchObject({ actor: 'otto', repository: 'team/app', reference: 'v1' });
  expect(Date.parse(lines[0].time)).not.toBeNaN();
});

test('only administrators and auditors read it', async () => {
  for (const target of ['/api/v1/audit', '/api/v1/audit/export']) {
    expect((await api.ask(target)).status).toBe(401);
    expect((await api.ask(target, { as: 'alice' })).status).toBe(403);
    expect((await api.ask(target, { as: 'root' })).status).toBe(200);
  }
});
