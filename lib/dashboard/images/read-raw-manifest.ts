import type { Digest } from '@/lib/oci/digest';
import type { RepositoryScope } from '../repository-scope';
import type { RawManifest } from './manifest-contracts';

/** The text of a manifest as it was pushed; `undefined` when the repository does not hold it. */
export async function readRawManifest(
  { storage, repository }: RepositoryScope,
  digest: Digest,
): Promise<RawManifest | undefined> {
  const stored = await storage.manifests.read(repository, digest);
  const manifest = stored?.readable;
  return stored && manifest && { digest, mediaType: manifest.mediaType, text: stored.bytes.toString('utf8') };
}
