import { expect, test } from 'vitest';
import type { Digest } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import {
  emptyIndex,
  openStorage,
  pushImage,
  pushManifest,
  repositoryOf,
  temporaryFolder,
} from '../testing/open-storage';
import { untaggedContent } from './untagged-content';

const [repository, other] = [repositoryOf('team/app'), repositoryOf('team/other')];
const breathe = async () => undefined;

async function open() {
  const { storage } = await openStorage(await temporaryFolder());
  const ask = (going: Digest[], staying: Digest[]) =>
    untaggedContent(
      storage.parts.database,
      repository,
      { going: new Set(going), staying: new Set(staying) },
      breathe,
    );
  return { storage, ask };
}

const childOf = ({ digest, size }: { digest: Digest; size: number }) => ({
  mediaType: mediaTypes.ociManifest,
  digest,
  size,
});

test('an image goes with the children of its index and what refers to it, or all of that stays', async () => {
  const { storage, ask } = await open();
  const child = await pushImage(storage, repository, 'child');
  const index = await pushManifest(
    storage,
    repository,
    emptyIndex('i', { manifests: [childOf(child)] }),
    'multi',
  );
  await pushManifest(
    storage,
    repository,
    emptyIndex('signature', { subject: { mediaType: mediaTypes.ociIndex, digest: index, size: 1 } }),
  );
  expect(await ask([index], [])).toMatchObject({ manifests: 3, keptBytes: 0 });
  expect((await ask([index], [child.digest])).manifests).toBe(2);
  // A tag of the child alone that goes frees nothing: the index needs it.
  expect(await ask([child.digest], [index])).toEqual({ manifests: 0, freedBytes: 0, keptBytes: 0 });
  expect(await ask([index], [index])).toEqual({ manifests: 0, freedBytes: 0, keptBytes: 0 });
});

test('blobs that other manifests name, here or in another repository, do not come free', async () => {
  const { storage, ask } = await open();
  const one = await pushImage(storage, repository, 'one', 'one');
  const blobBytes = '{"config":"one"}'.length + 'layer of one'.length;
  expect(await ask([one.digest], [])).toEqual({
    manifests: 1,
    freedBytes: one.size + blobBytes,
    keptBytes: 0,
  });
  const sibling = await pushManifest(
    storage,
    repository,
    { ...one.document, annotations: { a: 'b' } },
    'two',
  );
  expect(await ask([one.digest], [sibling])).toEqual({
    manifests: 1,
    freedBytes: one.size,
    keptBytes: blobBytes,
  });
  expect(await ask([one.digest, sibling], [])).toMatchObject({ manifests: 2, keptBytes: 0 });
  await pushImage(storage, other, 'one', 'elsewhere');
  expect(await ask([one.digest, sibling], [])).toMatchObject({ manifests: 2, keptBytes: blobBytes });
});

test('ends when it is told to', async () => {
  const { storage } = await open();
  const { digest } = await pushImage(storage, repository, 'one', 'one');
  const asked = { going: new Set([digest]), staying: new Set<Digest>() };
  const stop = () => Promise.reject(new Error('enough'));
  await expect(untaggedContent(storage.parts.database, repository, asked, stop)).rejects.toThrow('enough');
});
