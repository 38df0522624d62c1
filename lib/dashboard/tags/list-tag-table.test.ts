import { describe, expect, it } from 'vitest';
import type { RetentionPolicy } from '@/lib/config';
import { mediaTypes } from '@/lib/oci/media-types';
import {
  openStorage,
  pushBlob,
  pushImage,
  pushManifest,
  repositoryOf,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { ImageSummaries } from '../images/image-summary';
import type { RepositoryScope } from '../repository-scope';
import { listTagTable, tagsPerPage } from './list-tag-table';
import { tagPage, tagQuery } from './tag-contracts';

const app = repositoryOf('team/app');

async function open(policies: RetentionPolicy[] = []) {
  const { storage } = await openStorage(await temporaryFolder(), {}, { policies });
  const scope: RepositoryScope = {
    storage,
    summaries: new ImageSummaries(storage),
    repository: app,
    may: (action) => action !== 'delete',
    sees: () => true,
  };
  return { storage, scope };
}

/** Pushes an image for a platform. */
async function pushFor(storage: Parameters<typeof pushBlob>[0], platform: object, ...tags: string[]) {
  const text = JSON.stringify(platform);
  const config = await pushBlob(storage, app, text);
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: { mediaType: mediaTypes.ociConfig, digest: config, size: Buffer.byteLength(text) },
    layers: [],
  };
  const digest = await pushManifest(storage, app, document, ...tags);
  return {
    mediaType: mediaTypes.ociManifest,
    digest,
    size: Buffer.byteLength(JSON.stringify(document)),
    platform,
    configBytes: Buffer.byteLength(text),
  };
}

describe('listTagTable', () => {
  it('tells of an index its platforms, from the smallest to the largest, and not of its attestations', async () => {
    const { storage, scope } = await open();
    const amd = await pushFor(storage, { os: 'linux', architecture: 'amd64' });
    const arm = await pushFor(storage, { os: 'linux', architecture: 'arm64', variant: 'v8' });
    const attestation = await pushFor(storage, {
      os: 'unknown',
      architecture: 'unknown',
      more: 'x'.repeat(99),
    });
    const manifests = [amd, arm, attestation].map(({ configBytes: _, ...descriptor }) => descriptor);
    await pushManifest(
      storage,
      app,
      { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests },
      'latest',
    );
    const page = await listTagTable(scope, tagQuery.parse({}));
    expect(tagPage.parse(page)).toEqual(page);
    expect(page?.tags).toMatchObject([
      {
        name: 'latest',
        kind: 'index',
        platforms: ['linux/amd64', 'linux/arm64/v8'],
        bytes: { min: amd.configBytes, max: arm.configBytes },
        marks: ['attestation'],
        pushedBy: 'someone',
        tagsOfDigest: 1,
        guard: null,
      },
    ]);
  });

  it('says what whoever asks may do, and what protects a tag', async () => {
    const policy = { repositories: ['team/*'], immutable: ['v*'], protected: ['latest'] };
    const { storage, scope } = await open([policy as RetentionPolicy]);
    await pushImage(storage, app, 'one', 'v1', 'latest', 'edge');
    const page = await listTagTable(scope, tagQuery.parse({ sort: 'name' }));
    expect(page?.rights).toEqual({ push: true, retag: true, delete: false });
    expect(page?.tags.map(({ guard }) => guard)).toEqual([
      null,
      { rule: 'protected', setting: 'retention.policies[0].protected' },
      { rule: 'immutable', setting: 'retention.policies[0].immutable' },
    ]);
  });

  it('reads every tag once over its pages', async () => {
    const { storage, scope } = await open();
    const tags = Array.from({ length: tagsPerPage + 5 }, (_, at) => `t${at}`);
    await pushImage(storage, app, 'one', ...tags);
    const names: string[] = [];
    for (let cursor: string | undefined, at = 0; at === 0 || cursor !== undefined; at++) {
      const page = await listTagTable(scope, tagQuery.parse({ sort: '-version', cursor }));
      names.push(...(page?.tags.map(({ name }) => name) ?? []));
      cursor = page?.next ?? undefined;
    }
    expect(names.sort()).toEqual([...tags].sort());
  });

  it('shows an image whose config is gone, and refuses a cursor that it did not give', async () => {
    const { storage, scope } = await open();
    const { config } = await pushImage(storage, app, 'one', 'v1');
    const { driver, paths } = storage.parts;
    await driver.remove(paths.blob(app, config));
    const page = await listTagTable(scope, tagQuery.parse({}));
    expect(page?.tags).toMatchObject([{ name: 'v1', kind: 'image', platforms: [] }]);
    await expect(listTagTable(scope, tagQuery.parse({ cursor: 'x' }))).rejects.toMatchObject({ status: 400 });
  });
});
