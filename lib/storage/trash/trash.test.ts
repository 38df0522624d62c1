import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import { parseTag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { FileSystemDriver } from '../driver';
import { HookedDriver } from '../testing/hooked-driver';
import {
  emptyIndex,
  faultOf,
  openParts,
  openStorage,
  pushBlob,
  pushImage,
  pushManifest,
  repositoryOf,
  temporaryFolder,
} from '../testing/open-storage';
import { TrashError } from './trash-error';

const [one, other] = [repositoryOf('team/one'), repositoryOf('team/other')];
const latest = parseTag('latest');
const weekMs = 7 * 86_400_000;
const deleter = { actor: 'anna', cause: 'delete', address: '10.0.0.7', client: 'docker/29' } as const;
const restorer = { actor: 'otto', cause: 'restore' } as const;

async function open({ trashMs = weekMs, root = '' } = {}) {
  const folder = root || (await temporaryFolder());
  return { root: folder, ...(await openStorage(folder, {}, { trashMs })) };
}
type Opened = Awaited<ReturnType<typeof open>>['storage'];

/** Every name in the data folder's content with what it holds, without inodes and times. */
async function contentOf(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await fs.readdir(path.join(root, folder), { withFileTypes: true })) {
      const name = path.join(folder, entry.name);
      const file = path.join(root, name);
      if (entry.isDirectory()) await visit(name);
      else if (entry.isSymbolicLink()) found[name] = `-> ${await fs.readlink(file)}`;
      else found[name] = await fs.readFile(file, 'latin1');
    }
  };
  for (const folder of ['repositories', 'pool', 'trash']) await visit(folder);
  return found;
}
const indexOf = (...children: { digest: Digest; size: number; mediaType?: string }[]) => ({
  schemaVersion: 2,
  mediaType: mediaTypes.ociIndex,
  manifests: children.map((child) => ({ mediaType: mediaTypes.ociManifest, ...child })),
});
const sizeOf = (document: object) => Buffer.byteLength(JSON.stringify(document));

/** Deletes by the API all blobs of a repository that may be deleted. */
async function deleteBlobs(storage: Opened, repository: RepositoryName, ...digests: Digest[]) {
  for (const digest of digests) {
    expect(await storage.blobs.delete(repository, digest)).toBe(true);
    expect(await storage.blobs.tell(repository, digest)).toBeUndefined();
  }
}
const onlyEntry = async (storage: Opened) => {
  const { entries } = await storage.trash.list();
  expect(entries).toHaveLength(1);
  return entries[0] ?? expect.fail('no entry');
};
/** Counts how often the file of an entry is read. */
class ReadsOfEntries extends FileSystemDriver {
  count = 0;

  constructor() {
    super(false);
  }

  override async read(file: string, bytesMax: number) {
    if (file.includes('/trash/entries/')) this.count += 1;
    return await super.read(file, bytesMax);
  }
}
const errorOf = async (promise: Promise<unknown>) =>
  await promise.then(
    () => expect.fail('it did not fail'),
    (error) => (error instanceof TrashError ? error.fault : expect.fail(String(error))),
  );

