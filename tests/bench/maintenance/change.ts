import { Readable } from 'node:stream';
import { loadConfig } from '../../../lib/config';
import { parseDigest } from '../../../lib/oci/digest';
import { parseManifest } from '../../../lib/oci/manifest';
import { parseTag } from '../../../lib/oci/reference';
import { parseRepositoryName } from '../../../lib/oci/repository-name';
import { openToolbox } from '../../../lib/server/toolbox';
import { Random } from '../../harness/random';
import { type ContentSize, generate, generateImage } from './content';

const origin = { actor: 'bench', cause: 'push' } as const;

/**
 * Pushes a new image to one in a hundred repositories, and deletes one of each.
 * @param round 0, 1, 2: how often this was done before; each has other images
 * @returns how many were changed
 */
export async function changeOnePercent(root: string, size: ContentSize, round: number): Promise<number> {
  const salt = new Random(size.seed).integer(0, 0xffff_ffff);
  const config = loadConfig({
    cwd: root,
    env: { CYBERDOCK_STORAGE_ROOT: root, CYBERDOCK_STORAGE_MIN_FREE_SPACE: '0B' },
  });
  const { storage, close } = await openToolbox(config);
  let [at, changed] = [0, 0];
  try {
    for (const { name, images } of generate(size)) {
      const number = at++;
      if (number % 100 !== 0) continue;
      const repository = parseRepositoryName(name);
      const { blobs, manifest, digest, tag } = generateImage(salt, number, size.images + round);
      for (const blob of blobs) {
        const incoming = { body: () => Readable.from([blob.bytes]), signal: new AbortController().signal };
        await storage.uploads.receiveWhole(repository, parseDigest(blob.digest), incoming);
      }
      const push = {
        digest: parseDigest(digest),
        bytes: manifest,
        manifest: parseManifest(manifest),
        tags: [parseTag(tag)],
      };
      await storage.manifests.put(repository, push, origin);
      const gone = images[round];
      if (gone)
        await storage.manifests.delete(repository, parseDigest(gone.digest), { ...origin, cause: 'delete' });
      changed += 1;
    }
  } finally {
    await close();
  }
  return changed;
}
