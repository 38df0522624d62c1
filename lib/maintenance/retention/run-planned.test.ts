import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RetentionPolicy } from '@/lib/config';
import { parseReference, parseTag } from '@/lib/oci/reference';
import {
  emptyIndex,
  openStorage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { JobRunning, Jobs } from '../jobs';
import { Pace } from '../pace';
import { planRetention } from './plan-run';
import { RetentionPlans } from './retention-plans';
import { requireUnchanged, runPlannedRetention } from './run-planned';
import { simulateRetention } from './simulate';

const [one, two] = [repositoryOf('team/one'), repositoryOf('team/two')];
const dayMs = 86_400_000;
const last2: RetentionPolicy[] = [{ name: 'builds', repositories: ['team/*'], keepLast: 2 }];
const request = { cause: 'dashboard', actor: 'root', signal: new AbortController().signal } as const;

async function open(policies = last2, root?: string) {
  const folder = root ?? (await temporaryFolder());
  const { storage } = await openStorage(folder, {}, { policies });
  const { parts } = storage;
  const { database, listing } = parts;
  const jobs = new Jobs(parts);
  const plans = new RetentionPlans(database);
  return {
    root: folder,
    storage,
    parts,
    jobs,
    plans,
    /** Tags, each with a manifest of its own, as if they were pushed this many days ago. */
    push: async (repository: typeof one, days: Record<string, number>) => {
      for (const [tag, count] of Object.entries(days)) {
        await pushManifest(storage, repository, emptyIndex(`${repository} ${tag}`), tag);
        const rows = database.query.updateTable('tag').set({ pushed_at_ms: Date.now() - count * dayMs });
        database.run(rows.where('repository', '=', repository).where('name', '=', tag));
      }
    },
    tags: (repository = one) => listing.tags(repository, { limit: 1000 }).map(({ name }) => name as string),
    plan: async () => {
      let id = 0;
      const onBegun = (run: number) => {
        id = run;
      };
      const result = await planRetention(parts, jobs, { ...request, onBegun });
      const facts = plans.get(id);
      if (!facts) throw new Error('the plan is not kept');
      return { facts, result, listed: plans.page(id, { limit: 1_000 }) };
    },
  };
}

const some = { a: 9, b: 8, c: 7, d: 6 };
const names = (listed: { repository: string; tag: string }[]) =>
  listed.map(({ repository, tag }) => `${repository}:${tag}`);

describe('a plan', () => {
  it('lists what the simulation says would go, with the reason, and changes nothing', async () => {
    const { parts, push, tags, plan } = await open();
    await push(one, some);
    await push(two, { x: 3, y: 2 });
    const { facts, result, listed } = await plan();
    const going: string[] = [];
    for await (const { repository, decisions } of simulateRetention(
      parts,
      { policies: last2 },
      new Pace(request.signal),
    ))
      for (const { tag, keep } of decisions) if (!keep) going.push(`${repository}:${tag}`);
    expect(names(listed)).toEqual(going);
    expect(listed[0]).toMatchObject({
      tag: 'a',
      reason: 'it is not among the last 2 pushed',
      policy: 'builds',
    });
    expect(result).toMatchObject({ tags: 6, removed: 2, manifests: 2, removedByPolicy: { builds: 2 } });
    expect(facts).toMatchObject({ tags: 2, job: undefined });
    expect(tags()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is read in pages that go on after a tag, across repositories', async () => {
    const { storage, plan, plans, push } = await open([{ repositories: ['**'], keepTags: ['none'] }]);
    await pushManifest(
      storage,
      one,
      emptyIndex('many'),
      ...Array.from({ length: 120 }, (_, at) => `t${String(at).padStart(3, '0')}`),
    );
    await push(two, { a: 1 });
    const { facts, listed } = await plan();
    expect(listed).toHaveLength(121);
    const first = plans.page(facts.id, { limit: 100 });
    const rest = plans.page(facts.id, { limit: 100, after: first.at(-1) });
    expect(names([...first, ...rest])).toEqual(names(listed));
    expect(rest.at(-1)).toMatchObject({ repository: two, tag: 'a' });
    expect([...plans.repositories(facts.id)]).toEqual([one, two]);
  });

  it('is forgotten when its run came to no end, by the next one', async () => {
    const { parts, jobs, plan, plans, push } = await open();
    await push(one, some);
    const ending = new AbortController();
    const onBegun = () => ending.abort(new Error('ended'));
    await expect(planRetention(parts, jobs, { ...request, signal: ending.signal, onBegun })).rejects.toThrow(
      'ended',
    );
    const [cut] = jobs.list({ kind: 'retention-plan', limit: 1 });
    expect(plans.get(cut?.id ?? 0)).toBeUndefined();
    const { facts } = await plan();
    const rows = parts.database.query.selectFrom('retention_plan').select('run');
    expect(parts.database.all(rows)).toEqual([{ run: facts.id }]);
  });
});

it('the lists of the latest plans are kept, and that of one that is being run', async () => {
  const { jobs, plan, plans, push } = await open();
  await push(one, some);
  const made: number[] = [];
  for (let at = 0; at < 6; at++) made.push((await plan()).facts.id);
  expect(made.map((id) => plans.get(id) !== undefined)).toEqual([false, ...Array(5).fill(true)]);
  expect(plans.page(made[0] ?? 0, { limit: 1 })).toEqual([]);
  const [, running = 0] = made;
  let end = () => undefined as unknown;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let run: Promise<void> | undefined;
  await new Promise<void>((resolve) => {
    const onBegun = (id: number) => {
      plans.take(running, id);
      resolve();
    };
    run = jobs.run({ kind: 'retention', ...request, onBegun }, () => ended);
  });
  await plan();
  await plan();
  expect(plans.get(running)).toBeDefined();
  end();
  await run;
  await plan();
  expect(plans.get(running)).toBeUndefined();
});

describe('the run of a plan', () => {
  it('removes exactly what is listed, once, and is remembered with its plan', async () => {
    const { parts, jobs, plan, plans, push, tags } = await open();
    await push(one, some);
    const { facts } = await plan();
    const result = await runPlannedRetention(parts, jobs, facts, request);
    expect(result).toMatchObject({ applied: true, plan: facts.id, tags: 2, removed: 2, kept: 0, busy: 0 });
    expect(tags()).toEqual(['c', 'd']);
    const [run] = jobs.list({ kind: 'retention', limit: 1 });
    expect(run).toMatchObject({ state: 'done', cause: 'dashboard', result });
    expect(plans.get(facts.id)?.job).toBe(run?.id);
    const events = parts.database.query.selectFrom('tag_event').select(['tag', 'cause', 'actor']);
    expect(parts.database.all(events.where('to_digest', 'is', null))).toEqual([
      { tag: 'a', cause: 'retention', actor: 'retention' },
      { tag: 'b', cause: 'retention', actor: 'retention' },
    ]);
    await push(one, { a: 9, b: 8 });
    await expect(runPlannedRetention(parts, jobs, facts, request)).rejects.toThrow(
      `this plan has been run already, by run ${run?.id}`,
    );
    expect(tags()).toEqual(['a', 'b', 'c', 'd']);
  });

  type Opened = Awaited<ReturnType<typeof open>>;
  const changes: [string, (opened: Opened) => unknown, string][] = [
    ['a new tag makes another one go', ({ push }) => push(one, { e: 1 }), 'other tags would go'],
    ['one is pushed again', ({ push }) => push(one, { a: 9 }), 'other tags would go'],
    [
      'one has been removed',
      ({ parts }) => parts.manifests.untag(one, parseTag('a'), someone),
      'other tags would go',
    ],
    [
      'one is protected',
      ({ storage }) => storage.tagProtections.protect(one, parseTag('a'), { actor: 'alice' }),
      'other tags would go',
    ],
    [
      'a policy is added',
      ({ storage }) =>
        storage.retentionPolicies.add({ repositories: ['other/*'], tags: ['*'], keepLast: 1 }, true, 'root'),
      'the policies have changed',
    ],
  ];
  it.each(changes)('is refused when %s, and nothing is removed', async (_, change, words) => {
    const opened = await open();
    await opened.push(one, some);
    const { facts } = await opened.plan();
    await change(opened);
    const before = opened.tags();
    await expect(runPlannedRetention(opened.parts, opened.jobs, facts, request)).rejects.toThrow(words);
    expect(opened.tags()).toEqual(before);
    expect(opened.plans.get(facts.id)?.job).toBeUndefined();
  });

  it('is refused when a tag was pulled that was to go for want of pulls', async () => {
    const opened = await open([{ repositories: ['**'], keepPulledWithinMs: 30 * dayMs }]);
    const { parts, storage, jobs, push, tags } = opened;
    parts.database.run(
      parts.database.query.updateTable('note').set({ value: '0' }).where('key', '=', 'database.createdAtMs'),
    );
    await push(one, { a: 90, b: 90 });
    const { facts } = await opened.plan();
    const digest = await storage.manifests.resolve(one, parseTag('a'));
    if (digest) storage.pulls.count(one, parseReference('a'), digest);
    await expect(runPlannedRetention(parts, jobs, facts, request)).rejects.toThrow('1 in the place of 2');
    expect(tags()).toEqual(['a', 'b']);
  });

  it('holds however much time goes by: what falls due later is for another plan', async () => {
    const opened = await open([{ repositories: ['**'], keepPushedWithinMs: 5 * dayMs }]);
    await opened.push(one, { old: 9, young: 1 });
    const { facts } = await opened.plan();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30 * dayMs });
    onTestFinished(() => void vi.useRealTimers());
    expect(await runPlannedRetention(opened.parts, opened.jobs, facts, request)).toMatchObject({
      removed: 1,
    });
    expect(opened.tags()).toEqual(['young']);
  });

  it('leaves what is pushed again between the last look and its turn', async () => {
    const opened = await open();
    await opened.push(one, some);
    const { facts } = await opened.plan();
    const { manifests } = opened.parts;
    const { untag } = manifests;
    let isFirst = true;
    manifests.untag = async function (this: typeof manifests, ...args) {
      if (isFirst) {
        isFirst = false;
        await pushManifest(opened.storage, one, emptyIndex('again'), 'b');
      }
      return await untag.apply(this, args);
    };
    const result = await runPlannedRetention(opened.parts, opened.jobs, facts, request);
    expect(result).toMatchObject({ tags: 2, removed: 1, kept: 1 });
    expect(opened.tags()).toEqual(['b', 'c', 'd']);
  });

  it('runs once at a time in all processes', async () => {
    const opened = await open();
    await opened.push(one, some);
    const { facts } = await opened.plan();
    const other = await open(last2, opened.root);
    const again = runPlannedRetention(other.parts, other.jobs, facts, request);
    const first = runPlannedRetention(opened.parts, opened.jobs, facts, request);
    const outcomes = await Promise.allSettled([first, again]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(refused.reason).toBeInstanceOf(JobRunning);
    expect(opened.tags()).toEqual(['c', 'd']);
  });

  it('ended by hand stays ended: the rest is for another plan', async () => {
    const opened = await open();
    await opened.push(one, some);
    const { facts } = await opened.plan();
    const ending = new AbortController();
    const { manifests } = opened.parts;
    const { untag } = manifests;
    manifests.untag = async function (this: typeof manifests, ...args) {
      ending.abort(new Error('ended'));
      return await untag.apply(this, args);
    };
    const run = runPlannedRetention(opened.parts, opened.jobs, facts, { ...request, signal: ending.signal });
    await expect(run).rejects.toThrow('ended');
    expect(opened.tags()).toEqual(['b', 'c', 'd']);
    const taken = opened.plans.get(facts.id);
    if (!taken) throw new Error('the plan is not kept');
    await expect(requireUnchanged(opened.parts, taken, new Pace(request.signal))).rejects.toThrow(
      'run already',
    );
    expect(names((await opened.plan()).listed)).toEqual(['team/one:b']);
  });

  it('killed between two tags has removed whole tags, and is refused afterwards; another plan goes on', async () => {
    const opened = await open();
    await opened.push(one, { ...some, e: 5 });
    const { facts } = await opened.plan();
    const script = fileURLToPath(new URL('../testing/retention-runner.ts', import.meta.url));
    const args = ['--import', 'tsx', script, opened.root, JSON.stringify(last2), String(facts.id), '2'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [said] = await once(child.stdout, 'data');
    expect(String(said)).toBe('removed\n');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await opened.parts.catalog.freshen(one);
    expect(opened.tags()).toEqual(['c', 'd', 'e']);
    for (const tag of opened.tags())
      expect(await opened.storage.manifests.resolve(one, parseTag(tag))).toBeDefined();
    await expect(runPlannedRetention(opened.parts, opened.jobs, facts, request)).rejects.toThrow(
      'this plan has been run already',
    );
    expect(opened.tags()).toEqual(['c', 'd', 'e']);
    const next = await opened.plan();
    expect(names(next.listed)).toEqual(['team/one:c']);
    expect(await runPlannedRetention(opened.parts, opened.jobs, next.facts, request)).toMatchObject({
      removed: 1,
    });
    expect(opened.tags()).toEqual(['d', 'e']);
    const killed = opened.jobs.list({ kind: 'retention', limit: 9 }).at(-1);
    expect(killed).toMatchObject({ state: 'failed', result: 'its process was killed' });
  }, 60_000);
});