describe('restoring', () => {
  it('a manifest gives back every byte, tag, blob and referrer, though its blobs were deleted too', async () => {
    const { root, storage } = await open();
    const subject = await pushManifest(storage, one, emptyIndex('subject'), 'subject');
    const { config, layer, document } = await pushImage(storage, one, 'image');
    const referrer = {
      ...document,
      subject: { mediaType: mediaTypes.ociIndex, digest: subject, size: sizeOf(emptyIndex('subject')) },
    };
    const digest = await pushManifest(storage, one, referrer, 'latest', 'v1');
    const plain = digestOf(Buffer.from(JSON.stringify(document)));
    const before = await contentOf(root);
    await storage.manifests.delete(one, plain, deleter);
    await storage.manifests.delete(one, digest, deleter);
    await deleteBlobs(storage, one, config, layer);
    expect((await storage.referrers.page(one, subject, {})).descriptors).toEqual([]);

    const [entry, first] = (await storage.trash.list()).entries;
    const bytes = sizeOf(referrer) + '{"config":"image"}'.length + 'layer of image'.length;
    const { actor, cause, address, client } = deleter;
    expect(entry).toMatchObject({ kind: 'manifest', repository: one, bytes, actor, cause, address, client });
    expect(entry?.tags.map(({ name }) => name).sort()).toEqual(['latest', 'v1']);
    expect((entry?.expiresAtMs ?? 0) - (entry?.deletedAtMs ?? 0)).toBe(weekMs);

    const restored = await storage.trash.restore(entry?.id ?? '', restorer);
    expect(restored).toMatchObject({ manifests: [digest], blobs: 2, complete: true });
    expect((await storage.referrers.page(one, subject, {})).descriptors.map((each) => each.digest)).toEqual([
      digest,
    ]);
    expect((await storage.listTags(one, { limit: 9 }))?.tags.map(({ name }) => name)).toEqual([
      'latest',
      'subject',
      'v1',
    ]);
    await storage.trash.restore(first?.id ?? '', restorer);
    expect(await contentOf(root)).toEqual(before);
    expect(await storage.trash.usage()).toEqual({ entries: 0, bytes: 0 });
    const events = await storage.history.events(one, { tag: latest, limit: 9 });
    expect(events.map(({ cause, actor, to }) => [cause, actor, to])).toEqual([
      ['restore', 'otto', digest],
      ['delete', 'anna', undefined],
      ['push', 'someone', digest],
    ]);
  });

  it('an index brings its children, the indexes in it, and all their blobs', async () => {
    const { root, storage } = await open();
    const images = [await pushImage(storage, one, 'a'), await pushImage(storage, one, 'b')] as const;
    const inner = indexOf(images[0]);
    const innerDigest = await pushManifest(storage, one, inner);
    const nested = { digest: innerDigest, size: sizeOf(inner), mediaType: mediaTypes.ociIndex };
    const outer = await pushManifest(storage, one, indexOf(nested, images[1]), 'latest');
    const before = await contentOf(root);
    for (const digest of [outer, innerDigest, images[0].digest, images[1].digest]) {
      expect(await storage.manifests.delete(one, digest, deleter)).toBe(true);
    }
    await deleteBlobs(storage, one, ...images.flatMap(({ config, layer }) => [config, layer]));
    expect((await storage.listRepositories({ limit: 9 })).names).toEqual([]);
    const entry = (await storage.trash.list()).entries.at(-1);
    expect((await storage.trash.restore(entry?.id ?? '', restorer)).manifests.at(-1)).toBe(outer);
    expect((await storage.listRepositories({ limit: 9 })).names).toEqual([one]);
    for (const { id } of (await storage.trash.list()).entries) {
      expect(await storage.trash.restore(id, restorer)).toMatchObject({
        manifests: [],
        blobs: 0,
        complete: true,
      });
    }
    expect(await contentOf(root)).toEqual(before);
  });

  it('a tag points it to its manifest again; meanwhile the trash names the manifest as held', async () => {
    const { root, storage } = await open();
    const { digest } = await pushImage(storage, one, 'image', 'latest');
    const before = await contentOf(root);
    await storage.manifests.untag(one, latest, deleter);
    expect(await onlyEntry(storage)).toMatchObject({
      kind: 'tag',
      bytes: 0,
      tags: [{ name: 'latest', digest }],
    });
    expect(await storage.trash.heldDigests(one)).toEqual(new Set([digest]));
    expect(await storage.trash.usage()).toEqual({ entries: 1, bytes: 0 });
    const { id } = await onlyEntry(storage);
    expect((await storage.trash.restore(id, restorer)).tags).toMatchObject([{ outcome: 'restored' }]);
    expect(await storage.manifests.resolve(one, latest)).toBe(digest);
    expect(await contentOf(root)).toEqual(before);
    expect(await storage.trash.heldDigests(one)).toEqual(new Set());
  });

  it('a tag brings its manifest too, when that was deleted after it', async () => {
    const { storage } = await open();
    const { digest } = await pushImage(storage, one, 'image', 'latest');
    await storage.manifests.untag(one, latest, deleter);
    const { id } = await onlyEntry(storage);
    await storage.manifests.delete(one, digest, deleter);
    const later = (await storage.trash.list()).entries.find((entry) => entry.id !== id);
    await storage.trash.purge(later?.id ?? '');
    expect(await storage.trash.restore(id, restorer)).toMatchObject({ manifests: [digest], complete: true });
    expect(await storage.manifests.resolve(one, latest)).toBe(digest);
  });

  it('leaves a tag that points elsewhere now, says so, and moves it only when asked to', async () => {
    const { storage } = await open();
    const { digest } = await pushImage(storage, one, 'old', 'latest', 'v1');
    await storage.manifests.delete(one, digest, deleter);
    const { digest: newer } = await pushImage(storage, one, 'new', 'latest');
    const { id } = await onlyEntry(storage);
    const restored = await storage.trash.restore(id, restorer);
    expect(restored.complete).toBe(false);
    expect(Object.fromEntries(restored.tags.map(({ name, outcome }) => [name, outcome]))).toEqual({
      latest: 'taken',
      v1: 'restored',
    });
    expect(await storage.manifests.resolve(one, latest)).toBe(newer);
    expect((await onlyEntry(storage)).id).toBe(id);
    const overwritten = await storage.trash.restore(id, restorer, { overwrite: true });
    expect(overwritten.tags.find(({ name }) => name === latest)).toMatchObject({
      outcome: 'restored',
      from: newer,
    });
    expect(await storage.manifests.resolve(one, latest)).toBe(digest);
    expect((await storage.trash.list()).entries).toEqual([]);
  });

  it('a whole repository gives back all of it, and leaves another one alone', async () => {
    const { root, storage } = await open();
    const shared = await pushImage(storage, other, 'shared', 'latest');
    await pushImage(storage, one, 'shared', 'v1');
    const child = await pushImage(storage, one, 'child');
    const index = await pushManifest(storage, one, indexOf(child), 'multi');
    for (let at = 0; at < 70; at++) await pushManifest(storage, one, emptyIndex(`${at}`), `t${at}`);
    const before = await contentOf(root);
    const deleted = await storage.deleteRepository(one, deleter);
    expect(deleted).toMatchObject({ tags: 72, manifests: 73, blobs: 4 });
    expect((await storage.listRepositories({ limit: 9 })).names).toEqual([other]);
    expect(await fs.readdir(path.join(root, 'repositories', 'team'))).toEqual(['other']);
    expect(await storage.blobs.find(other, shared.layer)).toBeDefined();
    const entry = await onlyEntry(storage);
    expect(entry).toMatchObject({ kind: 'repository', id: deleted?.trashEntry });
    expect(entry.tags).toHaveLength(72);
    // What the other repository has costs the trash nothing; its own manifest file it has.
    expect((await storage.trash.usage()).bytes).toBe(
      entry.bytes - '{"config":"shared"}'.length - 'layer of shared'.length,
    );
    expect(await storage.trash.restore(entry.id, restorer)).toMatchObject({ blobs: 4, complete: true });
    expect(await storage.manifests.resolve(one, parseTag('multi'))).toBe(index);
    expect(await contentOf(root)).toEqual(before);
    expect(await storage.deleteRepository(repositoryOf('team/none'), deleter)).toBeUndefined();
  });

  it('a repository of many tags reads its entry once, not for each part', async () => {
    const root = await temporaryFolder();
    const driver = new ReadsOfEntries();
    const { storage } = await openStorage(root, {}, { trashMs: weekMs, driver });
    const tags = Array.from({ length: 50 }, (_, at) => `v${at}`);
    await pushImage(storage, one, 'image', ...tags);
    await storage.deleteRepository(one, deleter);
    const { id } = await onlyEntry(storage);
    driver.count = 0;
    expect((await storage.trash.restore(id, restorer)).tags).toHaveLength(50);
    expect(driver.count).toBe(1);
  });

  it('says which content is missing, and changes nothing', async () => {
    const { root, storage } = await open();
    const { digest, layer } = await pushImage(storage, one, 'image', 'latest');
    await storage.manifests.delete(one, digest, deleter);
    await deleteBlobs(storage, one, layer);
    const { id } = await onlyEntry(storage);
    await fs.rm(storage.parts.paths.trashBlob(one, layer));
    await fs.rm(storage.parts.paths.poolBlob(layer));
    const before = await contentOf(root);
    expect(await errorOf(storage.trash.restore(id, restorer))).toMatchObject({
      code: 'INCOMPLETE',
      missing: [{ digest: layer, kind: 'layer' }],
    });
    expect(await contentOf(root)).toEqual(before);
    await pushBlob(storage, other, 'layer of image'); // The pool has it again.
    expect(await storage.trash.restore(id, restorer)).toMatchObject({ complete: true });
    expect(await storage.blobs.find(one, layer)).toBeDefined();
  });

  it('refuses a manifest whose bytes are not what its digest says', async () => {
    const { storage } = await open();
    const digest = await pushManifest(storage, one, emptyIndex('text'), 'latest');
    await storage.manifests.delete(one, digest, deleter);
    await fs.writeFile(storage.parts.paths.trashManifest(one, digest), 'something else');
    const { id } = await onlyEntry(storage);
    expect(await errorOf(storage.trash.restore(id, restorer))).toMatchObject({
      code: 'INCOMPLETE',
      missing: [{ digest, kind: 'manifest' }],
    });
    expect(await storage.manifests.resolve(one, latest)).toBeUndefined();
    expect(await fs.readdir(storage.parts.paths.repositories)).toEqual([]);
  });

  it('refuses an entry that is not there, and one that is not as it was written', async () => {
    const { root, storage } = await open();
    expect(await errorOf(storage.trash.restore('../../etc/passwd', restorer))).toMatchObject({
      code: 'UNKNOWN_ENTRY',
    });
    expect(await errorOf(storage.trash.purge('nothing'))).toMatchObject({ code: 'UNKNOWN_ENTRY' });
    const digest = await pushManifest(storage, one, emptyIndex('text'), 'latest');
    await storage.manifests.delete(one, digest, deleter);
    const { id } = await onlyEntry(storage);
    const file = path.join(root, 'trash', 'entries', `${id}.json`);
    await fs.writeFile(file, '{"id":');
    expect(await errorOf(storage.trash.restore(id, restorer))).toMatchObject({ code: 'UNREADABLE_ENTRY' });
    expect(await storage.trash.list()).toEqual({ entries: [], unreadable: [file] });
  });
});

