import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '@/lib/config';
import { type DraftAnswer, draftAnswer } from '@/lib/dashboard/administration/draft-contract';
import { basic, SignedInClient } from '@/tests/harness/accounts';
import { RepositoryClient } from '@/tests/harness/push';
import { type ApiServer, password, startApiServer } from '../testing/api-server';
import { addPeople } from '../testing/people';

let api: ApiServer;

beforeAll(async () => {
  api = await startApiServer({
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_RETENTION_POLICIES: JSON.stringify([
      { name: 'builds', repositories: ['team/app'], tags: ['pr-*'], keepLast: 1 },
      { repositories: ['**'], protected: ['v*'], tags: ['v*'] },
    ]),
  });
  addPeople(api.server);
  const http = new SignedInClient(api.port, basic('root', password));
  const base = Buffer.alloc(100_000, 'base');
  for (const name of ['team/app', 'team/other']) {
    const client = new RepositoryClient(http, name);
    for (const tag of ['v1', 'pr-1', 'pr-2', 'old', 'new'])
      await client.pushImage(tag, [base, Buffer.alloc(1_000, `${name}:${tag}`)]);
  }
  http.close();
});

afterAll(() => api.close());

async function ask(query: Record<string, string>, as = 'carol'): Promise<DraftAnswer> {
  const { status, json } = await api.ask(`/api/v1/retention/draft?${new URLSearchParams(query)}`, { as });
  expect(status).toBe(200);
  return draftAnswer.parse(json);
}

async function simulation(query: Record<string, string>) {
  const answer = await ask(query);
  expect(answer.mistakes).toEqual([]);
  if (!answer.simulation) throw new Error('nothing was simulated');
  return answer.simulation;
}

const names = ({ decisions }: { decisions: { repository: string; tag: string }[] }) =>
  decisions.map(({ repository, tag }) => `${repository}:${tag}`);

describe('a draft', () => {
  test('counts with the policies in force: they come first, and their tags are theirs', async () => {
    const found = await simulation({ repositories: 'team/**', tags: '*', keepLast: '1' });
    expect(names(found)).toEqual([
      'team/app:old',
      'team/app:pr-1',
      'team/other:old',
      'team/other:pr-1',
      'team/other:pr-2',
    ]);
    expect(found).toMatchObject({ repositories: 2, tags: 10, removed: 5, removedBesides: 4, spared: 0 });
    expect(found).toMatchObject({ isComplete: true, total: 5, next: null, manifests: 5 });
    expect(
      found.decisions.find(({ tag, repository }) => tag === 'pr-1' && repository === 'team/app'),
    ).toMatchObject({
      policy: 'builds',
      wouldGoBefore: true,
    });
    expect(found.decisions[0]).toMatchObject({
      policy: 'this draft',
      wouldGoBefore: false,
      reason: 'it is not among the last 1 pushed',
    });
    expect(found.byRepository).toEqual([
      { repository: 'team/other', tags: 5, removed: 3 },
      { repository: 'team/app', tags: 5, removed: 2 },
    ]);
  });

  test('says what comes free, and what others need: a shared layer stays', async () => {
    const found = await simulation({
      repositories: 'team/app',
      tags: 'old',
      keepTags: 'nothing',
      alone: 'yes',
    });
    expect(found.removed).toBe(1);
    // Its own layer, its config and its manifest; the base is of all.
    expect(found.freedBytes).toBeGreaterThan(1_000);
    expect(found.freedBytes).toBeLessThan(10_000);
    expect(found.keptBytes).toBeGreaterThanOrEqual(100_000);
  });

  test('is looked at alone, but what the policies protect never goes', async () => {
    const found = await simulation({ repositories: 'team/**', tags: '*', keepTags: 'new', alone: 'yes' });
    expect(names(found)).not.toContain('team/app:v1');
    const staying = await simulation({
      repositories: 'team/**',
      tags: '*',
      keepTags: 'new',
      alone: 'yes',
      show: 'staying',
    });
    expect(names(staying)).toEqual(['team/app:new', 'team/app:v1', 'team/other:new', 'team/other:v1']);
    expect(staying.decisions[1]?.reason).toBe('it is protected by retention.policies[1].protected');
  });

  test('lists one repository, page by page, with the figures of all', async () => {
    const query = { repositories: 'team/**', tags: '*', keepLast: '1', repository: 'team/other' };
    const first = await simulation(query);
    expect(first).toMatchObject({ removed: 5, total: 3 });
    expect(names(await simulation({ ...query, from: '2' }))).toEqual(['team/other:pr-2']);
  });

  test('is what the configuration reads, written so that it can be copied there', async () => {
    const draft = {
      name: 'nightly, "builds"',
      repositories: 'team/**, ops/*',
      tags: 'nightly-*',
      keepLast: '3',
      keepVersions: '>=1.0.0 <3',
      keepPulledWithin: '90d',
      untaggedAfter: '0s',
      immutable: 'v*',
    };
    const { policy } = await ask(draft);
    const read = loadConfig({ env: { CYBERDOCK_RETENTION_POLICIES: policy?.json ?? '' } }).retention.policies;
    expect(read).toMatchObject([
      {
        name: 'nightly, "builds"',
        repositories: ['team/**', 'ops/*'],
        tags: ['nightly-*'],
        keepLast: 3,
        keepPulledWithinMs: 90 * 86_400_000,
        untaggedAfterMs: 0,
      },
    ]);
    expect(policy?.yaml).toContain('retention:\n  policies:\n    - name: nightly, "builds"\n');
    expect(policy?.says).toContain('keeps the last 3 pushed');
  });
});

