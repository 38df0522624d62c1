import { expect, it, vi } from 'vitest';
import { mediaTypes } from '@/lib/oci/media-types';
import {
  openStorage,
  pushBlob,
  pushManifest,
  repositoryOf,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { ImageSummaries } from './image-summary';

const app = repositoryOf('team/app');

/** Pushes an image with a config of this text. */
async function pushWith(storage: Parameters<typeof pushBlob>[0], text: string) {
  const config = await pushBlob(storage, app, text);
  return await pushManifest(storage, app, {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: { mediaType: mediaTypes.ociConfig, digest: config, size: Buffer.byteLength(text) },
    layers: [],
  });
}

async function open() {
  const { storage } = await openStorage(await temporaryFolder());
  return { storage, summaries: new ImageSummaries(storage) };
}

it.each([
  ['too large', JSON.stringify({ os: 'linux', architecture: 'arm64', more: 'x'.repeat(256 * 1024) })],
  ['no JSON', '{'],
])('of a config that is %s no platform is told, and it is opened once', async (_, text) => {
  const { storage, summaries } = await open();
  const digest = await pushWith(storage, text);
  const opened = vi.spyOn(storage.blobs, 'open');
  for (let at = 0; at < 3; at++) expect(await summaries.of(app, digest)).toMatchObject({ platforms: [] });
  expect(opened).toHaveBeenCalledTimes(1);
});

it('at most eight manifests are read at a time, however many are asked for', async () => {
  const { storage, summaries } = await open();
  const digests = [];
  for (let at = 0; at < 40; at++) digests.push(await pushWith(storage, JSON.stringify({ os: 'linux', at })));
  let [now, most] = [0, 0];
  const read = storage.manifests.read.bind(storage.manifests);
  vi.spyOn(storage.manifests, 'read').mockImplementation(async (...parameters) => {
    most = Math.max(most, ++now);
    return await read(...parameters).finally(() => now--);
  });
  const all = await Promise.all(digests.map((digest) => summaries.of(app, digest)));
  expect(all.filter((one) => one !== undefined)).toHaveLength(40);
  expect(most).toBe(8);
});

it('of an index of thousands the first children are kept', async () => {
  const { storage, summaries } = await open();
  const text = '{}';
  const child = { mediaType: mediaTypes.ociManifest, digest: await pushWith(storage, text), size: 0 };
  child.size = (await storage.manifests.read(app, child.digest))?.bytes.length ?? 0;
  const manifests = Array.from({ length: 5_000 }, () => child);
  const index = await pushManifest(storage, app, {
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests,
  });
  expect((await summaries.of(app, index))?.children).toHaveLength(500);
});
