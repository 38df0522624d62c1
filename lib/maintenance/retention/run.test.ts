import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RetentionPolicy } from '@/lib/config';
import type { Digest } from '@/lib/oci/digest';
import { parseReference, parseTag, type Tag } from '@/lib/oci/reference';
import {
  emptyIndex,
  openStorage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { Jobs } from '../jobs';
import { Pace } from '../pace';
import type { Decision } from './evaluation';
import { retentionTask } from './retention-task';
import { runRetention } from './run';
import { simulateRetention } from './simulate';

const [one, other] = [repositoryOf('team/one'), repositoryOf('other/one')];
const dayMs = 86_400_000;
const context = (signal = new AbortController().signal) => ({
  signal,
  pace: new Pace(signal),
  progress: () => undefined,
});

async function open(policies: RetentionPolicy[], root?: string) {
  const { storage } = await openStorage(root ?? (await temporaryFolder()), {}, { policies });
  const { parts } = storage;
  const { database, listing } = parts;
  return {
    storage,
    parts,
    config: { enabled: true, intervalMs: 0, policies },
    /** Tags, each with a manifest of its own, as if they were pushed this many days ago. */
    push: async (repository: typeof one, days: Record<string, number>) => {
      for (const [tag, count] of Object.entries(days)) {
        await pushManifest(storage, repository, emptyIndex(`${repository} ${tag}`), tag);
        const rows = database.query.updateTable('tag').set({ pushed_at_ms: Date.now() - count * dayMs });
        database.run(rows.where('repository', '=', repository).where('name', '=', tag));
      }
    },
    tags: (repository = one) => listing.tags(repository, { limit: 1000 }).map(({ name }) => name as string),
  };
}

const last2: RetentionPolicy[] = [{ repositories: ['team/*'], keepLast: 2, keepTags: ['latest'] }];

describe('a run', () => {
  it('takes a signature only once what it signs has gone', async () => {
    const { storage, parts, config, push, tags } = await open([
      { repositories: ['team/*'], keepTags: ['keep'] },
    ]);
    const signed = await pushManifest(storage, one, emptyIndex('signed'), 'keep');
    const [signature, orphan] = [`${signed.replace(':', '-')}.sig`, `sha256-${'0'.repeat(64)}.sig`];
    await push(one, { [signature]: 9, [orphan]: 9, old: 9 });
    await runRetention(parts, config, context());
    expect(tags()).toEqual(['keep', signature]);
  });

  it('removes what no rule keeps, in the repositories of the policies, and leaves the manifests', async () => {
    const { parts, config, push, tags } = await open(last2);
    await push(one, { a: 4, b: 3, c: 2, d: 1, latest: 9 });
    await push(other, { a: 4, b: 3, c: 2, d: 1 });
    const removed: string[] = [];
    const result = await runRetention(parts, config, context(), {
      onRemoved: (repository, { tag }) => removed.push(`${repository}:${tag}`),
    });
    expect(tags()).toEqual(['c', 'd', 'latest']);
    expect(tags(other)).toEqual(['a', 'b', 'c', 'd']);
    expect(removed).toEqual(['team/one:a', 'team/one:b']);
    expect(result).toEqual({
      repositories: 1,
      tags: 5,
      kept: 3,
      removed: 2,
      removedByPolicy: { 'retention.policies[0]': 2 },
      busy: 0,
    });
    const events = parts.database.query
      .selectFrom('tag_event')
      .select(['tag', 'cause', 'actor', 'from_digest']);
    const journalled = parts.database.all(events.where('to_digest', 'is', null));
    expect(journalled.map(({ tag, cause, actor }) => [tag, cause, actor])).toEqual([
      ['a', 'retention', 'retention'],
      ['b', 'retention', 'retention'],
    ]);
    for (const { from_digest } of journalled)
      expect(await parts.manifests.read(one, from_digest as Digest)).toBeDefined();
    expect((await runRetention(parts, config, context())).removed).toBe(0);
  });

  it('does what the simulation said, tag by tag', async () => {
    const policies = [
      { repositories: ['**'], tags: ['*1'], keepPushedWithinMs: 5 * dayMs },
      { repositories: ['team/*'], keepLast: 3, protected: ['p*'] },
    ];
    const { parts, config, push, tags } = await open(policies);
    const days = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`${'pq'[at % 2]}${at}`, at]));
    await push(one, days);
    await push(other, days);
    const kept = new Map<string, string[]>([
      [one, []],
      [other, []],
    ]);
    for await (const { repository, decisions } of simulateRetention(parts, config, context().pace)) {
      for (const { tag, keep } of decisions) if (keep) kept.get(repository)?.push(tag);
    }
    expect(tags()).toHaveLength(30);
    await runRetention(parts, config, context());
    expect(tags()).toEqual(kept.get(one));
    expect(tags(other)).toEqual(kept.get(other));
    expect(tags().length).toBeLessThan(30);
  });

  it('keeps what somebody protects, and says who; also what is protected just before it goes', async () => {
    const { storage, parts, config, push, tags } = await open([{ repositories: ['**'], keepTags: ['no'] }]);
    await push(one, { a: 9, b: 9, c: 9, d: 9 });
    const alice = { actor: 'alice', cause: 'delete' } as const;
    await storage.tagProtections.protect(one, parseTag('b'), alice);
    const reasons: string[] = [];
    for await (const { decisions } of simulateRetention(parts, config, context().pace))
      for (const { tag, keep, reason } of decisions) reasons.push(`${tag} ${keep} ${reason}`);
    expect(reasons[1]).toMatch(/^b true it is protected in the dashboard by alice on \d{4}-\d\d-\d\d$/);
    expect(reasons.filter((one) => one.includes(' true '))).toHaveLength(1);
    const untag = parts.manifests.untag.bind(parts.manifests);
    vi.spyOn(parts.manifests, 'untag').mockImplementation(async (...of) => {
      if (of[1] === 'c') await storage.tagProtections.protect(one, parseTag('c'), alice);
      return await untag(...of);
    });
    expect(await runRetention(parts, config, context())).toMatchObject({ removed: 2, kept: 2 });
    expect(tags()).toEqual(['b', 'c']);
  });

  it('keeps what was pulled, by tag or by digest, also a moment ago', async () => {
    const policies = [{ repositories: ['**'], keepPulledWithinMs: 30 * dayMs }];
    const { storage, parts, config, push, tags } = await open(policies);
    const known = parts.database.query.updateTable('note').set({ value: '0' });
    parts.database.run(known.where('key', '=', 'database.createdAtMs'));
    await push(one, { 'by-tag': 90, 'by-digest': 90, never: 90, fresh: 2 });
    const digest = async (tag: string) => (await storage.manifests.resolve(one, parseTag(tag))) as Digest;
    storage.pulls.count(one, parseReference('by-tag'), await digest('by-tag'));
    storage.pulls.count(one, parseReference(await digest('by-digest')), await digest('by-digest'));
    await runRetention(parts, config, context());
    expect(tags()).toEqual(['by-digest', 'by-tag', 'fresh']);
  });

  it('removes nothing for want of pulls when the database is young', async () => {
    const { parts, config, push, tags } = await open([{ repositories: ['**'], keepPulledWithinMs: dayMs }]);
    await push(one, { old: 90 });
    expect((await runRetention(parts, config, context())).removed).toBe(0);
    expect(tags()).toEqual(['old']);
  });

  it('goes through more tags than one page, and reads changes made by hand first', async () => {
    const { storage, parts, config, tags } = await open([{ repositories: ['**'], keepTags: ['keep'] }]);
    const names = Array.from({ length: 250 }, (_, at) => `t${at}`);
    await pushManifest(storage, one, emptyIndex('x'), ...names);
    const digest = await pushManifest(storage, one, emptyIndex('x'), 'keep');
    await parts.driver.symlink(digest, parts.paths.tag(one, 'by-hand' as Tag));
    expect((await runRetention(parts, config, context())).removed).toBe(251);
    expect(tags()).toEqual(['keep']);
  });

  it('ends between two tags when it is told to, and the next one goes on', async () => {
    const { parts, config, push, tags } = await open(last2);
    await push(one, { a: 9, b: 8, c: 7, d: 6, e: 5 });
    const ending = new AbortController();
    const onRemoved = () => ending.abort(new Error('ended'));
    const ended = runRetention(parts, config, context(ending.signal), { onRemoved });
    await expect(ended).rejects.toThrow('ended');
    expect(tags()).toEqual(['b', 'c', 'd', 'e']);
    await runRetention(parts, config, context());
    expect(tags()).toEqual(['d', 'e']);
  });

  it('leaves a repository that another process keeps locked for the next time', async () => {
    const { parts, config, push, tags } = await open(last2);
    await push(one, { a: 9, b: 8, c: 7 });
    await push(repositoryOf('team/two'), { a: 9, b: 8, c: 7 });
    const { untag } = parts.manifests;
    parts.manifests.untag = async function (this: typeof parts.manifests, repository, ...rest) {
      if (repository === one)
        return await parts.locks.hold(`repository:${one}`, () => untag.call(this, repository, ...rest), 0);
      return await untag.call(this, repository, ...rest);
    };
    const blocker = await openStorage(parts.paths.root);
    await blocker.storage.parts.locks.hold(`repository:${one}`, async () => {
      expect(await runRetention(parts, config, context())).toMatchObject({ busy: 1, removed: 1 });
    });
    expect(tags()).toEqual(['a', 'b', 'c']);
    expect(tags(repositoryOf('team/two'))).toEqual(['b', 'c']);
  });
});

