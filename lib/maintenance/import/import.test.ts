import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import { parseTag } from '@/lib/oci/reference';
import type { Storage } from '@/lib/storage/storage';
import { openStorage, pushImage, repositoryOf, temporaryFolder } from '@/lib/storage/testing/open-storage';
import { Pace } from '../pace';
import { importDistribution } from './import-distribution';
import { importOci } from './import-oci';

const pace = new Pace(new AbortController().signal);
const descriptor = (content: string, mediaType: string) => ({
  mediaType,
  digest: digestOf(Buffer.from(content)),
  size: Buffer.byteLength(content),
});

/** An image's manifest, and the content that it names. */
function imageOf(text: string) {
  const [config, layer] = [`{"config":"${text}"}`, `layer of ${text}`];
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: descriptor(config, mediaTypes.ociConfig),
    layers: [descriptor(layer, 'application/vnd.oci.image.layer.v1.tar')],
  });
  return { manifest, digest: digestOf(Buffer.from(manifest)), blobs: [config, layer] };
}

/** Writes the data folder of a distribution registry by hand. */
class Distribution {
  private constructor(
    readonly folder: string,
    readonly storage: Storage,
  ) {}

  static async create() {
    const scratch = await temporaryFolder();
    const { storage } = await openStorage(path.join(scratch, 'data'));
    const made = new Distribution(path.join(scratch, 'distribution'), storage);
    for (const name of ['repositories', 'blobs']) await fs.mkdir(made.#at(name), { recursive: true });
    return made;
  }

  #at(...names: string[]) {
    return path.join(this.folder, 'docker/registry/v2', ...names);
  }

  blobFile(digest: string) {
    const hex = digest.slice('sha256:'.length);
    return this.#at('blobs/sha256', hex.slice(0, 2), hex, 'data');
  }

  async write(file: string, content: string) {
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(file, content);
  }

  async push(repository: string, manifest: string, blobs: string[], ...tags: string[]): Promise<Digest> {
    for (const content of [manifest, ...blobs])
      await this.write(this.blobFile(digestOf(Buffer.from(content))), content);
    const digest = digestOf(Buffer.from(manifest));
    const revision = this.#at(
      'repositories',
      repository,
      '_manifests/revisions',
      digest.replace(':', '/'),
      'link',
    );
    await this.write(revision, digest);
    for (const tag of tags) await this.write(this.tagFile(repository, tag), digest);
    return digest;
  }

  tagFile(repository: string, tag: string) {
    return this.#at('repositories', repository, '_manifests/tags', tag, 'current/link');
  }

  import(options: { link?: boolean; keepTags?: boolean; repository?: string } = {}) {
    const defaults = { folder: this.folder, link: false, keepTags: false, pace };
    return importDistribution(this.storage.parts, { ...defaults, ...options });
  }
}

const resolved = (storage: Storage, repository: string, tag: string) =>
  storage.manifests.resolve(repositoryOf(repository), parseTag(tag));

async function contentOf(storage: Storage, repository: string, content: string) {
  const file = storage.parts.paths.blob(repositoryOf(repository), digestOf(Buffer.from(content)));
  return await fs.readFile(file, 'utf8');
}

