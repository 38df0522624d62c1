import type { Digest } from '@/lib/oci/digest';
import type { RepositoryScope } from '../repository-scope';
import { pairs } from './config-view';
import { contentKind } from './content-kind';
import type { ReferrerTree } from './manifest-contracts';

const referrersMax = 300;
/** A signature of an attestation of an image is two deep. */
const depthMax = 4;

/** What refers to a manifest, what refers to that, and so on: parents before children, each once. */
export async function referrerList(scope: RepositoryScope, digest: Digest): Promise<ReferrerTree> {
  const { storage, repository } = scope;
  const referrers: ReferrerTree['referrers'] = [];
  const seen = new Set<Digest>([digest]);
  let more = false;
  const visit = async (subject: Digest, depth: number): Promise<void> => {
    const page = await storage.referrers.page(repository, subject, {});
    more ||= page.next !== undefined;
    for (const one of page.descriptors) {
      // Whoever pushes can make manifests refer to each other by tags of the fallback.
      if (seen.has(one.digest)) continue;
      if (referrers.length === referrersMax || depth === depthMax) {
        more = true;
        return;
      }
      seen.add(one.digest);
      referrers.push({
        digest: one.digest,
        depth,
        kind: contentKind(one.mediaType, one.artifactType),
        artifactType: one.artifactType ?? null,
        bytes: one.size + (storage.tagTable.contentBytesOf(repository, [one.digest]).get(one.digest) ?? 0),
        created: one.annotations?.['org.opencontainers.image.created']?.slice(0, 64) ?? null,
        annotations: pairs(one.annotations),
      });
      await visit(one.digest, depth + 1);
    }
  };
  await visit(digest, 0);
  return { digest, referrers, more };
}