describe('what happens between the decision and the removal', () => {
  /** Runs something right before the first removal, as another process may. */
  async function interrupted(
    policies: RetentionPolicy[],
    task: (opened: Awaited<ReturnType<typeof open>>) => Promise<void>,
    days: Record<string, number>,
  ) {
    const opened = await open(policies);
    await opened.push(one, days);
    const { manifests } = opened.parts;
    const { untag } = manifests;
    let isFirst = true;
    manifests.untag = async function (this: typeof manifests, ...args) {
      const first = isFirst;
      isFirst = false;
      if (first) await task(opened);
      return await untag.apply(this, args);
    };
    const decisions: Decision[] = [];
    const result = await runRetention(opened.parts, opened.config, context(), {
      onRemoved: (_, decision) => decisions.push(decision),
    });
    return { ...opened, removed: decisions.map(({ tag }) => tag as string), result };
  }
  const within: RetentionPolicy[] = [{ repositories: ['**'], keepPushedWithinMs: 5 * dayMs }];

  it('a push of another digest under the tag survives', async () => {
    const { storage, removed, result } = await interrupted(
      within,
      async ({ storage }) => void (await pushManifest(storage, one, emptyIndex('new'), 'a')),
      { a: 9 },
    );
    expect(removed).toEqual([]);
    expect(result).toMatchObject({ kept: 1, removed: 0 });
    expect(await storage.manifests.resolve(one, parseTag('a'))).toBeDefined();
  });

  it('a push of the same digest under the tag survives', async () => {
    const { tags } = await interrupted(
      within,
      async ({ storage }) => void (await pushManifest(storage, one, emptyIndex(`${one} a`), 'a')),
      { a: 9 },
    );
    expect(tags()).toEqual(['a']);
  });

  it('when others remove tags that were among the last, those after them stay instead', async () => {
    const removeNewest = async ({ storage }: { storage: Parameters<typeof pushManifest>[0] }) => {
      for (const tag of ['d', 'e']) await storage.manifests.untag(one, parseTag(tag), someone);
    };
    const { tags } = await interrupted(last2, removeNewest, { a: 9, b: 8, c: 7, d: 6, e: 5 });
    // The first tag was on its way; of the others, the last two stay.
    expect(tags()).toEqual(['b', 'c']);
  });
});

