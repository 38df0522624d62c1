import { describe, expect, it, vi } from 'vitest';
import { mediaTypes } from '@/lib/oci/media-types';
import { parseTag } from '@/lib/oci/reference';
import { fallbackTag } from '@/lib/oci/referrer';
import type { Storage } from './storage';
import {
  emptyIndex,
  faultOf,
  openStorage,
  pushImage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from './testing/open-storage';

const app = repositoryOf('team/app');
const how = { origin: { ...someone, cause: 'delete' as const }, isSpared: async () => false };

async function open() {
  const { storage } = await openStorage(await temporaryFolder(), {}, { trashMs: 60_000 });
  return storage;
}

type Image = Awaited<ReturnType<typeof pushImage>>;

const described = ({ digest, size }: Pick<Image, 'digest' | 'size'>) => ({
  mediaType: mediaTypes.ociManifest,
  digest,
  size,
});

const indexOf = (...children: Image[]) => ({
  ...emptyIndex(children.map(({ digest }) => digest).join()),
  manifests: children.map(described),
});

async function refer(
  storage: Storage,
  subject: Pick<Image, 'digest' | 'size'>,
  text: string,
  ...tags: string[]
) {
  const document = emptyIndex(text, { artifactType: 'test/signature', subject: described(subject) });
  const digest = await pushManifest(storage, app, document, ...tags);
  return { digest, size: Buffer.byteLength(JSON.stringify(document)) };
}

async function manifestsLeft(storage: Storage, of: Record<string, { digest: Image['digest'] }>) {
  const left: string[] = [];
  for (const [name, { digest }] of Object.entries(of))
    if (await storage.manifests.read(app, digest)) left.push(name);
  return left;
}

/** A multi-platform image that is signed in all ways, beside others that share some of it. */
async function signedImage(storage: Storage) {
  const [one, two, shared, tagged] = [
    await pushImage(storage, app, 'one'),
    await pushImage(storage, app, 'two'),
    await pushImage(storage, app, 'shared'),
    await pushImage(storage, app, 'tagged', 'arm'),
  ];
  const index = {
    digest: await pushManifest(storage, app, indexOf(one, two, shared, tagged), 'v1', 'latest'),
  };
  const other = { digest: await pushManifest(storage, app, indexOf(shared), 'other') };
  const size = Buffer.byteLength(JSON.stringify(indexOf(one, two, shared, tagged)));
  const signature = await refer(storage, { ...index, size }, 'signature of the index');
  const ofSignature = await refer(storage, signature, 'attestation of the signature');
  const ofChild = await refer(storage, one, 'SBOM of a child');
  const kept = await refer(storage, { ...index, size }, 'with a tag of its own', 'report');
  const cosign = await pushImage(storage, app, 'cosign', `${fallbackTag(two.digest)}.sig`);
  return { index, one, two, shared, tagged, other, signature, ofSignature, ofChild, kept, cosign };
}

describe('the deletion of an image', () => {
  it('takes its children, signatures and referrers, and nothing that a tag or another index needs', async () => {
    const storage = await open();
    const all = await signedImage(storage);
    const group = await storage.deleteImage(app, all.index.digest, how);
    expect(group?.manifests[0]).toBe(all.index.digest);
    expect(group?.tags.map(({ name }) => name)).toEqual([
      'latest',
      `${fallbackTag(all.two.digest)}.sig`,
      'v1',
    ]);
    expect(await manifestsLeft(storage, all)).toEqual(['shared', 'tagged', 'other', 'kept']);
    expect((await storage.listTags(app, { limit: 10 }))?.tags.map(({ name }) => name)).toEqual([
      'arm',
      'other',
      'report',
    ]);
  });

  it('can be taken back whole', async () => {
    const storage = await open();
    const all = await signedImage(storage);
    const tags = (await storage.listTags(app, { limit: 10 }))?.tags;
    await storage.deleteImage(app, all.index.digest, how);
    const entry = await storage.trash.entryWith(app, all.index.digest);
    await storage.trash.restore(entry ?? '', someone);
    expect(await manifestsLeft(storage, all)).toEqual(Object.keys(all));
    expect((await storage.listTags(app, { limit: 10 }))?.tags).toEqual(tags);
    const { digest } = all.ofChild;
    const referrers = await storage.referrers.page(app, all.one.digest, {});
    expect(referrers.descriptors.map((one) => one.digest)).toEqual([digest]);
  });

  it('leaves what somebody tags or puts into an index after it has begun', async () => {
    const storage = await open();
    const all = await signedImage(storage);
    const isThere = async () => (await storage.manifests.read(app, all.index.digest)) !== undefined;
    const hold = storage.parts.locks.hold.bind(storage.parts.locks);
    let hasCome = false;
    vi.spyOn(storage.parts.locks, 'hold').mockImplementation(async (...parameters) => {
      const isNext = String(parameters[0]) === `repository:${app}` && !(await isThere());
      if (isNext && !hasCome) {
        hasCome = true;
        await storage.manifests.retag(app, parseTag('rescued'), all.one.digest, someone);
        await pushManifest(storage, app, indexOf(all.two), 'again');
      }
      return await hold(...parameters);
    });
    await storage.deleteImage(app, all.index.digest, how);
    expect(hasCome).toBe(true);
    const left = await manifestsLeft(storage, all);
    expect(left).toEqual(expect.arrayContaining(['one', 'two']));
    expect(left).not.toContain('index');
    expect(await storage.manifests.resolve(app, parseTag('rescued'))).toBe(all.one.digest);
  });

  it('is refused for what an index names, and does nothing when it is spared', async () => {
    const storage = await open();
    const all = await signedImage(storage);
    expect(await faultOf(storage.deleteImage(app, all.one.digest, how))).toBe('REFERENCED');
    const spared = { ...how, isSpared: async () => true };
    expect(await storage.deleteImage(app, all.index.digest, spared)).toBeUndefined();
    expect(await manifestsLeft(storage, all)).toEqual(Object.keys(all));
  });

  it('takes children that only each other name, whatever their order', async () => {
    const storage = await open();
    const leaf = await pushImage(storage, app, 'leaf');
    const document = indexOf(leaf);
    const inner = {
      digest: await pushManifest(storage, app, document),
      size: Buffer.byteLength(JSON.stringify(document)),
    };
    const outer = {
      ...indexOf(leaf),
      manifests: [described(leaf), { ...described(inner), mediaType: mediaTypes.ociIndex }],
    };
    const root = { digest: await pushManifest(storage, app, outer, 'deep') };
    await storage.deleteImage(app, root.digest, how);
    expect(await manifestsLeft(storage, { leaf, inner, root })).toEqual([]);
    expect(await storage.listTags(app, { limit: 1 })).toBeUndefined();
  });
});
