import type { Digest } from '@/lib/oci/digest';
import { Invalid } from '@/lib/oci/invalid';
import { parseReference } from '@/lib/oci/reference';
import { DashboardProblem } from '../dashboard-problem';
import type { RepositoryScope } from '../repository-scope';

/**
 * The manifest that a text of an address names, by its digest or by a tag.
 * @throws DashboardProblem 404 when the repository holds none, 410 when it was deleted and can be restored
 */
export async function requireManifest(
  { storage, repository }: RepositoryScope,
  text: string,
): Promise<Digest> {
  const reference = referenceOf(text);
  if (!reference) throw new DashboardProblem(404, 'This is neither a tag nor a digest.');
  const digest =
    reference.kind === 'digest'
      ? reference.digest
      : await storage.manifests.resolve(repository, reference.tag);
  if (digest === undefined) throw new DashboardProblem(404, 'This repository has no such tag.');
  if (await storage.manifests.read(repository, digest)) return digest;
  if ((await storage.trash.entryWith(repository, digest)) !== undefined)
    throw new DashboardProblem(410, 'This manifest was deleted. It is in the trash and can be restored.');
  throw new DashboardProblem(404, 'This repository holds no such manifest.');
}

/** What a text of an address names; undefined when it can name nothing. */
export function referenceOf(text: string) {
  try {
    return parseReference(text);
  } catch (error) {
    if (error instanceof Invalid) return undefined;
    throw error;
  }
}