describe('an import from a distribution registry', () => {
  it('takes every manifest with a tag or without, under the names of this registry, each blob once', async () => {
    const source = await Distribution.create();
    const [one, two] = [imageOf('one'), imageOf('two')];
    await source.push('alpine', one.manifest, one.blobs, 'v1', 'latest');
    await source.push('team/deep/app', one.manifest, one.blobs, 'v1');
    await source.push('team/deep/app', two.manifest, two.blobs);
    const { repositories, failed } = await source.import();
    expect(failed).toEqual([]);
    expect(repositories).toMatchObject([
      { repository: 'library/alpine', from: 'alpine', tags: 2, manifests: 1, blobs: 2, linked: 0 },
      { repository: 'team/deep/app', tags: 1, manifests: 2, blobs: 4 },
    ]);
    const { storage } = source;
    expect(await resolved(storage, 'library/alpine', 'latest')).toBe(one.digest);
    const stored = await storage.manifests.read(repositoryOf('team/deep/app'), two.digest);
    expect(stored?.bytes.toString()).toBe(two.manifest);
    for (const blob of one.blobs) expect(await contentOf(storage, 'team/deep/app', blob)).toBe(blob);
    const { database, paths } = storage.parts;
    const inodes = await Promise.all(
      ['library/alpine', 'team/deep/app'].map(
        async (name) =>
          (await fs.stat(paths.blob(repositoryOf(name), digestOf(Buffer.from('layer of one'))))).ino,
      ),
    );
    expect(inodes[0]).toBe(inodes[1]);
    const causes = database.all(database.query.selectFrom('tag_event').select('cause'));
    expect(causes.map(({ cause }) => cause)).toEqual(['import', 'import', 'import']);
  });

  it('takes only what is new the second time, and moves tags that moved', async () => {
    const source = await Distribution.create();
    const [one, two] = [imageOf('one'), imageOf('two')];
    await source.push('team/app', one.manifest, one.blobs, 'v1', 'latest');
    await source.import();
    expect((await source.import()).repositories).toMatchObject([
      { tags: 0, manifests: 0, presentManifests: 1, blobs: 0, bytes: 0 },
    ]);
    await source.push('team/app', two.manifest, two.blobs, 'latest');
    expect((await source.import({ keepTags: true })).repositories).toMatchObject([
      { tags: 0, manifests: 1, keptTags: 1 },
    ]);
    expect(await resolved(source.storage, 'team/app', 'latest')).toBe(one.digest);
    expect((await source.import()).repositories).toMatchObject([{ tags: 1, manifests: 0 }]);
    expect(await resolved(source.storage, 'team/app', 'latest')).toBe(two.digest);
  });

  it('shares the files when that is asked for, readable to nobody else', async () => {
    const source = await Distribution.create();
    const one = imageOf('one');
    await source.push('team/app', one.manifest, one.blobs, 'v1');
    const { repositories } = await source.import({ link: true });
    expect(repositories).toMatchObject([{ blobs: 2, linked: 2 }]);
    const digest = digestOf(Buffer.from('layer of one'));
    const here = await fs.stat(source.storage.parts.paths.blob(repositoryOf('team/app'), digest));
    expect(here.ino).toBe((await fs.stat(source.blobFile(digest))).ino);
    expect(here.mode & 0o777).toBe(0o640);
  });

  it.each([true, false])(
    'passes over what is broken, names it, and takes the rest (links: %s)',
    async (link) => {
      const source = await Distribution.create();
      const [good, corrupt, lacking, wrong] = ['good', 'corrupt', 'lacking', 'wrong'].map(imageOf);
      if (!good || !corrupt || !lacking || !wrong) throw new Error('four images');
      await source.push('team/app', good.manifest, good.blobs, 'good');
      await source.push('team/app', corrupt.manifest, corrupt.blobs, 'corrupt');
      await fs.writeFile(source.blobFile(digestOf(Buffer.from('layer of corrupt'))), 'layer of c0rrupt');
      await source.push('team/app', lacking.manifest, [], 'lacking');
      await source.push('team/app', wrong.manifest, wrong.blobs, 'wrong');
      await fs.writeFile(source.blobFile(wrong.digest), 'no manifest');
      const schema1 = await source.push('team/app', '{"schemaVersion":1,"fsLayers":[]}', [], 'old');
      await source.write(source.tagFile('team/app', 'deleted'), digestOf(Buffer.from('deleted')));
      await source.write(source.tagFile('team/app', 'empty'), '');
      const image = {
        mediaType: mediaTypes.ociManifest,
        digest: corrupt.digest,
        size: corrupt.manifest.length,
      };
      const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [image] };
      await source.push('team/app', JSON.stringify(index), [], 'multi');
      await source.push('Team/App', good.manifest, [], 'v1');
      const { repositories, failed } = await source.import({ link });
      expect(repositories).toMatchObject([{ repository: 'team/app', manifests: 1, tags: 1 }]);
      const reasons = Object.fromEntries(
        failed.map(({ reference, reason }) => [reference ?? 'Team/App', reason]),
      );
      expect(Object.keys(reasons).sort()).toEqual(
        ['Team/App', 'corrupt', 'deleted', 'empty', 'lacking', 'multi', 'old', 'wrong'].sort(),
      );
      expect(reasons.corrupt).toContain('corrupt: its bytes have another digest');
      expect(reasons.lacking).toContain('which is missing');
      expect(reasons.old).toContain('schema 1 is not supported');
      expect(reasons.deleted).toContain('was deleted');
      expect(reasons.multi).toBe(reasons.corrupt);
      expect(await source.storage.manifests.read(repositoryOf('team/app'), schema1)).toBeUndefined();
      expect(await resolved(source.storage, 'team/app', 'good')).toBe(good.digest);
      expect(await fs.readdir(source.storage.parts.paths.files)).toEqual([]);
    },
  );

  it('takes an image whose foreign layer is not there', async () => {
    const source = await Distribution.create();
    const config = '{"os":"windows"}';
    const foreign = descriptor('never here', 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip');
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.dockerManifest,
      config: descriptor(config, mediaTypes.dockerConfig),
      layers: [{ ...foreign, urls: ['https://example.org/layer'] }],
    });
    const digest = await source.push('windows', manifest, [config], 'v1');
    expect((await source.import()).failed).toEqual([]);
    expect(await resolved(source.storage, 'library/windows', 'v1')).toBe(digest);
  });

  it('does not let two repositories that have one name here take tags from each other', async () => {
    const source = await Distribution.create();
    const [one, two] = [imageOf('one'), imageOf('two')];
    await source.push('alpine', one.manifest, one.blobs, 'v1');
    await source.push('library/alpine', two.manifest, two.blobs, 'v1', 'v2');
    const { failed } = await source.import();
    expect(failed).toEqual([
      {
        repository: 'library/alpine',
        reference: 'v1',
        reason: 'library/alpine has this tag from alpine already',
      },
    ]);
    expect(await resolved(source.storage, 'library/alpine', 'v1')).toBe(one.digest);
    expect(await resolved(source.storage, 'library/alpine', 'v2')).toBe(two.digest);
  });

  it('takes the repositories that match, and refuses a folder that is something else', async () => {
    const source = await Distribution.create();
    const one = imageOf('one');
    for (const name of ['alpine', 'team/app']) await source.push(name, one.manifest, one.blobs, 'v1');
    const { repositories } = await source.import({ repository: 'team/**' });
    expect(repositories.map(({ repository }) => repository)).toEqual(['team/app']);
    const none = importDistribution(source.storage.parts, {
      folder: '/etc',
      link: false,
      keepTags: false,
      pace,
    });
    await expect(none).rejects.toThrow('is not the data folder of a distribution registry');
  });
});

