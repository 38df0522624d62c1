import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '@/lib/oci/digest';
import { parseManifest } from '@/lib/oci/manifest';
import { mediaTypes } from '@/lib/oci/media-types';
import { parseTag } from '@/lib/oci/reference';
import { FileSystemDriver } from './driver';
import {
  emptyIndex,
  faultOf,
  openParts,
  openStorage,
  pushBlob,
  pushImage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from './testing/open-storage';

const [one, other] = [repositoryOf('team/one'), repositoryOf('team/other')];
const latest = parseTag('latest');
const open = async () => (await openStorage(await temporaryFolder())).storage;
type Opened = Awaited<ReturnType<typeof open>>;

const tagsOf = async (storage: Opened, repository = one) =>
  (await storage.listTags(repository, { limit: 1000 }))?.tags.map(({ name }) => name);
const names = async (storage: Opened) => (await storage.listRepositories({ limit: 1000 })).names;
const indexOf = (digest: Digest, size: number) => ({
  schemaVersion: 2,
  mediaType: mediaTypes.ociIndex,
  manifests: [{ mediaType: mediaTypes.ociManifest, digest, size }],
});

describe('Manifests', () => {
  it('keeps the exact bytes, under each of the tags', async () => {
    const storage = await open();
    const bytes = Buffer.from(JSON.stringify(emptyIndex('spaces'), null, 3));
    const digest = digestOf(bytes);
    const tags = ['latest', 'v1', 'V1'].map(parseTag);
    await storage.manifests.put(one, { digest, bytes, manifest: parseManifest(bytes), tags }, someone);
    expect((await storage.manifests.read(one, digest))?.bytes.equals(bytes)).toBe(true);
    for (const tag of tags) expect(await storage.manifests.resolve(one, tag)).toBe(digest);
    expect(await tagsOf(storage)).toEqual(['V1', 'latest', 'v1']);
    expect(await storage.manifests.read(other, digest)).toBeUndefined();
  });

  it('moves a tag; the manifest that it pointed to stays', async () => {
    const storage = await open();
    const first = await pushManifest(storage, one, emptyIndex('first'), 'latest');
    const second = await pushManifest(storage, one, emptyIndex('second'), 'latest');
    expect(await storage.manifests.resolve(one, latest)).toBe(second);
    expect(await storage.manifests.read(one, first)).toBeDefined();
    expect(await tagsOf(storage)).toEqual(['latest']);
  });

  it('never shows a reader a tag without its manifest, while the tag moves', async () => {
    const storage = await open();
    await pushManifest(storage, one, emptyIndex('0'), 'latest');
    let ended = false;
    const reading = (async () => {
      let looks = 0;
      for (; !ended; looks++) {
        const digest = await storage.manifests.resolve(one, latest);
        expect(digest && (await storage.manifests.read(one, digest))).toBeDefined();
        await new Promise(setImmediate);
      }
      return looks;
    })();
    for (let at = 1; at < 40; at++) await pushManifest(storage, one, emptyIndex(String(at)), 'latest');
    ended = true;
    expect(await reading).toBeGreaterThan(0);
  });

  it('refuses a manifest whose blobs or children the repository does not hold, and names them all', async () => {
    const storage = await open();
    const { document, digest, size, config, layer } = await pushImage(storage, one, 'image');
    await expect(pushManifest(storage, other, document, 'latest')).rejects.toMatchObject({
      fault: {
        code: 'REFERENCE_MISSING',
        missing: [
          { digest: config, kind: 'config' },
          { digest: layer, kind: 'layer' },
        ],
      },
    });
    expect(await faultOf(pushManifest(storage, other, indexOf(digest, size)))).toBe('REFERENCE_MISSING');
    expect(await storage.manifests.resolve(other, latest)).toBeUndefined();
    expect(await names(storage)).toEqual([one]);
    await pushManifest(storage, one, indexOf(digest, size));
  });

  it('refuses a manifest that states a wrong size', async () => {
    const storage = await open();
    const { document, digest, size } = await pushImage(storage, one, 'image');
    expect(await faultOf(pushManifest(storage, one, indexOf(digest, size + 1)))).toBe('REFERENCE_SIZE');
    const [layer] = document.layers as [(typeof document.layers)[0]];
    const wrong = { ...document, layers: [{ ...layer, size: layer.size - 1 }] };
    expect(await faultOf(pushManifest(storage, one, wrong))).toBe('REFERENCE_SIZE');
  });

  it('removes a tag alone; the manifest and its other tags stay', async () => {
    const storage = await open();
    const digest = await pushManifest(storage, one, emptyIndex('text'), 'latest', 'v1');
    expect(await storage.manifests.untag(one, latest, someone)).toBe(true);
    expect(await storage.manifests.untag(one, latest, someone)).toBe(false);
    expect(await storage.manifests.resolve(one, latest)).toBeUndefined();
    expect(await tagsOf(storage)).toEqual(['v1']);
    await storage.manifests.untag(one, parseTag('v1'), someone);
    expect(await tagsOf(storage)).toEqual([]);
    expect(await storage.manifests.read(one, digest)).toBeDefined();
    expect(await names(storage)).toEqual([one]);
  });

  it('removes a manifest with all the tags that point to it, and no others', async () => {
    const storage = await open();
    const digest = await pushManifest(storage, one, emptyIndex('gone'), 'latest', 'v1');
    const kept = await pushManifest(storage, one, emptyIndex('kept'), 'v2');
    expect(await storage.manifests.delete(one, digest, someone)).toBe(true);
    expect(await storage.manifests.delete(one, digest, someone)).toBe(false);
    expect(await storage.manifests.read(one, digest)).toBeUndefined();
    expect(await tagsOf(storage)).toEqual(['v2']);
    expect(await storage.manifests.resolve(one, latest)).toBeUndefined();
    expect(await storage.manifests.resolve(one, parseTag('v2'))).toBe(kept);
  });

  it('refuses to remove a child while an index of the repository names it', async () => {
    const storage = await open();
    const { digest, size } = await pushImage(storage, one, 'image', 'latest');
    const index = await pushManifest(storage, one, indexOf(digest, size), 'multi');
    await expect(storage.manifests.delete(one, digest, someone)).rejects.toMatchObject({
      fault: { code: 'REFERENCED', by: [index] },
    });
    expect(await tagsOf(storage)).toEqual(['latest', 'multi']);
    await storage.manifests.delete(one, index, someone);
    expect(await storage.manifests.delete(one, digest, someone)).toBe(true);
  });

  it('can be pushed again after it was deleted, as often as one likes', async () => {
    const storage = await open();
    for (let round = 0; round < 3; round++) {
      const { digest } = await pushImage(storage, one, 'again', 'latest');
      expect(await storage.manifests.resolve(one, latest)).toBe(digest);
      expect(await tagsOf(storage)).toEqual(['latest']);
      expect(await storage.manifests.delete(one, digest, someone)).toBe(true);
      expect(await tagsOf(storage)).toBeUndefined();
    }
  });

  it('leaves no ghost of a repository with the last manifest and blob', async () => {
    const root = await temporaryFolder();
    const { storage } = await openStorage(root);
    const { digest, config, layer } = await pushImage(storage, one, 'image', 'latest');
    await storage.manifests.delete(one, digest, someone);
    expect(await names(storage)).toEqual([]);
    for (const blob of [config, layer]) await storage.blobs.delete(one, blob);
    expect(await fs.readdir(path.join(root, 'repositories'))).toEqual([]);
    expect(await storage.listTags(one, { limit: 1 })).toBeUndefined();
  });

  it('keeps a nested repository when the one around it goes, and the other way round', async () => {
    const storage = await open();
    const [outer, inner] = [repositoryOf('a/b'), repositoryOf('a/b/c')];
    const digest = await pushManifest(storage, outer, emptyIndex('text'), 'latest');
    await pushManifest(storage, inner, emptyIndex('text'), 'latest');
    await storage.manifests.delete(outer, digest, someone);
    expect(await names(storage)).toEqual([inner]);
    expect(await storage.manifests.resolve(inner, latest)).toBe(digest);
    await pushManifest(storage, outer, emptyIndex('text'), 'latest');
    await storage.manifests.delete(inner, digest, someone);
    expect(await names(storage)).toEqual([outer]);
    expect(await storage.manifests.resolve(outer, latest)).toBe(digest);
  });

  it('holds what it promises while pushes, deletes and retags of two processes run against each other', async () => {
    const root = await temporaryFolder();
    const stores = [(await openStorage(root)).storage, (await openStorage(root)).storage];
    const texts = ['x', 'y', 'z'];
    const work = stores.flatMap((storage, user) =>
      texts.map(async (text) => {
        for (let round = 0; round < 8; round++) {
          // A delete may win against the push of the same blobs: that push is told so.
          const pushed = await pushImage(storage, one, text, text, 'latest').catch((error) => error);
          if (!('digest' in pushed)) expect(pushed.fault?.code).toBe('REFERENCE_MISSING');
          else if ((round + user) % 3 === 0) await storage.manifests.delete(one, pushed.digest, someone);
          else if ((round + user) % 3 === 1) await faultOf(storage.blobs.delete(one, pushed.layer));
        }
      }),
    );
    await Promise.all(work);
    for (const storage of stores) {
      for (const { name, digest } of (await storage.listTags(one, { limit: 100 }))?.tags ?? []) {
        expect(await storage.manifests.resolve(one, name)).toBe(digest);
        const stored = await storage.manifests.read(one, digest);
        for (const reference of stored?.manifest.references ?? [expect.fail(`${name} points nowhere`)]) {
          expect((await storage.blobs.find(one, reference.digest))?.size).toBe(reference.size);
        }
      }
    }
    const onDisk = await fs.readdir(path.join(root, 'repositories', one, 'manifests')).catch(() => []);
    const tags = onDisk.filter((name) => !name.startsWith('sha256:')).sort();
    expect((await tagsOf(stores[0] as Opened)) ?? []).toEqual(tags);
    expect(await fs.readdir(path.join(root, 'temp', 'files'))).toEqual([]);
  });

  it('acknowledges nothing when the file that it wrote is taken away', async () => {
    class ForgetfulDriver extends FileSystemDriver {
      override async replace(): Promise<boolean> {
        return false;
      }
    }
    const parts = await openParts(await temporaryFolder(), new ForgetfulDriver(false));
    await expect(pushManifest(parts, one, emptyIndex('text'), 'latest')).rejects.toThrow(/was removed/);
    expect(await parts.manifests.resolve(one, latest)).toBeUndefined();
    expect(await fs.readdir(parts.paths.files)).toEqual([]);
  });

  it('shows a repository that holds blobs only in no list', async () => {
    const storage = await open();
    await pushBlob(storage, one, 'blob');
    expect(await names(storage)).toEqual([]);
    expect(await storage.listTags(one, { limit: 1 })).toBeUndefined();
  });
});