describe('a draft that is no policy', () => {
  test.each([
    ['nothing at all', {}, ['repositories', 'tags']],
    ['no repositories', { tags: '*', keepLast: '1' }, ['repositories']],
    ['no tags', { repositories: '**', keepLast: '1' }, ['tags']],
    [
      'lists of nothing',
      { repositories: ',', tags: ' , ', keepTags: ',' },
      ['repositories', 'tags', 'keepTags'],
    ],
    ['a number that is none', { repositories: '**', tags: '*', keepLast: '0' }, ['keepLast']],
    [
      'a time without its unit',
      { repositories: '**', tags: '*', keepPushedWithin: '30' },
      ['keepPushedWithin'],
    ],
  ])('%s: nothing is simulated', async (_, draft, fields) => {
    const answer = await ask(draft);
    expect(answer.mistakes.map(({ field }) => field).sort()).toEqual([...fields].sort());
    expect(answer).toMatchObject({ policy: null, simulation: null });
  });

  test('is told in the words of the configuration', async () => {
    const { mistakes } = await ask({ repositories: 'Team', tags: '*', keepPushedWithin: '30' });
    expect(mistakes).toEqual([
      {
        field: 'repositories',
        message:
          '"Team" is not taken; allowed: a list of repository names of lower-case letters, digits and . _ - /, with wildcards, for example [team-a/**]',
      },
      {
        field: 'keepPushedWithin',
        message:
          '"30" is not taken; allowed: a duration from 1s to 3650d, for example 30d; hint: a plain number has no unit: write 30s or 30ms',
      },
    ]);
  });

  test('a policy without a rule to keep by removes nothing', async () => {
    expect((await simulation({ repositories: '**', tags: '*', alone: 'yes' })).removed).toBe(0);
  });
});

test('is for administrators and auditors alone, and writes nothing', async () => {
  expect((await api.ask('/api/v1/retention/draft')).status).toBe(401);
  expect((await api.ask('/api/v1/retention/draft', { as: 'alice' })).status).toBe(403);
  const query = new URLSearchParams({ repositories: '**', tags: '*', keepTags: 'none' });
  expect((await api.ask(`/api/v1/retention/draft?${query}`, { as: 'carol' })).status).toBe(200);
  expect((await api.ask('/v2/team/app/tags/list', { as: 'root' })).json.tags).toHaveLength(5);
});
