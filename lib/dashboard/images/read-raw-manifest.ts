import type { Digest } from '@/lib/oci/digest';
import type { RepositoryScope } from '../repository-scope';
import type { RawManifest } from './manifest-contracts';
import { requireShown } from './shown-manifest';

/**
 * The text of a manifest as it was pushed; `undefined` when the repository does not hold it.
 * @throws DashboardProblem 413 when it is larger than what is shown
 */
export async function readRawManifest(
  { storage, repository }: RepositoryScope,
  digest: Digest,
): Promise<RawManifest | undefined> {
  const stored = await storage.manifests.read(repository, digest);
  const shown = requireShown(stored);
  return shown && { digest, mediaType: shown.manifest.mediaType, text: shown.bytes.toString('utf8') };
}
