import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import { type ReferrerDescriptor, referrerDescriptor } from '@/lib/oci/referrer';
import { attachmentsOf } from '@/lib/storage/listing/attachments';
import type { RepositoryScope } from '../repository-scope';
import { pairs } from './config-view';
import { contentKind, kindOfManifest } from './content-kind';
import type { ReferrerTree } from './manifest-contracts';
import { shownManifest } from './shown-manifest';

const referrersMax = 300;
/** A signature of an attestation of an image is two deep. */
const depthMax = 4;

type Found = ReferrerDescriptor & { tag: Tag | null };

/**
 * What refers to a manifest or to a child of it, what refers to that, and so on: parents before children, each once. What
 * stands under cosign's tags refers to what the tag names.
 */
export async function referrerList(scope: RepositoryScope, digest: Digest): Promise<ReferrerTree> {
  const { storage, repository } = scope;
  const referrers: ReferrerTree['referrers'] = [];
  const seen = new Set<Digest>([digest]);
  let more = false;
  const visit = async (subject: Digest, depth: number): Promise<void> => {
    const page = await storage.referrers.page(repository, subject, {});
    more ||= page.next !== undefined;
    const found = page.descriptors.map((one): Found => ({ ...one, tag: null }));
    for (const one of [...found, ...(await taggedFor(scope, subject))]) {
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
        kind: await kindOf(scope, one),
        artifactType: one.artifactType ?? null,
        bytes: one.size + (storage.tagTable.contentBytesOf(repository, [one.digest]).get(one.digest) ?? 0),
        created: one.annotations?.['org.opencontainers.image.created']?.slice(0, 64) ?? null,
        annotations: pairs(one.annotations),
        subject,
        tag: one.tag,
      });
      await visit(one.digest, depth + 1);
    }
  };
  await visit(digest, 0);
  const children = (await scope.summaries.of(repository, digest))?.children ?? [];
  const attached = attachmentsOf(storage.parts.database, repository, children, 1);
  const referred = new Set(attached.map(({ subject }) => subject));
  for (const child of children) if (referred.has(child)) await visit(child, 0);
  return { digest, referrers, more };
}

/** What stands under cosign's tags for a manifest. */
async function taggedFor({ storage, repository }: RepositoryScope, subject: Digest): Promise<Found[]> {
  const found: Found[] = [];
  for (const { digest, tag } of attachmentsOf(storage.parts.database, repository, [subject], 1)) {
    if (!tag || tag.ending === '') continue; // Referrers have those of the index.
    const stored = await storage.manifests.read(repository, digest);
    const shown = shownManifest(stored);
    if (!shown) continue;
    found.push({ ...referrerDescriptor(shown.manifest, digest, shown.bytes.length), tag: tag.name });
  }
  return found;
}

/** By its type, or by its layers where that is the type of an image, as of what cosign pushes. */
async function kindOf({ storage, repository }: RepositoryScope, { digest, mediaType, artifactType }: Found) {
  const kind = contentKind(mediaType, artifactType);
  if (kind !== 'image') return kind;
  const shown = shownManifest(await storage.manifests.read(repository, digest));
  return shown ? kindOfManifest(shown.manifest) : kind;
}
