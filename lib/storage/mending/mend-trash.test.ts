import fs from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openStorage, pushImage, repositoryOf, someone, temporaryFolder } from '../testing/open-storage';
import { healTrashBlob } from './mend-blobs';
import { healTrashManifest } from './mend-manifests';

const [one, other] = [repositoryOf('team/one'), repositoryOf('team/other')];
const options = { onRead: async () => undefined };

async function openWithTrash() {
  const { storage, reported } = await openStorage(await temporaryFolder(), {}, { trashMs: 3_600_000 });
  const image = await pushImage(storage, one, 'image', 'latest');
  await pushImage(storage, other, 'image', 'latest');
  await storage.manifests.delete(one, image.digest, someone);
  return { storage, parts: storage.parts, reported, image };
}

describe('what the trash holds, found corrupt and sound by now', () => {
  it('a blob is not put in quarantine, and with it those of all repositories that share it', async () => {
    const { storage, parts, reported, image } = await openWithTrash();
    expect(await healTrashBlob(parts, one, image.layer, options)).toBeDefined();
    expect(reported.corrupt).toEqual([]);
    expect(await fs.readdir(parts.paths.quarantine)).toEqual([]);
    expect(await storage.blobs.find(other, image.layer)).toBeDefined();
  });

  it('a manifest stays as it is', async () => {
    const { parts, reported, image } = await openWithTrash();
    const file = parts.paths.trashManifest(one, image.digest);
    const { ino } = await fs.stat(file);
    expect(await healTrashManifest(parts, one, image.digest, options)).toBe(file);
    expect(reported.corrupt).toEqual([]);
    expect((await fs.stat(file)).ino).toBe(ino);
  });
});
