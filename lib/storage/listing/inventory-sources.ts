import { sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { isNamed } from './blob-listing';

/** Rows that one query reads: one to two milliseconds. */
export const sourceRows = 100;

/** A blob of a repository, and what names it. */
export interface SourceBlob {
  digest: Digest;
  repository: RepositoryName;
  size: number;
  /** Whether a manifest of this repository names it. */
  isNamed: boolean;
  /** As what a manifest, of whatever repository, names it. */
  kind: 'config' | 'layer' | undefined;
}

/** A manifest of a repository, and what keeps it. */
export interface SourceManifest {
  digest: Digest;
  /** Undefined when it can't be read. */
  size: number | undefined;
  mediaType: string;
  isTagged: boolean;
  isNamed: boolean;
  /** Whether it refers to another that is there. */
  refers: boolean;
}

/** Blobs of all repositories in order of their digests, then of the repositories, after one. */
export function sourceBlobs(database: Database, after: { digest: string; repository: string }): SourceBlob[] {
  const rows = database.all(
    database.query
      .selectFrom('blob')
      .select([
        'digest',
        'repository',
        'size',
        isNamed.as('named'),
        sql<string | null>`(
          SELECT named_as.kind FROM reference AS named_as
          WHERE named_as.child = blob.digest AND named_as.kind IN ('config', 'layer') LIMIT 1
        )`.as('kind'),
      ])
      .where(sql<boolean>`(digest, repository) > (${after.digest}, ${after.repository})`)
      .orderBy('digest')
      .orderBy('repository')
      .limit(sourceRows),
  );
  return rows.map(({ named, kind, ...row }) => ({
    ...(row as Pick<SourceBlob, 'digest' | 'repository' | 'size'>),
    isNamed: Number(named) === 1,
    kind: (kind as SourceBlob['kind'] | null) ?? undefined,
  }));
}

/** Manifests of a repository in order of their digests, after one. */
export function sourceManifests(
  database: Database,
  repository: RepositoryName,
  last: string,
): SourceManifest[] {
  const found = sql<{
    digest: Digest;
    size: number | null;
    media_type: string | null;
    tagged: number;
    named: number;
    refers: number;
  }>`
    SELECT manifest.digest, fact.size, fact.media_type,
      EXISTS (SELECT 1 FROM tag WHERE tag.repository = manifest.repository AND tag.digest = manifest.digest) AS tagged,
      EXISTS (
        SELECT 1 FROM reference JOIN manifest AS parent
          ON parent.repository = reference.repository AND parent.digest = reference.parent
        WHERE reference.repository = manifest.repository AND reference.child = manifest.digest
          AND reference.kind = 'manifest'
      ) AS named,
      EXISTS (
        SELECT 1 FROM reference JOIN manifest AS subject
          ON subject.repository = reference.repository AND subject.digest = reference.child
        WHERE reference.repository = manifest.repository AND reference.parent = manifest.digest
          AND reference.kind = 'subject'
      ) AS refers
    FROM manifest LEFT JOIN manifest_fact AS fact
      ON fact.repository = manifest.repository AND fact.digest = manifest.digest
    WHERE manifest.repository = ${repository} AND manifest.digest > ${last}
    ORDER BY manifest.digest LIMIT ${sourceRows}`;
  return database.all({ compile: () => found.compile(database.query) }).map((row) => ({
    digest: row.digest,
    size: row.size ?? undefined,
    mediaType: row.media_type ?? '',
    isTagged: Number(row.tagged) === 1,
    isNamed: Number(row.named) === 1,
    refers: Number(row.refers) === 1,
  }));
}

/** The first tags that point to a manifest, in ASCII order. */
export function firstTagsOf(
  database: Database,
  repository: RepositoryName,
  digest: Digest,
  limit: number,
): string[] {
  const rows = database.query
    .selectFrom('tag')
    .select('name')
    .where('repository', '=', repository)
    .where('digest', '=', digest);
  return database.all(rows.orderBy('name').limit(limit)).map(({ name }) => name);
}