describe('two processes', () => {
  it('a push against retention on the same tag: what was acknowledged stays', async () => {
    const policies = [{ repositories: ['**'], keepPushedWithinMs: 5 * dayMs }];
    const root = await temporaryFolder();
    const { storage, parts, config, push } = await open(policies, root);
    const script = fileURLToPath(new URL('../../storage/testing/tag-pusher.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, root, JSON.stringify(policies)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const answer = async () => (await lines.next()).value as string;
    expect(await answer()).toBe('ready');
    for (let round = 0; round < 40; round++) {
      await push(one, { moving: 9 });
      // In every other round the same digest is pushed again.
      const text = round % 2 === 0 ? `new-${round}` : 'again';
      if (round % 2 === 1) {
        await pushManifest(storage, one, emptyIndex('again'), 'moving');
        parts.database.run(parts.database.query.updateTable('tag').set({ pushed_at_ms: 1000 }));
      }
      child.stdin.write(`${one} moving ${text}\n`);
      const [digest] = await Promise.all([answer(), runRetention(parts, config, context())]);
      expect(await storage.manifests.resolve(one, parseTag('moving'))).toBe(digest);
    }
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  }, 60_000);
});

describe('the job', () => {
  const run = async (enabled: boolean) => {
    const opened = await open(last2);
    await opened.push(one, { a: 4, b: 3, c: 2 });
    opened.storage.pulls.count(
      one,
      parseReference('gone'),
      (await opened.storage.manifests.resolve(one, parseTag('a'))) as Digest,
    );
    opened.storage.pulls.flush();
    const task = retentionTask(opened.parts, { ...opened.config, enabled, intervalMs: 5 });
    expect([task.kind, task.intervalMs]).toEqual(['retention', 5]);
    const options = { kind: task.kind, cause: 'schedule', signal: new AbortController().signal } as const;
    const jobs = new Jobs(opened.parts);
    const result = await jobs.run(options, task.run);
    expect(jobs.list({ limit: 1 })).toMatchObject([{ kind: 'retention', state: 'done', result }]);
    expect(opened.storage.pulls.of(one, ['gone']).size).toBe(0);
    return { result, tags: opened.tags() };
  };

  it('applies those of the database after those of the configuration, as they are when it begins', async () => {
    const { storage, parts, config, push, tags } = await open([{ repositories: ['team/*'], tags: ['v*'] }]);
    await push(one, { v1: 9, 'pr-1': 9, 'pr-2': 8 });
    const task = retentionTask(parts, config);
    storage.retentionPolicies.add({ repositories: ['**'], tags: ['*'], keepTags: ['none'] }, false, 'alice');
    expect(await task.run(context())).toMatchObject({ removed: 0 });
    storage.retentionPolicies.add({ repositories: ['**'], tags: ['*'], keepLast: 1 }, true, 'alice');
    expect(await task.run(context())).toMatchObject({ removed: 1, removedByPolicy: { 'policy 2': 1 } });
    expect(tags()).toEqual(['pr-2', 'v1']);
  });

  it('applies the policies when they are enabled', async () => {
    const { result, tags } = await run(true);
    expect(result).toMatchObject({ applied: true, removed: 1, kept: 2 });
    expect(tags).toEqual(['b', 'c']);
  });

  it('only counts what they would remove when they are not', async () => {
    const { result, tags } = await run(false);
    expect(result).toMatchObject({ applied: false, removed: 1, kept: 2 });
    expect(tags).toEqual(['a', 'b', 'c']);
  });
});
