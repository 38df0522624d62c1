import { describe, expect, it } from 'vitest';
import { attachmentTags } from '@/lib/oci/attachment-tag';
import type { Digest } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import {
  openStorage,
  pushBlob,
  pushImage,
  pushManifest,
  repositoryOf,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import type { RepositoryScope } from '../repository-scope';
import { marksOfImages } from './image-marks';
import { ImageSummaries } from './image-summary';
import { referrerTree } from './manifest-contracts';
import { referrerList } from './referrer-list';

const app = repositoryOf('team/app');

async function open() {
  const { storage } = await openStorage(await temporaryFolder());
  const summaries = new ImageSummaries(storage);
  const scope: RepositoryScope = { storage, summaries, repository: app, may: () => true, sees: () => true };
  const marksOf = async (digest: Digest) => {
    await storage.listTags(app, { limit: 1 });
    const marks = await marksOfImages(scope, new Map([[digest, await summaries.of(app, digest)]]));
    return marks.get(digest);
  };
  /** Pushes a manifest that says something of another one. */
  const push = async (fields: object, layer: object, ...tags: string[]) => {
    const [config, digest] = [await pushBlob(storage, app, '{}'), await pushBlob(storage, app, 'statement')];
    const document = {
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: { mediaType: mediaTypes.ociConfig, digest: config, size: 2 },
      layers: [{ mediaType: 'application/vnd.in-toto+json', digest, size: 'statement'.length, ...layer }],
      ...fields,
    };
    const pushed = await pushManifest(storage, app, document, ...tags);
    return {
      mediaType: mediaTypes.ociManifest,
      digest: pushed,
      size: Buffer.byteLength(JSON.stringify(document)),
    };
  };
  const pushIndex = async (...manifests: object[]) =>
    await pushManifest(
      storage,
      app,
      { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests },
      'latest',
    );
  const pushChild = async (text: string) => {
    const { digest, size } = await pushImage(storage, app, text);
    return { mediaType: mediaTypes.ociManifest, digest, size, platform: { os: 'linux', architecture: text } };
  };
  return { storage, scope, marksOf, push, pushIndex, pushChild };
}

const attests = (annotations: object = {}) => ({
  platform: { os: 'unknown', architecture: 'unknown' },
  annotations: { 'vnd.docker.reference.type': 'attestation-manifest', ...annotations },
});
const predicate = (type: string) => ({ annotations: { 'in-toto.io/predicate-type': type } });

describe('the marks of an image', () => {
  it('of an index have the signatures of its children', async () => {
    const { marksOf, push, pushIndex, pushChild } = await open();
    const [amd, arm] = [await pushChild('amd64'), await pushChild('arm64')];
    const index = await pushIndex(amd, arm);
    expect(await marksOf(index)).toEqual([]);
    const { platform: _, ...subject } = arm;
    await push({ artifactType: 'application/vnd.dev.cosign.artifact.sig.v1+json', subject }, {});
    expect(await marksOf(index)).toEqual(['signature']);
  });

  it.each([
    ['.sig', 'application/vnd.dev.cosign.simplesigning.v1+json', {}, 'signature'],
    [
      '.att',
      'application/vnd.dsse.envelope.v1+json',
      { annotations: { predicateType: 'https://slsa.dev/provenance/v1' } },
      'attestation',
    ],
    [
      '.att',
      'application/vnd.dsse.envelope.v1+json',
      { annotations: { predicateType: 'https://spdx.dev/Document' } },
      'sbom',
    ],
    ['.sbom', 'text/spdx+json', {}, 'sbom'],
  ])("have what stands under cosign's tag %s, of a layer %s", async (ending, mediaType, layer, mark) => {
    const { storage, scope, marksOf, push } = await open();
    const image = await pushImage(storage, app, 'one', 'v1');
    const tag = attachmentTags(image.digest).find((one) => one.endsWith(ending)) ?? '';
    const pushed = await push({}, { mediaType, ...layer }, tag);
    expect(await marksOf(image.digest)).toEqual([mark]);
    const tree = await referrerList(scope, image.digest);
    expect(referrerTree.parse(tree)).toEqual(tree);
    expect(tree.referrers).toMatchObject([{ digest: pushed.digest, subject: image.digest, tag, depth: 0 }]);
  });

  it.each([
    [[predicate('https://spdx.dev/Document')], ['sbom']],
    [[predicate('https://slsa.dev/provenance/v1')], ['attestation']],
    [
      [predicate('https://slsa.dev/provenance/v0.2'), predicate('https://cyclonedx.org/bom')],
      ['sbom', 'attestation'],
    ],
    [[{}], ['attestation']],
  ])('have what the attestations of BuildKit are of: %j', async (layers, marks) => {
    const { marksOf, push, pushIndex, pushChild } = await open();
    const amd = await pushChild('amd64');
    const all = [];
    for (const layer of layers) all.push({ ...(await push({}, layer)), ...attests() });
    expect(await marksOf(await pushIndex(amd, ...all))).toEqual(marks);
  });

  it('have no attestation of what an index names that is no manifest, as the cache of BuildKit does', async () => {
    const { storage, marksOf, pushIndex, pushChild } = await open();
    const digest = await pushBlob(storage, app, 'cache');
    const cache = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size: 5 };
    expect(await marksOf(await pushIndex(await pushChild('amd64'), cache))).toEqual([]);
  });

  it('have a bundle of Sigstore as what it is annotated with', async () => {
    const { storage, marksOf, push } = await open();
    const { digest, size } = await pushImage(storage, app, 'one', 'v1');
    const subject = { mediaType: mediaTypes.ociManifest, digest, size };
    const artifactType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
    const bundle = (predicateType: string) =>
      push(
        { artifactType, subject, annotations: { 'dev.sigstore.bundle.predicateType': predicateType } },
        { mediaType: artifactType },
      );
    await bundle('https://cyclonedx.org/bom');
    expect(await marksOf(digest)).toEqual(['sbom']);
    await bundle('https://sigstore.dev/cosign/sign/v1');
    expect(await marksOf(digest)).toEqual(['signature', 'sbom']);
  });

  it('of the whole are those of its platforms, which its referrers name too', async () => {
    const { scope, push, pushIndex, pushChild } = await open();
    const { platform, ...subject } = await pushChild('amd64');
    const index = await pushIndex({ platform, ...subject });
    const sbom = await push({ artifactType: 'application/spdx+json', subject }, {});
    expect((await referrerList(scope, index)).referrers).toMatchObject([
      { digest: sbom.digest, subject: subject.digest, tag: null, depth: 0 },
    ]);
  });
});
