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
export const namingMax = 1_000;

/** The repositories with manifests that name a blob, by the index; at most `namingMax` of them. */
export function repositoriesNaming(database: Database, digest: Digest): Naming[] {
  const rows = sql<Naming>`
    SELECT reference.repository, count(DISTINCT reference.parent) AS manifests FROM reference
    JOIN manifest ON manifest.repository = reference.repository AND manifest.digest = reference.parent
    WHERE reference.child = ${digest} AND reference.kind IN ('config', 'layer')
    GROUP BY reference.repository LIMIT ${namingMax}`;
  return database.all({ compile: () => rows.compile(database.query) });
}
