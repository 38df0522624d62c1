import { expect, it, vi } from 'vitest';
import { type Digest, digestOf } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import {
  openStorage,
  pushImage,
  pushManifest,
  repositoryOf,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { ImageSummaries } from './image-summary';
import { readChildren } from './read-children';
import { readManifestView } from './read-manifest-view';
import { readRawManifest } from './read-raw-manifest';

const repository = repositoryOf('team/app');

async function open() {
  const { storage } = await openStorage(await temporaryFolder(), {});
  const summaries = new ImageSummaries(storage);
  return { storage, repository, summaries, may: () => true, sees: () => true };
}

type Scope = Awaited<ReturnType<typeof open>>;

const ociIndex = mediaTypes.ociIndex;
const indexOf = (manifests: object[]) => ({ schemaVersion: 2, mediaType: ociIndex, manifests });
const entry = (digest: string, mediaType: string = mediaTypes.ociManifest) => ({
  mediaType,
  digest,
  size: 9,
});

async function pushIndex({ storage }: Scope, manifests: object[]): Promise<string> {
  const document = indexOf(manifests);
  const size = Buffer.byteLength(JSON.stringify(document));
  return await pushManifest(storage, repository, { ...document, annotations: { size: String(size) } });
}

it('tells what indexes in an index name, each before what it names, down to four levels', async () => {
  const scope = await open();
  const image = await pushImage(scope.storage, repository, 'image');
  let digest = await pushIndex(scope, [{ ...entry(image.digest), size: image.size }]);
  const levels = [digest];
  for (let level = 0; level < 4; level++) {
    const stored = await scope.storage.manifests.read(repository, digest as Digest);
    digest = await pushIndex(scope, [{ ...entry(digest, ociIndex), size: stored?.bytes.length }]);
    levels.unshift(digest);
  }
  const view = await readManifestView(scope, digest as Digest);
  expect(
    view?.children.map(({ digest: one, depth, isOpened }) => ({ digest: one, depth, isOpened })),
  ).toEqual([
    { digest: levels[1], depth: 0, isOpened: true },
    { digest: levels[2], depth: 1, isOpened: true },
    { digest: levels[3], depth: 2, isOpened: true },
    { digest: levels[4], depth: 3, isOpened: false },
  ]);
  const inner = await readManifestView(scope, levels[3] as Digest);
  expect(inner?.children).toMatchObject([
    { digest: levels[4], isIndex: true, isThere: true, bytes: null },
    { digest: image.digest, depth: 1, isIndex: false, isThere: true, bytes: expect.any(Number) },
  ]);
});

it('reads no more than twenty indexes in one, and shows no more children than it may', async () => {
  const scope = await open();
  const image = await pushImage(scope.storage, repository, 'image');
  const own = { ...entry(image.digest), size: image.size };
  const inner = await pushIndex(scope, [own, own, own]);
  const read = vi.spyOn(scope.storage.manifests, 'read');
  const many = Array.from({ length: 50 }, () => entry(inner, ociIndex));
  const found = await readChildren(scope, many, 500);
  expect(read).toHaveBeenCalledTimes(20);
  expect(found.children.filter(({ isOpened }) => isOpened)).toHaveLength(20);
  expect(found.children).toHaveLength(50 + 20 * 3);
  const few = await readChildren(scope, many, 52);
  expect(few.children).toHaveLength(52);
  expect(few.children.filter(({ depth }) => depth === 0)).toHaveLength(50);
  expect(few.childrenOmitted).toBe(20 * 3 - 2);
});

it('what is not there, or is no index, is not opened', async () => {
  const scope = await open();
  const image = await pushImage(scope.storage, repository, 'image');
  const lost = digestOf(Buffer.from('lost'));
  const found = await readChildren(scope, [entry(lost, ociIndex), entry(image.digest, ociIndex)], 500);
  expect(found.children).toMatchObject([
    { digest: lost, isIndex: true, isOpened: false },
    { digest: image.digest, isIndex: true, isOpened: false },
  ]);
});

it('never parses a manifest of more than four mebibytes, and says so', async () => {
  const scope = await open();
  const image = await pushImage(scope.storage, repository, 'image');
  const text = JSON.stringify({ ...image.document, annotations: { big: 'x'.repeat(4 * 1024 * 1024) } });
  const bytes = Buffer.from(text);
  const digest = digestOf(bytes);
  const { driver, paths } = scope.storage.parts;
  await driver.write(paths.manifest(repository, digest), bytes);
  // What is found in the folder is read once for the index, which collection asks what the manifest names.
  await scope.storage.listTags(repository, { limit: 1 });
  const parse = vi.spyOn(JSON, 'parse');
  const tooLarge = { status: 413, message: expect.stringContaining('This manifest has 4.00 MiB') };
  await expect(readManifestView(scope, digest)).rejects.toMatchObject(tooLarge);
  await expect(readRawManifest(scope, digest)).rejects.toMatchObject(tooLarge);
  expect(await scope.summaries.of(repository, digest)).toBeUndefined();
  const found = await readChildren(scope, [entry(digest, ociIndex)], 500);
  expect(found.children).toMatchObject([{ digest, isOpened: false }]);
  expect(parse.mock.calls.filter(([one]) => String(one).length > 1_000_000).length).toBe(0);
});
