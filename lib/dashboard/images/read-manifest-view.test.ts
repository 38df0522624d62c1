import { describe, expect, it, vi } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import { parseTag } from '@/lib/oci/reference';
import {
  openStorage,
  pushBlob,
  pushImage,
  pushManifest,
  repositoryOf,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { planManifestDeletion } from '../changes/delete-manifest';
import type { RepositoryScope } from '../repository-scope';
import { ImageSummaries } from './image-summary';
import { manifestView, referrerTree } from './manifest-contracts';
import { readManifestView } from './read-manifest-view';
import { referrerList } from './referrer-list';
import { requireManifest } from './require-manifest';

const app = repositoryOf('team/app');
const secret = repositoryOf('secret/app');

async function open(options: Parameters<typeof openStorage>[2] = {}) {
  const { storage } = await openStorage(await temporaryFolder(), {}, options);
  const scope: RepositoryScope = {
    storage,
    summaries: new ImageSummaries(storage),
    repository: app,
    may: () => true,
    sees: (repository) => repository !== secret,
  };
  return { storage, scope };
}

describe('readManifestView', () => {
  it('says who pushed it, how often it was pulled, and what the tag is by which it was asked for', async () => {
    const { storage, scope } = await open();
    const { digest } = await pushImage(storage, app, 'one', 'v1');
    const tag = parseTag('v1');
    storage.pulls.count(app, { kind: 'tag', tag }, digest);
    storage.pulls.count(app, { kind: 'digest', digest }, digest);
    const pulled = await readManifestView(scope, digest, 'v1');
    expect(manifestView.parse(pulled)).toEqual(pulled);
    expect(pulled).toMatchObject({ pushedBy: 'someone', pulls: 2, pulledAtMs: expect.any(Number) });
    expect(pulled?.tag).toMatchObject({ name: 'v1', digest, pushedBy: 'someone', pulls: 1, tagsOfDigest: 1 });
    // Who points a tag to it did not push it.
    await storage.manifests.retag(
      app,
      parseTag('v2'),
      digest,
      { actor: 'bob', cause: 'rollback' },
      { from: null },
    );
    await storage.manifests.untag(app, tag, { actor: 'bob', cause: 'delete' });
    expect(await readManifestView(scope, digest)).toMatchObject({ pushedBy: 'someone', tag: null });
    // It was resolved before the tag moved.
    await pushImage(storage, app, 'two', 'v2');
    expect(await readManifestView(scope, digest, 'v2')).toMatchObject({ digest, tag: null });
    expect(await readManifestView(scope, digest, 'no-tag')).toMatchObject({ tag: null });
  });

  it('says of each layer who else has it, of what whoever asks may pull from', async () => {
    const { storage, scope } = await open();
    const image = await pushImage(storage, app, 'one', 'v1', 'latest');
    const second = { ...image.document, annotations: { text: 'second' } };
    await pushManifest(storage, app, second, 'v2');
    for (const repository of [repositoryOf('team/other'), secret]) {
      await pushImage(storage, repository, 'one', 'v1');
      await pushManifest(storage, repository, second, 'v2');
    }
    const view = await readManifestView(scope, image.digest);
    expect(manifestView.parse(view)).toEqual(view);
    expect(view).toMatchObject({
      kind: 'image',
      tags: ['latest', 'v1'],
      tagCount: 2,
      missing: [],
      parents: [],
    });
    expect(view?.layers[0]?.sharing).toEqual({
      here: 1,
      repositories: 1,
      elsewhere: 2,
      names: ['team/other'],
      exact: true,
    });
  });

  it('names what is missing and tells the rest', async () => {
    const { storage, scope } = await open();
    const image = await pushImage(storage, app, 'one', 'v1');
    const child = { mediaType: mediaTypes.ociManifest, digest: image.digest, size: image.size };
    const platform = { os: 'linux', architecture: 'arm64' };
    const index = await pushManifest(
      storage,
      app,
      { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [{ ...child, platform }] },
      'all',
    );
    const { driver, paths } = storage.parts;
    await driver.remove(paths.blob(app, image.layer));
    expect(await readManifestView(scope, image.digest)).toMatchObject({
      missing: [{ digest: image.layer, kind: 'layer' }],
      layers: [{ digest: image.layer, isThere: false }],
      config: { isThere: true },
      parents: [index],
    });
    await driver.remove(paths.manifest(app, image.digest));
    expect(await readManifestView(scope, index)).toMatchObject({
      missing: [{ digest: image.digest, kind: 'manifest' }],
      children: [{ digest: image.digest, platform: 'linux/arm64', isThere: false, bytes: null }],
    });
  });

  it('folds attestations under what they are about', async () => {
    const { storage, scope } = await open();
    const image = await pushImage(storage, app, 'image');
    const attestation = await pushImage(storage, app, 'attestation');
    const of = ({ digest, size }: typeof image) => ({ mediaType: mediaTypes.ociManifest, digest, size });
    const unknown = { os: 'unknown', architecture: 'unknown' };
    const manifests = [
      { ...of(image), platform: { os: 'linux', architecture: 'amd64' } },
      {
        ...of(attestation),
        platform: unknown,
        annotations: {
          'vnd.docker.reference.type': 'attestation-manifest',
          'vnd.docker.reference.digest': image.digest,
        },
      },
      { ...of(attestation), platform: unknown },
    ];
    const index = await pushManifest(storage, app, {
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests,
    });
    expect(await readManifestView(scope, index)).toMatchObject({
      kind: 'index',
      children: [{ digest: image.digest, attestations: [attestation.digest] }],
      looseAttestations: [attestation.digest],
    });
  });

  it('shows the first of tens of thousands of layers with how many more there are, in a few questions', async () => {
    const { storage, scope } = await open();
    const config = await pushBlob(storage, app, '{}');
    const digests: string[] = [];
    for (let at = 0; at < 600; at++) digests.push(await pushBlob(storage, app, String(at).padStart(3, '0')));
    const mediaType = 'application/vnd.oci.image.layer.v1.tar';
    const layers = Array.from({ length: 20_000 }, (_, at) => ({
      mediaType,
      digest: digests[at % 600],
      size: 3,
    }));
    const digest = await pushManifest(storage, app, {
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: { mediaType: mediaTypes.ociConfig, digest: config, size: 2 },
      layers,
    });
    const all = vi.spyOn(storage.parts.database, 'all');
    const find = vi.spyOn(storage.blobs, 'find');
    const view = await readManifestView(scope, digest);
    expect(view?.layers).toHaveLength(500);
    expect(view?.layersOmitted).toBe(19_500);
    expect(view?.missing).toEqual([]);
    expect(all.mock.calls.length).toBeLessThan(20);
    expect(find.mock.calls.length).toBeLessThan(510);
    expect((await planManifestDeletion(scope, digest)).freedBytes).toBeGreaterThan(600);
    expect(all.mock.calls.length).toBeLessThan(40);
  });

  it('shows the first of thousands of children and attestations of an index, each looked for once', async () => {
    const { storage, scope } = await open();
    const { digest, size } = await pushImage(storage, app, 'image');
    const one = { mediaType: mediaTypes.ociManifest, digest, size };
    const about = {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': digest,
    };
    const many = (entry: object) => Array.from({ length: 5_000 }, () => entry);
    const index = await pushManifest(storage, app, {
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests: [...many(one), ...many({ ...one, annotations: about })],
    });
    const read = vi.spyOn(storage.manifests, 'read');
    const view = await readManifestView(scope, index);
    expect(view).toMatchObject({ childrenOmitted: 4_500, attestationsOmitted: 4_500, looseAttestations: [] });
    expect(view?.children).toHaveLength(500);
    expect(view?.children[0]?.attestations).toHaveLength(500);
    expect(read).toHaveBeenCalledTimes(4);
  });

  it('shows an artifact without a config', async () => {
    const { storage, scope } = await open();
    const digest = await pushArtifact(storage, 'application/vnd.example.thing');
    expect(await readManifestView(scope, digest)).toMatchObject({ kind: 'artifact', config: null });
  });
});

type Opened = Awaited<ReturnType<typeof open>>['storage'];

async function pushArtifact(storage: Opened, artifactType: string, subject?: string) {
  const config = await pushBlob(storage, app, '{}');
  return await pushManifest(storage, app, {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    artifactType,
    config: { mediaType: mediaTypes.empty, digest: config, size: 2 },
    layers: [{ mediaType: mediaTypes.empty, digest: config, size: 2 }],
    ...(subject !== undefined && {
      subject: { mediaType: mediaTypes.ociManifest, digest: subject, size: 3 },
    }),
  });
}

it('referrers are a tree, each once, the deeper after what they refer to', async () => {
  const { storage, scope } = await open();
  const image = await pushImage(storage, app, 'one', 'v1');
  const sbom = await pushArtifact(storage, 'application/spdx+json', image.digest);
  const signature = await pushArtifact(storage, 'application/vnd.dev.sigstore.bundle.v0.3+json', sbom);
  const tree = await referrerList(scope, image.digest);
  expect(referrerTree.parse(tree)).toEqual(tree);
  expect(tree.referrers.map(({ digest, depth, kind }) => ({ digest, depth, kind }))).toEqual([
    { digest: sbom, depth: 0, kind: 'sbom' },
    { digest: signature, depth: 1, kind: 'signature' },
  ]);
});

describe('requireManifest', () => {
  it('finds a manifest by tag and by digest', async () => {
    const { storage, scope } = await open();
    const { digest } = await pushImage(storage, app, 'one', 'v1');
    expect(await requireManifest(scope, 'v1')).toBe(digest);
    expect(await requireManifest(scope, digest)).toBe(digest);
  });

  it('says of a deleted one that it can be restored, and of what never was that it is not there', async () => {
    const { storage, scope } = await open({ trashMs: 60_000 });
    const { digest } = await pushImage(storage, app, 'one', 'v1');
    await storage.manifests.delete(app, digest, { actor: 'someone', cause: 'delete' });
    await expect(requireManifest(scope, digest)).rejects.toMatchObject({ status: 410 });
    for (const text of ['v1', digestOf(Buffer.from('x')), '../x', 'sha256:short', ''])
      await expect(requireManifest(scope, text)).rejects.toMatchObject({ status: 404 });
  });
});
