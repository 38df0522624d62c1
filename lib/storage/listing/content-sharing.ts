import { sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';

/** How many manifests of a repository name some content. */
export interface Naming {
  repository: RepositoryName;
  manifests: number;
}

/** Repositories that are told of at most: the base of everything is named by everybody. */
const namingMax = 1_000;
/** The same of all the blobs of one question together. */
const namingsMax = 20_000;

/**
 * The repositories with manifests that name blobs, by the index, in one question for all of them.
 * @param own the repository that comes first, however many others there are
 * @returns for each blob at most `shownMax` repositories: as many as that may be fewer than there are
 */
export function repositoriesNaming(
  database: Database,
  digests: readonly Digest[],
  own: RepositoryName,
): { naming: Map<Digest, Naming[]>; shownMax: number } {
  const wanted = [...new Set(digests)];
  const shownMax = Math.min(namingMax, Math.ceil(namingsMax / Math.max(wanted.length, 1)));
  const rows = sql<Naming & { child: Digest }>`
    SELECT child, repository, manifests FROM (
      SELECT reference.child, reference.repository, count(DISTINCT reference.parent) AS manifests,
        row_number() OVER (
          PARTITION BY reference.child ORDER BY reference.repository <> ${own}, reference.repository
        ) AS place
      FROM reference
      JOIN manifest ON manifest.repository = reference.repository AND manifest.digest = reference.parent
      WHERE reference.child IN (SELECT value FROM json_each(${JSON.stringify(wanted)}))
        AND reference.kind IN ('config', 'layer')
      GROUP BY reference.child, reference.repository
    ) WHERE place <= ${shownMax}`;
  const naming = new Map<Digest, Naming[]>(wanted.map((digest) => [digest, []]));
  for (const { child, ...one } of database.all({ compile: () => rows.compile(database.query) }))
    naming.get(child)?.push(one);
  return { naming, shownMax };
}
