import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RetentionPolicy } from '@/lib/config';
import { parseTag, type Tag } from '@/lib/oci/reference';
import { tagRulesOf } from './tag-rules';
import {
  emptyIndex,
  faultOf,
  openStorage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from './testing/open-storage';

const one = repositoryOf('team/one');
const policies: RetentionPolicy[] = [
  { repositories: ['team/*'], immutable: ['v*'] },
  { repositories: ['team/one'], tags: ['nothing'], protected: ['latest', 'stable-*'] },
];
const open = async (root?: string) =>
  (await openStorage(root ?? (await temporaryFolder()), {}, { policies })).storage;
const [v1, latest] = [parseTag('v1'), parseTag('latest')];
const fault = (tags: string[], rule: string, setting: string) => ({
  fault: { code: 'TAG_PROTECTED', tags, rule, setting },
});
const immutable = fault(['v1'], 'immutable', 'retention.policies[0].immutable');
const guarded = fault(['latest'], 'protected', 'retention.policies[1].protected');

describe('tagRulesOf', () => {
  it('names the setting of the first policy that protects, whatever its tags say', () => {
    const rules = tagRulesOf(policies);
    const of = (repository: string, tag: string) => [
      rules.immutableBy(repositoryOf(repository), tag as Tag),
      rules.protectedBy(repositoryOf(repository), tag as Tag),
    ];
    expect(of('team/one', 'v1')).toEqual(['retention.policies[0].immutable', undefined]);
    expect(of('team/one', 'stable-2')).toEqual([undefined, 'retention.policies[1].protected']);
    expect(of('team/other', 'latest')).toEqual([undefined, undefined]);
    expect(of('other/one', 'v1')).toEqual([undefined, undefined]);
  });
});

describe('an immutable tag', () => {
  it('is not moved by a push, which stores nothing; the same digest again is fine', async () => {
    const storage = await open();
    const first = await pushManifest(storage, one, emptyIndex('first'), 'v1');
    const second = pushManifest(storage, one, emptyIndex('second'), 'other', 'v1');
    await expect(second).rejects.toMatchObject(immutable);
    expect(await storage.manifests.resolve(one, v1)).toBe(first);
    expect(await storage.manifests.resolve(one, parseTag('other'))).toBeUndefined();
    expect(await pushManifest(storage, one, emptyIndex('first'), 'v1')).toBe(first);
  });

  it('is neither deleted nor is its manifest', async () => {
    const storage = await open();
    const digest = await pushManifest(storage, one, emptyIndex('first'), 'v1', 'x');
    await expect(storage.manifests.untag(one, v1, someone)).rejects.toMatchObject(immutable);
    await expect(storage.manifests.delete(one, digest, someone)).rejects.toMatchObject(immutable);
    expect(await storage.manifests.untag(one, parseTag('x'), someone)).toBe(true);
    expect(await storage.manifests.resolve(one, v1)).toBe(digest);
    expect(await storage.manifests.read(one, digest)).toBeDefined();
  });
});

describe('a protected tag', () => {
  it('is moved by a push, but neither deleted nor is the manifest that it points to', async () => {
    const storage = await open();
    const first = await pushManifest(storage, one, emptyIndex('first'), 'latest');
    const second = await pushManifest(storage, one, emptyIndex('second'), 'latest');
    await expect(storage.manifests.untag(one, latest, someone)).rejects.toMatchObject(guarded);
    await expect(storage.manifests.delete(one, second, someone)).rejects.toMatchObject(guarded);
    expect(await storage.manifests.delete(one, first, someone)).toBe(true);
    expect(await storage.manifests.resolve(one, latest)).toBe(second);
  });

  it('is named with all others of the manifest that the same setting protects', async () => {
    const storage = await open();
    const digest = await pushManifest(storage, one, emptyIndex('x'), 'stable-1', 'free', 'latest');
    await expect(storage.manifests.delete(one, digest, someone)).rejects.toMatchObject(
      fault(['latest', 'stable-1'], 'protected', 'retention.policies[1].protected'),
    );
  });

  it('is free in repositories that no such policy is about', async () => {
    const storage = await open();
    const other = repositoryOf('team/other');
    const digest = await pushManifest(storage, other, emptyIndex('x'), 'latest');
    expect(await storage.manifests.delete(other, digest, someone)).toBe(true);
  });
});

describe('a tag that is pushed again', () => {
  it('is as young as one that moved, and its history tells of no move', async () => {
    const { database, manifests, listing } = (await open()).parts;
    const storage = { manifests } as Parameters<typeof pushManifest>[0];
    const digest = await pushManifest(storage, one, emptyIndex('x'), 'latest');
    const row = () => listing.pushedAtMs(one, latest) ?? 0;
    database.run(database.query.updateTable('tag').set({ pushed_at_ms: 1000 }));
    const only = { ifDigest: digest, ifPushedAtMs: 1000 };
    await pushManifest(storage, one, emptyIndex('x'), 'latest');
    expect(row()).toBeGreaterThan(Date.now() - 60_000);
    expect(await manifests.untag(one, latest, someone, only)).toBe(false);
    expect(database.all(database.query.selectFrom('tag_event').select('tag'))).toHaveLength(1);
  });
});

describe('two processes', () => {
  it('that push an immutable tag at once make it once: one wins, all others are refused', async () => {
    const root = await temporaryFolder();
    const storage = await open(root);
    const script = fileURLToPath(new URL('./testing/tag-pusher.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, root, JSON.stringify(policies)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const answer = async () => (await lines.next()).value as string;
    expect(await answer()).toBe('ready');
    for (let round = 0; round < 25; round++) {
      const tag = `v${round}`;
      child.stdin.write(`${one} ${tag} theirs-${round}\n`);
      const ours = pushManifest(storage, one, emptyIndex(`ours-${round}`), tag);
      const [mine, theirs] = await Promise.all([ours.catch((error) => error.fault.code), answer()]);
      expect([mine, theirs].filter((result) => result === 'TAG_PROTECTED')).toHaveLength(1);
      const winner = mine === 'TAG_PROTECTED' ? theirs : mine;
      expect(await storage.manifests.resolve(one, parseTag(tag))).toBe(winner);
      expect(await faultOf(storage.manifests.delete(one, winner, someone))).toBe('TAG_PROTECTED');
    }
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  }, 60_000);
});
