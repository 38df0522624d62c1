import { sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import { attachmentTags } from '@/lib/oci/attachment-tag';
import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';

/** A manifest with all of its repository that is there for it alone. */
export interface ImageGroup {
  /** The manifest itself first, then its children and what refers to it. */
  manifests: Digest[];
  /** The tags that point to it, and those by which clients find what refers to it. */
  tags: { name: Tag; digest: Digest }[];
}

/** How many manifests a group has at most: what is beyond stays, as manifests without a tag. */
export const groupMax = 200;

/**
 * What goes with a manifest when an image is deleted whole, by the index: its children that no tag and no other index
 * names, and the signatures, SBOMs and other referrers of any of these, unless they have a tag of their own. What is
 * shared with another image of the repository stays.
 */
export function imageGroupOf(database: Database, repository: RepositoryName, root: Digest): ImageGroup {
  const group = new Set<Digest>([root]);
  const attached = new Set<string>();
  const ownTags = tagsOf(database, repository, root);
  let candidates = new Set<Digest>();
  for (let fresh: Digest[] = [root]; fresh.length > 0 && group.size < groupMax; ) {
    for (const tag of fresh.flatMap(attachmentTags)) attached.add(tag);
    for (const one of relativesOf(database, repository, fresh)) if (!group.has(one)) candidates.add(one);
    fresh = [...candidates]
      .filter((one) => isOnlyFor(database, repository, one, { group, attached }))
      .slice(0, groupMax - group.size);
    for (const one of fresh) group.add(one);
    candidates = new Set([...candidates].filter((one) => !group.has(one)));
  }
  const manifests = [...group];
  const others = manifests.slice(1).flatMap((digest) => tagsOf(database, repository, digest));
  return { manifests, tags: [...ownTags, ...others].sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** Manifests that some manifests name, that name them as their subject, or to which an attachment's tag points. */
function relativesOf(database: Database, repository: RepositoryName, digests: readonly Digest[]): Digest[] {
  const some = JSON.stringify(digests);
  const tags = JSON.stringify(digests.flatMap(attachmentTags));
  const rows = sql<{ digest: Digest }>`
    SELECT manifest.digest FROM manifest WHERE manifest.repository = ${repository} AND manifest.digest IN (
      SELECT child FROM reference
        WHERE repository = ${repository} AND parent IN (SELECT value FROM json_each(${some})) AND kind = 'manifest'
      UNION SELECT parent FROM reference
        WHERE repository = ${repository} AND child IN (SELECT value FROM json_each(${some})) AND kind = 'subject'
      UNION SELECT digest FROM tag
        WHERE repository = ${repository} AND name IN (SELECT value FROM json_each(${tags}))
    ) ORDER BY manifest.digest`;
  return database.all({ compile: () => rows.compile(database.query) }).map(({ digest }) => digest);
}

/** Whether nothing but a group needs a manifest: no other tag, and no index outside of it. */
function isOnlyFor(
  database: Database,
  repository: RepositoryName,
  digest: Digest,
  { group, attached }: { group: ReadonlySet<Digest>; attached: ReadonlySet<string> },
): boolean {
  if (tagsOf(database, repository, digest).some(({ name }) => !attached.has(name))) return false;
  const rows = sql<{ parent: Digest }>`
    SELECT reference.parent FROM reference
    JOIN manifest ON manifest.repository = reference.repository AND manifest.digest = reference.parent
    WHERE reference.repository = ${repository} AND reference.child = ${digest} AND reference.kind = 'manifest'`;
  return database
    .all({ compile: () => rows.compile(database.query) })
    .every(({ parent }) => group.has(parent));
}

function tagsOf(
  database: Database,
  repository: RepositoryName,
  digest: Digest,
): { name: Tag; digest: Digest }[] {
  const rows = database.query
    .selectFrom('tag')
    .select('name')
    .where('repository', '=', repository)
    .where('digest', '=', digest);
  return database.all(rows).map(({ name }) => ({ name: name as Tag, digest }));
}
