import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseTag } from '@/lib/oci/reference';
import type { Origin } from './origin';
import { HookedDriver } from './testing/hooked-driver';
import {
  emptyIndex,
  faultOf,
  openStorage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from './testing/open-storage';

const app = repositoryOf('team/app');
const [v1, v2] = [parseTag('v1'), parseTag('v2')];
const alice: Origin = { actor: 'alice', cause: 'delete', address: '192.0.2.1', client: 'browser' };
const sparing = { origin: alice, isSpared: async () => false };

async function open(root?: string) {
  const folder = root ?? (await temporaryFolder());
  const opened = await openStorage(folder);
  return { ...opened, root: folder, protections: opened.storage.tagProtections };
}

describe('a tag that somebody protects', () => {
  it('goes by no deletion: not alone, not with its manifest, its image or its repository', async () => {
    const { storage, protections } = await open();
    const digest = await pushManifest(storage, app, emptyIndex('one'), 'v1', 'v2');
    expect(await protections.protect(app, v1, alice)).toMatchObject({ by: 'alice', isNew: true });
    const refusal = { fault: { code: 'TAG_PROTECTED', tags: ['v1'], rule: 'person' } };
    await expect(storage.manifests.untag(app, v1, someone)).rejects.toMatchObject(refusal);
    await expect(storage.manifests.delete(app, digest, someone)).rejects.toMatchObject(refusal);
    await expect(storage.deleteImage(app, digest, sparing)).rejects.toMatchObject(refusal);
    await expect(storage.deleteRepository(app, someone)).rejects.toMatchObject(refusal);
    expect(await storage.manifests.untag(app, v2, someone)).toBe(true);
    expect(await storage.manifests.resolve(app, v1)).toBe(digest);
  });

  it('is moved by a push, and protected where it points then', async () => {
    const { storage, protections } = await open();
    const first = await pushManifest(storage, app, emptyIndex('one'), 'v1');
    await protections.protect(app, v1, alice);
    const second = await pushManifest(storage, app, emptyIndex('two'), 'v1');
    expect(await storage.manifests.delete(app, first, someone)).toBe(true);
    expect(await faultOf(storage.manifests.delete(app, second, someone))).toBe('TAG_PROTECTED');
  });

  it('goes like any other once its protection is lifted, and leaves nothing', async () => {
    const { storage, protections } = await open();
    const digest = await pushManifest(storage, app, emptyIndex('one'), 'v1');
    await protections.protect(app, v1, alice);
    expect(await protections.lift(app, v1, alice)).toMatchObject({ by: 'alice' });
    expect(await protections.lift(app, v1, alice)).toBeUndefined();
    expect(await storage.manifests.delete(app, digest, someone)).toBe(true);
    expect(await storage.parts.driver.stat(storage.parts.paths.folder(app))).toBeUndefined();
  });

  it('keeps who protected it first, and is none when there is no such tag', async () => {
    const { storage, protections } = await open();
    await pushManifest(storage, app, emptyIndex('one'), 'v1');
    await protections.protect(app, v1, alice);
    const again = await protections.protect(app, v1, { ...alice, actor: 'bob' });
    expect(again).toMatchObject({ by: 'alice', isNew: false });
    expect(await protections.protect(app, v2, alice)).toBeUndefined();
    expect(await protections.of(app, v2)).toBeUndefined();
  });

  it('is so without the database, and in every process at once', async () => {
    const { storage, close, root, protections } = await open();
    const beside = await open(root);
    await pushManifest(storage, app, emptyIndex('one'), 'v1');
    await protections.protect(app, v1, alice);
    expect(await faultOf(beside.storage.manifests.untag(app, v1, someone))).toBe('TAG_PROTECTED');
    await beside.close();
    await close();
    for (const name of await fs.readdir(root))
      if (name.startsWith('cyberdock.db')) await fs.rm(path.join(root, name));
    const again = await open(root);
    expect(await again.protections.of(app, v1)).toMatchObject({ by: 'alice' });
    expect(await faultOf(again.storage.manifests.untag(app, v1, someone))).toBe('TAG_PROTECTED');
  });

  it('is so whatever its file holds, also when nobody can read who did it', async () => {
    const { storage, protections } = await open();
    await pushManifest(storage, app, emptyIndex('one'), 'v1');
    await protections.protect(app, v1, alice);
    const file = storage.parts.paths.protection(app, v1);
    for (const content of ['', '{', '{"by":7,"atMs":"now"}', '\0'.repeat(100_000)]) {
      await fs.writeFile(file, content);
      expect(await protections.of(app, v1)).toMatchObject({ by: null });
      expect(await faultOf(storage.manifests.untag(app, v1, someone))).toBe('TAG_PROTECTED');
    }
    expect(await protections.lift(app, v1, alice)).toBeDefined();
    expect(await storage.manifests.untag(app, v1, someone)).toBe(true);
  });

  it('has both told in its history, by whom, and as no move: who pushed it stays known', async () => {
    const { storage, protections } = await open();
    const digest = await pushManifest(storage, app, emptyIndex('one'), 'v1');
    const beforeMs = Date.now();
    await protections.protect(app, v1, alice);
    await protections.lift(app, v1, { ...alice, actor: 'bob' });
    const events = await storage.history.events(app, { limit: 10 });
    expect(events).toMatchObject([
      { cause: 'unprotect', actor: 'bob', tag: 'v1', from: digest, to: digest },
      { cause: 'protect', actor: 'alice', address: '192.0.2.1', client: 'browser' },
      { cause: 'push', actor: 'someone' },
    ]);
    expect(storage.tagTable.pushersOf(app, [v1]).get(v1)).toBe('someone');
    const range = { fromMs: beforeMs, toMs: Date.now() + 1, limit: 10 };
    const moves = await storage.history.movesBetween(app, v1, range);
    expect(moves.map(({ cause }) => cause).filter((cause) => cause !== 'push')).toEqual([]);
    expect(await storage.history.digestAt(app, v1, Date.now())).toEqual({ state: 'digest', digest });
  });

  it('is told among any number of others', async () => {
    const { storage, protections } = await open();
    const tags = Array.from({ length: 1_200 }, (_, at) => parseTag(`t${at}`));
    await pushManifest(storage, app, emptyIndex('one'), ...tags);
    expect(await protections.among(app, tags)).toEqual(new Map());
    for (const at of [3, 700, 1_199]) await protections.protect(app, parseTag(`t${at}`), alice);
    const found = async (some: readonly (typeof v1)[]) =>
      [...(await protections.among(app, some)).keys()].sort();
    expect(await found(tags)).toEqual(['t1199', 't3', 't700']);
    expect(await found(tags.slice(0, 10))).toEqual(['t3']);
  });

  it('is none of its own: no repository can be called as the folder, and none is found there', async () => {
    const { storage, protections } = await open();
    await pushManifest(storage, app, emptyIndex('one'), 'v1');
    await protections.protect(app, v1, alice);
    expect(() => repositoryOf('team/app/_protected')).toThrow('_protected');
    expect((await storage.listRepositories({ limit: 10 })).names).toEqual([app]);
  });
});

describe('a deletion that has begun', () => {
  it('leaves a tag of the repository that is protected meanwhile, with its manifest', async () => {
    const driver = new HookedDriver();
    const { storage } = await openStorage(await temporaryFolder(), {}, { driver });
    for (let at = 0; at < 80; at++) await pushManifest(storage, app, emptyIndex(`${at}`), `v${100 + at}`);
    const last = parseTag('v179');
    let protecting: Promise<unknown> | undefined;
    driver.onCall = async (call, [file = '']) => {
      if (protecting || call !== 'remove' || !file.endsWith('/v100')) return;
      // The lock is held for this batch: what comes next asks for it after.
      protecting = storage.tagProtections.protect(app, last, alice);
    };
    await storage.deleteRepository(app, someone);
    expect(protecting).toBeDefined();
    await protecting;
    const protection = await storage.tagProtections.of(app, last);
    const digest = await storage.manifests.resolve(app, last);
    // Whichever came first: never is a tag told to be protected and gone.
    expect(digest !== undefined).toBe(protection !== undefined);
    if (digest) expect(await storage.manifests.read(app, digest)).toBeDefined();
  });
});

describe('tags that are protected, freed, pushed and deleted in any order', () => {
  it('are never lost while they are protected', async () => {
    const tags = ['a', 'b', 'c'];
    const step = fc.record({
      what: fc.constantFrom('protect', 'lift', 'push', 'untag', 'manifest', 'image', 'repository', 'reopen'),
      tag: fc.constantFrom(...tags),
      text: fc.constantFrom('one', 'two'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        let { storage, close, root } = await open();
        const held = new Map<string, string>();
        const guarded = new Set<string>();
        for (const { what, tag: name, text } of steps) {
          const tag = parseTag(name);
          const digest = held.get(name);
          if (what === 'protect') {
            const done = await storage.tagProtections.protect(app, tag, alice);
            expect(done !== undefined).toBe(held.has(name));
            if (done) guarded.add(name);
          } else if (what === 'lift') {
            const done = await storage.tagProtections.lift(app, tag, alice);
            expect(done !== undefined).toBe(guarded.delete(name));
          } else if (what === 'push') {
            held.set(name, await pushManifest(storage, app, emptyIndex(text), name));
          } else if (what === 'reopen') {
            await close();
            ({ storage, close } = await open(root));
          } else if (digest !== undefined) {
            const going =
              what === 'untag'
                ? [name]
                : [...held].filter(([, to]) => what === 'repository' || to === digest).map(([one]) => one);
            const done = await (what === 'untag'
              ? faultOf(storage.manifests.untag(app, tag, someone))
              : what === 'manifest'
                ? faultOf(storage.manifests.delete(app, digest as never, someone))
                : what === 'image'
                  ? faultOf(storage.deleteImage(app, digest as never, sparing))
                  : faultOf(storage.deleteRepository(app, someone)));
            if (going.some((one) => guarded.has(one))) expect(done).toBe('TAG_PROTECTED');
            else for (const one of going) held.delete(one);
          }
          for (const one of tags) {
            expect(await storage.manifests.resolve(app, parseTag(one))).toBe(held.get(one));
            expect((await storage.tagProtections.of(app, parseTag(one))) !== undefined).toBe(
              guarded.has(one),
            );
          }
        }
        await close();
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

describe('two processes', () => {
  it('of which one protects a tag while the other deletes it: it is protected, or it is gone', async () => {
    const { storage, root, protections } = await open();
    const script = fileURLToPath(new URL('./testing/tag-guardian.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, root], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const answer = async () => (await lines.next()).value as string;
    expect(await answer()).toBe('ready');
    for (let round = 0; round < 40; round++) {
      const name = `v${round}`;
      const tag = parseTag(name);
      await pushManifest(storage, app, emptyIndex(name), name);
      const [what, ours] = round % 2 === 0 ? ['untag', 'protect'] : ['protect', 'untag'];
      child.stdin.write(`${what} ${app} ${name}\n`);
      const mine =
        ours === 'protect'
          ? faultOf(protections.protect(app, tag, alice).then((done) => done !== undefined))
          : faultOf(storage.manifests.untag(app, tag, someone));
      const results = await Promise.all([mine, answer()]);
      const protection = await protections.of(app, tag);
      const digest = await storage.manifests.resolve(app, tag);
      expect(digest !== undefined, JSON.stringify(results)).toBe(protection !== undefined);
      if (protection) {
        child.stdin.write(`lift ${app} ${name}\n`);
        expect(await answer()).toBe('true');
        expect(await storage.manifests.untag(app, tag, someone)).toBe(true);
      }
    }
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  }, 60_000);
});