describe('beyond the links that a file may have', () => {
  it('the trash keeps a copy, and restores it', async () => {
    class CrampedDriver extends FileSystemDriver {
      override async link(from: string, to: string) {
        // As a file system does for a file that already has all the names that it may have.
        const isContent = /sha256:[0-9a-f]{64}$/.test(from);
        return isContent ? 'too-many-links' : await super.link(from, to);
      }
    }
    const root = await temporaryFolder();
    const parts = await openParts(root, new FileSystemDriver(false), {}, { trashMs: weekMs });
    const { digest, config, layer } = await pushImage(parts, one, 'image', 'latest');
    const cramped = await openParts(root, new CrampedDriver(false), {}, { trashMs: weekMs });
    await cramped.manifests.delete(one, digest, deleter);
    for (const blob of [config, layer]) await cramped.blobs.delete(one, blob);
    expect((await fs.stat(parts.paths.trashBlob(one, layer))).nlink).toBe(1);
    const [entry] = (await cramped.trash.list()).entries;
    expect(await cramped.trash.restore(entry?.id ?? '', restorer)).toMatchObject({
      blobs: 2,
      complete: true,
    });
    expect(await fs.readFile(parts.paths.blob(one, layer), 'utf8')).toBe('layer of image');
    expect(await parts.manifests.resolve(one, latest)).toBe(digest);
    expect(await fs.readdir(parts.paths.files)).toEqual([]);
  });
});