/** A layout of images, each under a name. */
async function layoutOf(names: Record<string, ReturnType<typeof imageOf>>) {
  const scratch = await temporaryFolder();
  const { storage } = await openStorage(path.join(scratch, 'data'));
  const layout = path.join(scratch, 'layout');
  await fs.mkdir(path.join(layout, 'blobs/sha256'), { recursive: true });
  await fs.writeFile(path.join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  const manifests = [];
  for (const [name, { manifest, blobs }] of Object.entries(names)) {
    for (const content of [manifest, ...blobs]) {
      await fs.writeFile(
        path.join(layout, 'blobs', digestOf(Buffer.from(content)).replace(':', '/')),
        content,
      );
    }
    const annotations = { 'org.opencontainers.image.ref.name': name };
    manifests.push({ ...descriptor(manifest, mediaTypes.ociManifest), annotations });
  }
  await fs.writeFile(path.join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
  const take = (target: string, options: { ref?: string; layout?: string; link?: boolean } = {}) =>
    importOci(storage.parts, { layout, target, link: false, pace, ...options });
  return { storage, layout, take };
}

describe('an import of an OCI layout', () => {
  it('takes all that it lists under their own tags, or one under the tag that is given', async () => {
    const [one, two] = [imageOf('one'), imageOf('two')];
    const { storage, take } = await layoutOf({ v1: one, 'example.org/team/app:v2': two });
    expect(await take('app')).toMatchObject({
      failed: [],
      repositories: [{ tags: 2, manifests: 2, blobs: 4 }],
    });
    expect(await resolved(storage, 'library/app', 'v2')).toBe(two.digest);
    await take('team/other:chosen', { ref: 'v1' });
    expect(await resolved(storage, 'team/other', 'chosen')).toBe(one.digest);
    await expect(take('app:chosen')).rejects.toThrow('choose one with --ref');
    await expect(take('app', { ref: 'v3' })).rejects.toThrow('has no v3: it has v1,');
    await expect(take('App')).rejects.toThrow('is not allowed');
  });

  it('reads a tar archive, and leaves no temporary file behind', async () => {
    const one = imageOf('one');
    const { storage, layout, take } = await layoutOf({ v1: one });
    const archive = `${layout}.tar`;
    execFileSync('tar', ['-C', layout, '-cf', archive, '.']);
    expect(await take('app', { layout: archive })).toMatchObject({ repositories: [{ blobs: 2, linked: 0 }] });
    expect(await resolved(storage, 'library/app', 'v1')).toBe(one.digest);
    expect(await contentOf(storage, 'library/app', 'layer of one')).toBe('layer of one');
    expect(await fs.readdir(storage.parts.paths.files)).toEqual([]);
    await fs.truncate(archive, 2_000);
    await expect(take('app', { layout: archive })).rejects.toThrow('not a whole tar archive');
    expect(await fs.readdir(storage.parts.paths.files)).toEqual([]);
  });

  it('reports a name that is no tag and content that is corrupt', async () => {
    const [one, two] = [imageOf('one'), imageOf('two')];
    const { storage, layout, take } = await layoutOf({ 'no tag': one, v2: two });
    await fs.writeFile(path.join(layout, 'blobs', two.digest.replace(':', '/')), `${two.manifest} `);
    const { failed } = await take('app');
    expect(failed.map(({ reference }) => reference)).toEqual(['no tag', 'v2']);
    expect(await storage.manifests.read(repositoryOf('library/app'), one.digest)).toBeDefined();
    expect(await resolved(storage, 'library/app', 'v2')).toBeUndefined();
  });

  it('refuses a folder that is none', async () => {
    const { layout, take } = await layoutOf({ v1: imageOf('one') });
    await fs.writeFile(path.join(layout, 'oci-layout'), '{"imageLayoutVersion":"2.0.0"}');
    await expect(take('app')).rejects.toThrow('only 1 is supported');
    await fs.rm(path.join(layout, 'oci-layout'));
    await expect(take('app')).rejects.toThrow('it has no file oci-layout');
  });
});

it('an import goes by the rules of a push: what was there stays, and both are served', async () => {
  const source = await Distribution.create();
  const own = await pushImage(source.storage, repositoryOf('team/app'), 'own', 'mine');
  const one = imageOf('one');
  await source.push('team/app', one.manifest, one.blobs, 'v1');
  await source.import();
  const page = await source.storage.listTags(repositoryOf('team/app'), { limit: 10 });
  expect(page?.tags).toEqual([
    { name: 'mine', digest: own.digest },
    { name: 'v1', digest: one.digest },
  ]);
});
