import { describe, expect, it, vi } from 'vitest';
import { type Digest, digestOf } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import type { RepositoryName } from '@/lib/oci/repository-name';
import {
  openStorage,
  pushBlob,
  pushManifest,
  repositoryOf,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { ImageSummaries } from '../images/image-summary';
import type { RepositoryScope } from '../repository-scope';
import { comparison, packageComparison } from './compare-contracts';
import { compareImages, type ScopeOf } from './compare-images';
import { comparePackages } from './compare-packages';

const app = repositoryOf('team/app');
const other = repositoryOf('team/other');
const secret = repositoryOf('secret/app');

async function open() {
  const { storage } = await openStorage(await temporaryFolder(), {}, { trashMs: 60_000 });
  const scopeOf: ScopeOf = (repository) =>
    repository === secret
      ? undefined
      : ({
          storage,
          summaries: new ImageSummaries(storage),
          repository,
          may: () => true,
          sees: () => true,
        } satisfies RepositoryScope);
  const blob = async (repository: RepositoryName, content: string, mediaType: string) => ({
    mediaType,
    digest: await pushBlob(storage, repository, content),
    size: content.length,
  });
  /** Pushes an image of layers `content` or `content=unpacked`: equal words after the sign are one layer, packed differently. */
  const image = async (layers: string[], tag?: string, repository = app, architecture = 'amd64') => {
    const config = JSON.stringify({
      os: 'linux',
      architecture,
      rootfs: { diff_ids: layers.map((text) => digestOf(Buffer.from(text.split('=').at(-1) ?? ''))) },
      tag,
    });
    const descriptors = [];
    for (const text of layers)
      descriptors.push(await blob(repository, text, 'application/vnd.oci.image.layer.v1.tar'));
    const document = {
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: await blob(repository, config, mediaTypes.ociConfig),
      layers: descriptors,
    };
    const digest = await pushManifest(storage, repository, document, ...(tag === undefined ? [] : [tag]));
    return { digest, size: Buffer.byteLength(JSON.stringify(document)), configBytes: config.length };
  };
  const index = async (
    platforms: Record<string, { digest: Digest; size: number }>,
    tag: string,
    more: object[] = [],
  ) =>
    await pushManifest(
      storage,
      app,
      {
        schemaVersion: 2,
        mediaType: mediaTypes.ociIndex,
        manifests: [
          ...Object.entries(platforms).map(([architecture, { digest, size }]) => ({
            mediaType: mediaTypes.ociManifest,
            digest,
            size,
            platform: { os: 'linux', architecture },
          })),
          ...more,
        ],
      },
      tag,
    );
  const artifact = async (content: string, mediaType: string, more: object = {}) =>
    await pushManifest(storage, app, {
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: await blob(app, '{}', mediaTypes.empty),
      layers: [await blob(app, content, mediaType)],
      ...more,
    });
  return { storage, scopeOf, image, index, artifact };
}

describe('compareImages', () => {
  it('finds the shared base, also where a layer is packed differently, and what is to be downloaded', async () => {
    const { scopeOf, image } = await open();
    await image(['gz=base', 'one', 'moved'], 'a');
    const { configBytes } = await image(['zstd=base', 'moved', 'three'], 'b', other);
    const told = await compareImages(scopeOf, { a: 'team/app:a', b: 'team/other:b' });
    expect(comparison.parse(told)).toEqual(told);
    expect(told).toMatchObject({
      sharedLayers: 1,
      a: { repository: 'team/app', tags: ['a'], platform: 'linux/amd64' },
      b: { layers: [{ isInOther: false }, { isInOther: true }, { isInOther: false }] },
      // The base is packed otherwise, `moved` is there already.
      download: { layers: 2, bytes: 'zstd=base'.length + 'three'.length + configBytes },
    });
    expect(await compareImages(scopeOf, { a: 'team/app:a', b: 'team/app:a' })).toMatchObject({
      sharedLayers: 3,
      download: { bytes: 0, layers: 0 },
    });
  });

  it('compares indexes for one platform that both have, and an index with an image of its platform', async () => {
    const { scopeOf, image, index } = await open();
    const amd = await image(['amd'], 'amd');
    const arm = await image(['arm'], 'arm', app, 'arm64');
    const arm2 = await image(['arm', 'more'], 'arm2', app, 'arm64');
    await index({ arm64: arm, amd64: amd }, 'one');
    await index({ riscv64: amd, arm64: arm2, amd64: amd }, 'two');
    await index({ s390x: amd }, 'far');
    const ask = (b: string, platform?: string) =>
      compareImages(scopeOf, { a: 'team/app:one', b: `team/app:${b}`, platform });
    expect(await ask('two')).toMatchObject({
      platforms: ['linux/arm64', 'linux/amd64'],
      platform: 'linux/amd64',
    });
    expect(await ask('two', 'linux/arm64')).toMatchObject({
      platform: 'linux/arm64',
      a: { digest: arm.digest },
      b: { digest: arm2.digest },
      sharedLayers: 1,
    });
    expect(await ask('two', 'windows/386')).toMatchObject({ platform: 'linux/amd64' });
    expect(await ask('arm2')).toMatchObject({
      platforms: [],
      a: { digest: arm.digest },
      b: { digest: arm2.digest },
    });
    await expect(ask('far')).rejects.toMatchObject({ status: 409 });
  });

  it('tells nothing of what may not be pulled, and does not look at it', async () => {
    const { storage, scopeOf, image } = await open();
    await image(['x'], 'v1');
    await image(['x'], 'v1', secret);
    const read = vi.spyOn(storage.manifests, 'resolve');
    const refused = async (a: string, b: string) =>
      await compareImages(scopeOf, { a, b }).then(
        () => undefined,
        ({ status, message }) => ({ status, message }),
      );
    expect(await refused('team/app:v1', 'secret/app:v1')).toEqual({
      status: 404,
      message: 'The second image is not there.',
    });
    expect(read).not.toHaveBeenCalled();
    for (const text of ['secret/app:v1', 'team/app:none', 'team/nothing:v1', 'no reference'])
      expect(await refused(text, 'team/app:v1')).toEqual({
        status: 404,
        message: 'The first image is not there.',
      });
  });

  it('says of a deleted one that it can be restored', async () => {
    const { storage, scopeOf, image } = await open();
    const { digest } = await image(['x'], 'v1');
    await storage.manifests.delete(app, digest, { actor: 'someone', cause: 'delete' });
    await image(['y'], 'v2');
    await expect(compareImages(scopeOf, { a: `team/app@${digest}`, b: 'team/app:v2' })).rejects.toMatchObject(
      { status: 410 },
    );
  });
});

describe('comparePackages', () => {
  const sbom = (version: string) =>
    JSON.stringify({ spdxVersion: 'SPDX-2.3', packages: [{ name: 'openssl', versionInfo: version }] });

  it('compares an SBOM that refers to one with what BuildKit puts beside the other', async () => {
    const { storage, scopeOf, image, index, artifact } = await open();
    const one = await image(['one'], 'one');
    const two = await image(['two'], 'two');
    const subject = { mediaType: mediaTypes.ociManifest, digest: one.digest, size: one.size };
    const referrer = await artifact(sbom('1'), 'application/spdx+json', {
      artifactType: 'application/spdx+json',
      subject,
    });
    const statement = JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'https://spdx.dev/Document',
      predicate: JSON.parse(sbom('2')),
    });
    const attestation = await artifact(statement, 'application/vnd.in-toto+json');
    await index({ amd64: two }, 'all', [
      {
        mediaType: mediaTypes.ociManifest,
        digest: attestation,
        size: (await storage.manifests.read(app, attestation))?.bytes.length,
        platform: { os: 'unknown', architecture: 'unknown' },
        annotations: {
          'vnd.docker.reference.type': 'attestation-manifest',
          'vnd.docker.reference.digest': two.digest,
        },
      },
    ]);
    const told = await comparePackages(scopeOf, { a: `team/app@${one.digest}`, b: 'team/app:two' });
    expect(packageComparison.parse(told)).toEqual(told);
    expect(told).toMatchObject({
      a: { digest: referrer, total: 1 },
      b: { digest: attestation, total: 1 },
      changes: [{ name: 'openssl', from: '1', to: '2' }],
      counts: { changed: 1 },
    });
  });

  it('says which of the two has none', async () => {
    const { scopeOf, image } = await open();
    await image(['one'], 'one');
    expect(await comparePackages(scopeOf, { a: 'team/app:one', b: 'team/app:one' })).toMatchObject({
      a: null,
      b: null,
      changes: [],
    });
    await expect(comparePackages(scopeOf, { a: 'team/app:one', b: 'secret/app:one' })).rejects.toMatchObject({
      status: 404,
    });
  });
});