describe('purging', () => {
  it('frees what no other entry needs, and keeps what one does', async () => {
    const { root, storage } = await open();
    const [a, b] = [await pushImage(storage, one, 'a', 'a'), await pushImage(storage, one, 'b', 'b')];
    const both = { ...a.document, layers: [...a.document.layers, ...b.document.layers] };
    const digest = await pushManifest(storage, one, both, 'both');
    for (const each of [a.digest, b.digest, digest]) await storage.manifests.delete(one, each, deleter);
    await deleteBlobs(storage, one, a.config, a.layer, b.config, b.layer);
    const entries = (await storage.trash.list({ repository: one })).entries;
    const entryOf = (each: Digest) => entries.find(({ digests }) => digests[0] === each)?.id ?? '';
    await storage.trash.purge(entryOf(b.digest));
    const pool = async () =>
      (await fs.readdir(path.join(root, 'pool'), { recursive: true })).filter((name) => name.length > 60)
        .length;
    expect(await pool()).toBe(3); // The config of b is gone; its layer is one of `both`.
    await storage.trash.restore(entryOf(digest), restorer);
    expect(await storage.blobs.find(one, b.layer)).toBeDefined();
    await storage.manifests.delete(one, digest, deleter);
    await deleteBlobs(storage, one, a.config, a.layer, b.layer);
    expect((await storage.trash.usage()).bytes).toBe(
      a.size + sizeOf(both) + '{"config":"a"}'.length + 'layer of a'.length + 'layer of b'.length,
    );
    expect(await storage.trash.purgeAll()).toBe(2);
    expect(await pool()).toBe(0);
    expect(await fs.readdir(path.join(root, 'trash', 'repositories'))).toEqual([]);
    expect(await fs.readdir(path.join(root, 'trash', 'entries'))).toEqual([]);
    expect(await storage.trash.usage()).toEqual({ entries: 0, bytes: 0 });
  });

  it('takes nothing from a repository that still holds it, or holds it again', async () => {
    const { root, storage } = await open();
    const { digest, layer } = await pushImage(storage, one, 'image', 'latest');
    await pushImage(storage, other, 'image', 'latest');
    const inOther = Object.entries(await contentOf(root)).filter(([name]) => name.includes('team/other'));
    await storage.manifests.delete(one, digest, deleter);
    expect((await storage.trash.usage()).bytes).toBe(
      (await storage.manifests.read(other, digest))?.bytes.length,
    );
    await storage.trash.purgeAll();
    expect(Object.entries(await contentOf(root)).filter(([name]) => name.includes('team/other'))).toEqual(
      inOther,
    );
    expect(await storage.blobs.find(one, layer)).toBeDefined(); // Collection takes it from there.
  });

  it('lets go by itself what has expired, and nothing else', async () => {
    const { root, storage, close } = await open({ trashMs: 1 });
    const first = await pushImage(storage, one, 'first', 'first');
    await storage.manifests.delete(one, first.digest, deleter);
    await deleteBlobs(storage, one, first.config, first.layer);
    await close();
    const { storage: later } = await open({ root });
    const second = await pushImage(later, one, 'second', 'second');
    await later.manifests.delete(one, second.digest, deleter);
    await later.tidy();
    expect((await onlyEntry(later)).digests).toEqual([second.digest]);
    expect(await later.blobs.mountFromAny(other, first.layer)).toBe(false);
    const { id } = await onlyEntry(later);
    expect(await later.trash.restore(id, restorer)).toMatchObject({ complete: true });
  });

  it('ends what a crash cut short', async () => {
    const { root, storage } = await open();
    const { digest, config, layer } = await pushImage(storage, one, 'image', 'latest');
    await storage.manifests.delete(one, digest, deleter);
    await deleteBlobs(storage, one, config, layer);
    const { id } = await onlyEntry(storage);
    const file = path.join(root, 'trash', 'entries', id);
    await fs.rename(`${file}.json`, `${file}.purging`);
    await fs.rm(storage.parts.paths.trashManifest(one, digest));
    expect(await errorOf(storage.trash.restore(id, restorer))).toMatchObject({ code: 'UNKNOWN_ENTRY' });
    await storage.trash.purgeExpired();
    expect(await contentOf(root)).toEqual({});
  });
});

