import fs from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Digest, digestOf } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import { parseTag } from '@/lib/oci/reference';
import type { Storage } from '@/lib/storage/storage';
import { StoredManifest } from '@/lib/storage/stored-manifest';
import {
  openStorage,
  pushBlob,
  pushImage,
  repositoryOf,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { Jobs } from '../jobs';
import { runPlan } from './plan';
import { type CollectionSettings, runCollection } from './run-collection';

const [app, other] = [repositoryOf('team/app'), repositoryOf('team/other')];
const request = { cause: 'dashboard', signal: new AbortController().signal } as const;
const settings = (graceMs: number) =>
  ({ maintenance: { graceMs, untaggedAfterMs: 0, diskBytesPerSecond: 1e9 } }) as CollectionSettings;
const [due, young] = [settings(-3_600_000), settings(3_600_000)];

/** The sizes of all manifests that are parsed from now on. */
function parsedSizes(): number[] {
  const sizes: number[] = [];
  for (const name of ['manifest', 'readable'] as const) {
    const real = Object.getOwnPropertyDescriptor(StoredManifest.prototype, name)?.get;
    const spy = vi.spyOn(StoredManifest.prototype, name, 'get').mockImplementation(function (
      this: StoredManifest,
    ) {
      sizes.push(this.bytes.length);
      return real?.call(this);
    });
    onTestFinished(() => void spy.mockRestore());
  }
  return sizes;
}

/** Puts a manifest there by hand that names a blob, too large to have been pushed, with a tag. */
async function putByHand(root: string, config: string, bytes: number): Promise<Digest> {
  const descriptor = (digest: string) => ({ mediaType: mediaTypes.ociConfig, digest, size: 6 });
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: descriptor(config),
    layers: [],
    annotations: { big: 'x'.repeat(bytes) },
  };
  const text = Buffer.from(JSON.stringify(document));
  const digest = digestOf(text);
  const folder = path.join(root, 'repositories', app, 'manifests');
  await fs.writeFile(path.join(folder, digest), text);
  await fs.symlink(digest, path.join(folder, 'by-hand'));
  return digest;
}

const there = async ({ parts }: Storage, repository: typeof app, digest: string) =>
  (await parts.blobs.find(repository, digest as Digest)) !== undefined;

test('what a manifest may name that is too large to be parsed is never collected, nor is anything beside it', async () => {
  const root = await temporaryFolder();
  const { storage } = await openStorage(root, {}, { trashMs: 60_000 });
  const jobs = new Jobs(storage.parts);
  await pushImage(storage, app, 'one', 'v1');
  const named = await pushBlob(storage, app, 'named!');
  const left = await pushBlob(storage, app, 'named by nobody');
  const garbage = await pushBlob(storage, other, 'named by nobody there');
  const digest = await putByHand(root, named, 5 * 1024 * 1024);
  const sizes = parsedSizes();
  await runCollection(storage.parts, jobs, young, { ...request, full: true });
  const plan = await runPlan(storage.parts, jobs, due, request);
  expect(plan.garbage.map(({ name }) => name)).toEqual([garbage]);
  expect(plan.repositories.find(({ repository }) => repository === app)?.damage).toBe(
    `the manifest ${digest} can't be read`,
  );
  const result = await runCollection(storage.parts, jobs, due, { ...request, full: true });
  expect(result).toMatchObject({ blobs: { count: 1 }, repositories: { damaged: 1 } });
  expect(await there(storage, app, named)).toBe(true);
  expect(await there(storage, app, left)).toBe(true);
  expect(await there(storage, other, garbage)).toBe(false);
  expect(sizes.filter((size) => size > 4 * 1024 * 1024)).toEqual([]);
  expect(await storage.manifests.resolve(app, parseTag('by-hand'))).toBe(digest);
});

test('one of a size that can be pushed is parsed as any other, and only what it names stays', async () => {
  const root = await temporaryFolder();
  const { storage } = await openStorage(root, { maxManifestBytes: 8 * 1024 * 1024 });
  const jobs = new Jobs(storage.parts);
  const named = await pushBlob(storage, app, 'named!');
  const garbage = await pushBlob(storage, app, 'named by nobody');
  await fs.mkdir(path.join(root, 'repositories', app, 'manifests'), { recursive: true });
  await putByHand(root, named, 5 * 1024 * 1024);
  await runCollection(storage.parts, jobs, young, { ...request, full: true });
  expect(await runCollection(storage.parts, jobs, due, { ...request, full: true })).toMatchObject({
    blobs: { count: 1 },
  });
  expect(await there(storage, app, named)).toBe(true);
  expect(await there(storage, app, garbage)).toBe(false);
});
