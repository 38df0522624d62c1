import fs from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { isCondemned } from '../condemned';
import { HookedDriver } from '../testing/hooked-driver';
import {
  faultOf,
  openStorage,
  pushBlob,
  pushImage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from '../testing/open-storage';
import { BlobCollection } from './blob-collection';

const [one, other] = [repositoryOf('team/one'), repositoryOf('team/other')];

async function open(root?: string) {
  const folder = root ?? (await temporaryFolder());
  const driver = new HookedDriver();
  const { storage, close } = await openStorage(folder, {}, { driver });
  return {
    ...storage.parts,
    storage,
    driver,
    close,
    root: folder,
    collection: new BlobCollection(storage.parts),
  };
}
type Opened = Awaited<ReturnType<typeof open>>;

/** Takes what is condemned, whatever the time; what was taken. */
async function take({ collection }: Opened, repository: RepositoryName, ...digests: Digest[]) {
  const all: Digest[] = [];
  await collection.take(repository, digests, isCondemned, async (taken) => {
    all.push(...taken.map(({ digest }) => digest));
  });
  return all;
}

async function contentOf({ blobs }: Pick<Opened, 'blobs'>, repository: RepositoryName, digest: Digest) {
  return (await blobs.open(repository, digest))?.bytes?.toString();
}

async function unnamedOf({ collection, listing, blobListing }: Opened, repository: RepositoryName) {
  await listing.rebuild(repository);
  await blobListing.freshen(repository);
  const found: string[] = [];
  for await (const page of collection.unnamed(repository)) found.push(...page.map(({ digest }) => digest));
  return found;
}

const manifestOf = (text: string) => {
  const descriptor = {
    mediaType: mediaTypes.ociConfig,
    digest: digestOf(Buffer.from(text)),
    size: text.length,
  };
  return { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config: descriptor, layers: [] };
};

describe('BlobCollection', () => {
  it('finds the blobs that no manifest names, in a repository of more than a page', async () => {
    const opened = await open();
    const image = await pushImage(opened, one, 'kept', 'latest');
    const garbage = await Promise.all(
      Array.from({ length: 300 }, (_, at) => pushBlob(opened, one, `garbage ${at}`)),
    );
    expect(await unnamedOf(opened, one)).toEqual([...garbage].sort());
    await opened.manifests.delete(one, image.digest, someone);
    expect(await unnamedOf(opened, one)).toEqual([...garbage, image.config, image.layer].sort());
  });

  it('takes what it condemned and nobody was told of, with its bytes when nobody else holds it', async () => {
    const opened = await open();
    const [alone, shared] = [await pushBlob(opened, one, 'alone'), await pushBlob(opened, one, 'shared')];
    await pushBlob(opened, other, 'shared');
    for (const digest of [alone, shared]) await opened.collection.condemn(one, digest);
    const freed: Record<string, number> = {};
    await opened.collection.take(one, [alone, shared], isCondemned, async (taken) => {
      for (const { digest, freedBytes } of taken) freed[digest] = freedBytes;
    });
    expect(freed).toEqual({ [alone]: 5, [shared]: 0 });
    expect(await opened.driver.stat(opened.paths.poolBlob(alone))).toBeUndefined();
    expect(await opened.blobs.find(one, shared)).toBeUndefined();
    expect(await contentOf(opened, other, shared)).toBe('shared');
    expect(await fs.readdir(opened.paths.files)).toEqual([]);
  });

  it('spares what it did not condemn, and what a manifest names by now', async () => {
    const opened = await open();
    const [young, named] = [await pushBlob(opened, one, 'young'), await pushBlob(opened, one, 'named')];
    await opened.collection.condemn(one, named);
    await pushManifest(opened, one, manifestOf('named'), 'latest');
    expect(await take(opened, one, young, named)).toEqual([]);
    expect(await contentOf(opened, one, young)).toBe('young');
    expect(await contentOf(opened, one, named)).toBe('named');
  });

  it.each([
    ['a HEAD', async ({ blobs }: Opened, digest: Digest) => await blobs.tell(one, digest)],
    ['an upload', async (opened: Opened, _: Digest, text: string) => await pushBlob(opened, one, text)],
    ['a mount', async ({ blobs }: Opened, digest: Digest) => await blobs.mount(other, one, digest)],
    [
      'a mount from anywhere',
      async ({ blobs }: Opened, digest: Digest) => await blobs.mountFromAny(one, digest),
    ],
  ])('spares a blob of which a client was told meanwhile by %s', async (_, tell) => {
    const opened = await open();
    const digest = await pushBlob(opened, one, 'content');
    await pushBlob(opened, other, 'content');
    await opened.collection.condemn(one, digest);
    expect(await tell(opened, digest, 'content')).toBeTruthy();
    expect(await take(opened, one, digest)).toEqual([]);
    expect(await contentOf(opened, one, digest)).toBe('content');
  });

  const tellers: [string, (opened: Opened, digest: Digest, text: string) => Promise<boolean>][] = [
    ['HEAD', async ({ blobs }, digest) => (await blobs.tell(one, digest)) !== undefined],
    ['upload', async (opened, _, text) => (await pushBlob(opened, one, text)) !== undefined],
    [
      'upload after the pool lost its name',
      async (opened, digest, text) => {
        await fs.rm(opened.paths.poolBlob(digest), { force: true });
        return (await pushBlob(opened, one, text)) !== undefined;
      },
    ],
    ['mount', async ({ blobs }, digest) => await blobs.mount(other, one, digest)],
    ['mount from anywhere', async ({ blobs }, digest) => await blobs.mountFromAny(one, digest)],
    [
      'manifest PUT',
      async (opened, _, text) => {
        const fault = await faultOf(pushManifest(opened, one, manifestOf(text), 'latest'));
        if (fault !== 'REFERENCE_MISSING') expect(fault).toHaveProperty('resolved');
        return fault !== 'REFERENCE_MISSING';
      },
    ],
  ];
  for (const [what, tell] of tellers) {
    it.each([
      ['this process', false],
      ['another process', true],
    ])(`never loses what a ${what} of %s promised, begun at any call of the take`, async (_, isOther) => {
      const opened = await open();
      const teller = isOther ? await open(opened.root) : opened;
      let wereTold = 0;
      // From before the take, until it ends before the call at which the client would begin.
      for (let at = -1, isOver = false; !isOver; at++) {
        const text = `content ${at}`;
        const digest = await pushBlob(opened, one, text);
        await pushBlob(opened, other, text);
        await opened.collection.condemn(one, digest);
        let calls = -1;
        let told: Promise<boolean> | undefined;
        const beginAtCall = async () => {
          if (calls++ !== at) return;
          told = tell(teller, digest, text);
          let isSettled = false;
          const settle = () => {
            isSettled = true;
          };
          told.then(settle, settle); // Its error is met below.
          // Some turns ahead: what needs the lock waits for it by now, the rest is done or in the midst.
          for (let turn = 0; turn < 500 && !isSettled; turn++) await new Promise(setImmediate);
          if (at === -1) await told; // The take has not begun: nothing is in its way.
        };
        await beginAtCall();
        opened.driver.onCall = beginAtCall;
        const taken = await take(opened, one, digest);
        opened.driver.onCall = undefined;
        isOver = told === undefined;
        const wasTold = (await told) ?? false;
        const content = await contentOf(opened, one, digest);
        if (wasTold) expect({ at, content }).toEqual({ at, content: text });
        else if (!isOver) expect(content).toBeUndefined();
        if (taken.length === 0) expect(content).toBe(text);
        expect(await contentOf(opened, other, digest)).toBe(text);
        if (wasTold) wereTold += 1;
      }
      expect(wereTold).toBeGreaterThan(0);
      expect(await fs.readdir(opened.paths.files)).toEqual([]);
    });
  }

  it('harms nothing when it dies at any call: the blob is whole or gone, and can be pushed again', async () => {
    const root = await temporaryFolder();
    let died = 0;
    for (let at = 0, isOver = false; !isOver; at++) {
      const opened = await open(root);
      const [digest, named] = [await pushBlob(opened, one, 'goes'), await pushBlob(opened, one, 'named')];
      await pushManifest(opened, one, manifestOf('named'), 'latest');
      await opened.collection.condemn(one, digest);
      await opened.collection.condemn(one, named);
      let calls = 0;
      opened.driver.onCall = () => {
        if (calls++ >= at) throw new Error('killed');
      };
      isOver = (await take(opened, one, digest, named).catch(() => 'died')) !== 'died';
      if (!isOver) died += 1;
      opened.driver.onCall = undefined;
      // What a killed process leaves is reaped by its number; this one lives on, so its traces are removed by hand.
      await fs.rm(opened.processes.ownFile, { force: true });
      for (const lock of await fs.readdir(opened.paths.locks)) await fs.rm(opened.paths.lockNamed(lock));
      await opened.close();
      const next = await open(root);
      expect(await fs.readdir(next.paths.files)).toEqual([]);
      const left = await contentOf(next, one, digest);
      if (left !== undefined) expect(left).toBe('goes');
      expect(await contentOf(next, one, named)).toBe('named');
      expect(await pushBlob(next, one, 'goes')).toBe(digest);
      expect(await contentOf(next, one, digest)).toBe('goes');
      await next.close();
    }
    expect(died).toBeGreaterThan(5);
  });

  it('brings a blob back when its file can not be looked at again', async () => {
    const opened = await open();
    const digest = await pushBlob(opened, one, 'content');
    await opened.collection.condemn(one, digest);
    opened.driver.onCall = (call, [file = '']) => {
      if (call === 'stat' && file.startsWith(opened.paths.files)) {
        throw Object.assign(new Error('EIO'), { code: 'EIO' });
      }
    };
    await expect(take(opened, one, digest)).rejects.toThrow('EIO');
    opened.driver.onCall = undefined;
    expect(await contentOf(opened, one, digest)).toBe('content');
  });

  it('lets a request have the lock of the repository between small batches', async () => {
    const opened = await open();
    const digests = await Promise.all(
      Array.from({ length: 100 }, (_, at) => pushBlob(opened, one, `garbage ${at}`)),
    );
    for (const digest of digests) await opened.collection.condemn(one, digest);
    const batches: number[] = [];
    await opened.collection.take(one, digests, isCondemned, async (taken) => {
      batches.push(taken.length);
    });
    expect(Math.max(...batches)).toBeLessThanOrEqual(16);
    expect(batches.reduce((sum, length) => sum + length, 0)).toBe(100);
  });
});