describe('with the trash off', () => {
  it('what is deleted is gone at once, and its space free', async () => {
    const { root, storage } = await open({ trashMs: 0 });
    const { digest, config, layer } = await pushImage(storage, one, 'image', 'latest', 'v1');
    await storage.manifests.untag(one, latest, deleter);
    await storage.manifests.delete(one, digest, deleter);
    await deleteBlobs(storage, one, config, layer);
    expect(await contentOf(root)).toEqual({});
    await pushImage(storage, other, 'image', 'latest');
    expect(await storage.deleteRepository(other, deleter)).toMatchObject({ trashEntry: undefined });
    expect(await contentOf(root)).toEqual({});
  });
});

describe('a rollback', () => {
  it('moves a tag to a manifest that the repository holds, and is in its history', async () => {
    const { storage } = await open();
    const first = await pushManifest(storage, one, emptyIndex('first'), 'latest');
    const second = await pushManifest(storage, one, emptyIndex('second'), 'latest');
    const origin = { actor: 'otto', cause: 'rollback' } as const;
    expect(await storage.manifests.retag(one, latest, first, origin)).toBe(second);
    expect(await storage.manifests.resolve(one, latest)).toBe(first);
    expect((await storage.history.events(one, { limit: 1 }))[0]).toMatchObject({
      tag: 'latest',
      from: second,
      to: first,
      cause: 'rollback',
    });
    await storage.manifests.delete(one, second, deleter);
    const { id } = await onlyEntry(storage);
    await expect(storage.manifests.retag(one, latest, second, origin)).rejects.toThrow(`trash restore ${id}`);
    await storage.trash.purge(id);
    await expect(storage.manifests.retag(one, latest, second, origin)).rejects.toThrow('push it again');
    expect(await storage.manifests.resolve(one, latest)).toBe(first);
    const reserved = parseTag('v1.at.20261101');
    await expect(storage.manifests.retag(one, reserved, first, origin)).rejects.toThrow('reserved');
  });
});

