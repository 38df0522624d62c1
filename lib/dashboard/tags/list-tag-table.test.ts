import { describe, expect, it } from 'vitest';
import type { RetentionPolicy } from '@/lib/config';
import { attachmentTags } from '@/lib/oci/attachment-tag';
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
        platformBytes: null,
      },
    ]);
    const sizeFor = async (platform: string) =>
      (await listTagTable(scope, tagQuery.parse({ platform })))?.tags[0]?.platformBytes;
    expect(await sizeFor('linux/amd64')).toBe(amd.configBytes);
    expect(await sizeFor('linux/arm64/v8')).toBe(arm.configBytes);
    // What it is not for, and what its attestation says that it is for.
    for (const other of ['linux/arm64', 'unknown/unknown', 'constructor'])
      expect(await sizeFor(other)).toBeNull();
  });

  it('says what whoever asks may do, and what protects a tag', async () => {
    const policy = { repositories: ['team/*'], immutable: ['v*'], protected: ['latest'] };
    const { storage, scope } = await open([policy as RetentionPolicy]);
    await pushImage(storage, app, 'one', 'v1', 'latest', 'edge');
    const page = await listTagTable(scope, tagQuery.parse({ sort: 'name' }));
    expect(page?.rights).toEqual({ push: true, retag: true, delete: false, administer: true });
    expect(page?.tags.map(({ guard }) => guard)).toEqual([
      null,
      { rule: 'protected', setting: 'retention.policies[0].protected' },
      { rule: 'immutable', setting: 'retention.policies[0].immutable' },
    ]);
  });

  it('says who protected a tag in the dashboard, and when', async () => {
    const { storage, scope } = await open();
    await pushImage(storage, app, 'one', 'v1', 'v2');
    const beforeMs = Date.now();
    await storage.tagProtections.protect(app, parseTag('v2'), { actor: 'alice' });
    const page = await listTagTable(scope, tagQuery.parse({ sort: 'name' }));
    expect(tagPage.parse(page)).toEqual(page);
    expect(page?.tags.map(({ guard, protection }) => [guard, protection?.by ?? null])).toEqual([
      [null, null],
      [null, 'alice'],
    ]);
    expect(page?.tags[1]?.protection?.atMs).toBeGreaterThanOrEqual(beforeMs);
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

  it.each(['name', '-pushed', '-size'])(
    'folds the tags of signatures of what is there, counts them, and shows them when asked, by %s',
    async (sort) => {
      const { storage, scope } = await open();
      const [one, two] = [
        await pushImage(storage, app, 'one', 'v1'),
        await pushImage(storage, app, 'two', 'v2'),
      ];
      const [, signature = '', attestation = ''] = attachmentTags(one.digest);
      const elsewhere = `sha256-${'a'.repeat(64)}.sig`;
      await pushImage(storage, app, 'said', signature, attestation, elsewhere);
      const read = async (query: object) => {
        const page = await listTagTable(scope, tagQuery.parse({ sort, ...query }));
        const { total, matching, folded, tags = [] } = page ?? {};
        return { total, matching, folded, names: tags.map(({ name }) => name).sort() };
      };
      const counts = { total: 5, matching: 3, folded: 2 };
      expect(await read({})).toEqual({ ...counts, names: [elsewhere, 'v1', 'v2'] });
      expect(await read({ q: 'sha256-' })).toEqual({ ...counts, matching: 1, names: [elsewhere] });
      expect(await read({ q: 'v1' })).toEqual({ total: 5, matching: 1, folded: 0, names: ['v1'] });
      const all = { total: 5, matching: 5, folded: 0 };
      const names = [signature, attestation, elsewhere, 'v1', 'v2'].sort();
      expect(await read({ attached: 'shown' })).toEqual({ ...all, names });
      const page = await listTagTable(scope, tagQuery.parse({ attached: 'shown', q: '.sig' }));
      const about = page?.tags.map(({ name, attachedTo }) => [name, attachedTo]);
      expect(Object.fromEntries(about ?? [])).toEqual({ [signature]: one.digest, [elsewhere]: null });
      // Without what it is about, a signature is a tag like others.
      await storage.deleteImage(app, one.digest, {
        origin: { actor: 'someone', cause: 'delete' },
        isSpared: async () => false,
      });
      expect(two.digest).not.toBe(one.digest);
      expect((await read({})).folded).toBe(0);
    },
  );

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
