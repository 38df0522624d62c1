import path from 'node:path';
import { expect, it } from 'vitest';
import { parseTag } from '@/lib/oci/reference';
import { FileSystemDriver } from '../driver';
import type { Storage } from '../storage';
import {
  emptyIndex,
  openStorage,
  pushImage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from '../testing/open-storage';
import { SnapshotPaths } from './backup-paths';
import { LinkPlacer } from './placers';
import { RepositorySnapshot } from './repository-snapshot';
import { ContentsVerification } from './verify-contents';

const app = repositoryOf('team/app');
const pace = { breathe: async () => undefined, spend: async () => undefined };

/** Takes a snapshot, with something that happens at a chosen step; each happens once, before the step. */
async function snapshotWhile(
  storage: Storage,
  root: string,
  happens: { atFirstManifest?: () => Promise<void>; atFirstBlob?: () => Promise<void> },
) {
  const driver = new FileSystemDriver(false);
  const target = new SnapshotPaths(root);
  const links = new LinkPlacer({ ...storage.parts, target });
  const once = (task?: () => Promise<void>) => {
    let running: Promise<void> | undefined;
    return () => {
      running ??= task?.() ?? Promise.resolve();
      return running;
    };
  };
  const [manifest, blob] = [once(happens.atFirstManifest), once(happens.atFirstBlob)];
  const placer = {
    tally: links.tally,
    manifest: async (...of: Parameters<LinkPlacer['manifest']>) => {
      await manifest();
      return await links.manifest(...of);
    },
    blob: async (...of: Parameters<LinkPlacer['blob']>) => {
      await blob();
      return await links.blob(...of);
    },
  };
  const taken = await new RepositorySnapshot({ ...storage.parts, driver, placer, target, pace }, app).take();
  const lines = taken ? [taken] : [];
  const { findings } = await new ContentsVerification(driver, target, { deep: true, pace }).run(lines);
  expect(findings).toEqual([]);
  return taken;
}

async function opened() {
  const scratch = await temporaryFolder();
  const { storage } = await openStorage(path.join(scratch, 'data'));
  return { storage, root: path.join(scratch, 'snapshot') };
}

/** Deletes an image with its blobs, as collection does in the end. */
async function destroy(storage: Storage, image: Awaited<ReturnType<typeof pushImage>>) {
  await storage.manifests.delete(app, image.digest, someone);
  for (const digest of [image.config, image.layer]) await storage.blobs.delete(app, digest);
}

it('forgets an image that is deleted after its manifest was taken and before its blobs were', async () => {
  const { storage, root } = await opened();
  const [kept, gone] = [
    await pushImage(storage, app, 'kept', 'v1'),
    await pushImage(storage, app, 'gone', 'v2'),
  ];
  const taken = await snapshotWhile(storage, root, { atFirstBlob: () => destroy(storage, gone) });
  expect(taken).toMatchObject({ manifests: [kept.digest], tags: [['v1', kept.digest]], leftOut: [] });
});

it.each(['atFirstManifest', 'atFirstBlob'])(
  'follows a tag that is moved while its old image is destroyed (%s)',
  async (step) => {
    const { storage, root } = await opened();
    const old = await pushImage(storage, app, 'old', 'latest');
    let moved = old;
    const taken = await snapshotWhile(storage, root, {
      [step]: async () => {
        moved = await pushImage(storage, app, 'new', 'latest');
        await destroy(storage, old);
      },
    });
    expect(taken?.tags).toEqual([['latest', moved.digest]]);
    expect(taken?.manifests).toEqual([moved.digest]);
    expect(taken?.heldMsMax).toBeLessThan(1_000);
  },
);

it('takes an image that is destroyed and pushed again meanwhile', async () => {
  const { storage, root } = await opened();
  const image = await pushImage(storage, app, 'again', 'v1');
  const taken = await snapshotWhile(storage, root, {
    atFirstBlob: async () => {
      await destroy(storage, image);
      await pushImage(storage, app, 'again', 'v1');
    },
  });
  expect(taken).toMatchObject({ tags: [['v1', image.digest]], leftOut: [] });
});

it('forgets an index with the children that were deleted with it', async () => {
  const { storage, root } = await opened();
  const image = await pushImage(storage, app, 'child');
  const { digest, size, document } = image;
  const index = await pushManifest(
    storage,
    app,
    emptyIndex('parent', { manifests: [{ mediaType: document.mediaType, digest, size }] }),
    'multi',
  );
  const taken = await snapshotWhile(storage, root, {
    atFirstBlob: async () => {
      await storage.manifests.delete(app, index, someone);
      await destroy(storage, image);
    },
  });
  expect(taken?.manifests ?? []).toEqual([]);
  expect(taken?.leftOut ?? []).toEqual([]);
});

it('has nothing of a repository that is removed meanwhile', async () => {
  const { storage, root } = await opened();
  const image = await pushImage(storage, app, 'gone', 'v1');
  expect(
    await snapshotWhile(storage, root, { atFirstManifest: () => destroy(storage, image) }),
  ).toBeUndefined();
});

it('keeps a tag that is removed after it was read only if its manifest is there too', async () => {
  const { storage, root } = await opened();
  const image = await pushImage(storage, app, 'one', 'v1', 'v2');
  const taken = await snapshotWhile(storage, root, {
    atFirstManifest: async () => void (await storage.manifests.untag(app, parseTag('v2'), someone)),
  });
  expect(taken?.manifests).toEqual([image.digest]);
});