describe('two processes', () => {
  it('purge one repository one after the other, though both see that it is to be purged', async () => {
    const root = await temporaryFolder();
    const driver = new HookedDriver();
    const first = (await openStorage(root, {}, { trashMs: weekMs, driver })).storage;
    const { storage: second } = await open({ root });
    const { digest, config, layer } = await pushImage(first, one, 'image', 'latest');
    await first.manifests.delete(one, digest, deleter);
    await deleteBlobs(first, one, config, layer);
    let [met, between] = [0, [] as string[]];
    driver.onCall = async (call, [file = '']) => {
      if (call !== 'remove' || file !== first.parts.paths.trashBlob(one, layer) || met > 0) return;
      met += 1;
      const before = await fs.stat(first.parts.paths.trashFolder(one));
      await second.trash.purgeExpired();
      const after = await fs.stat(first.parts.paths.trashFolder(one));
      between = [String(before.mtimeMs), String(after.mtimeMs)];
    };
    expect(await first.trash.purgeAll()).toBe(1);
    expect(met).toBe(1);
    expect(between[1]).toBe(between[0]); // Moved, it would have the first purge begin again.
    expect(await contentOf(root)).toEqual({});
  });

  it('push, delete, restore and purge against each other, and every tag and blob is there at the end', async () => {
    const root = await temporaryFolder();
    const stores = [(await open({ root })).storage, (await open({ root })).storage];
    const texts = ['x', 'y'];
    const counts = { restored: 0, purged: 0 };
    await Promise.all(
      stores.flatMap((storage, user) =>
        texts.map(async (text) => {
          for (let round = 0; round < 8; round++) {
            const pushed = await pushImage(storage, one, text, text, 'latest').catch((error) => error);
            if (!('digest' in pushed)) {
              expect(pushed.fault?.code).toBe('REFERENCE_MISSING');
              continue;
            }
            await storage.manifests.delete(one, pushed.digest, deleter);
            if ((round + user) % 2 === 0) await faultOf(storage.blobs.delete(one, pushed.layer));
            const { entries } = await storage.trash.list();
            const mine = entries.find(({ digests }) => digests.includes(pushed.digest));
            if (!mine) continue;
            const how = (round + user) % 3;
            if (how === 0) {
              await storage.trash.purge(mine.id).then(
                () => counts.purged++,
                (error) => expect(error.fault?.code).toBe('UNKNOWN_ENTRY'),
              );
            } else if (how === 1) {
              await storage.trash.restore(mine.id, restorer).then(
                () => counts.restored++,
                (error) => expect(error.fault?.code).toMatch(/UNKNOWN_ENTRY|INCOMPLETE/),
              );
            }
          }
        }),
      ),
    );
    expect(counts.restored).toBeGreaterThan(0);
    expect(counts.purged).toBeGreaterThan(0);
    const [storage] = stores as [Opened, Opened];
    // Whatever can still be restored, is whole.
    for (const { id } of (await storage.trash.list()).entries) {
      await storage.trash.restore(id, restorer, { overwrite: true });
    }
    for (const { digest } of (await storage.listTags(one, { limit: 100 }))?.tags ?? []) {
      const stored = await storage.manifests.read(one, digest);
      for (const reference of stored?.manifest.references ?? [expect.fail('a tag points nowhere')]) {
        expect((await storage.blobs.find(one, reference.digest))?.size).toBe(reference.size);
      }
    }
    expect(await fs.readdir(path.join(root, 'temp', 'files'))).toEqual([]);
    await storage.deleteRepository(one, deleter);
    await storage.trash.purgeAll();
    expect(await contentOf(root)).toEqual({});
  });
});
