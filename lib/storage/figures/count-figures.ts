import { type RawBuilder, sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { RepositoryFigureTable } from '@/lib/database/tables/figures';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { isAttachment } from '../listing/attachments';
import { protectionCauses } from '../listing/tag-events';

/** Rows that one query reads: under a few milliseconds. */
const rowsPerQuery = 1_000;
/** Newest tags among which the one is looked for that a repository is told by. */
const newestLooked = 100;

/** What is counted of a repository. */
export type CountedFigures = Pick<
  RepositoryFigureTable,
  'newest_tag' | 'newest_digest' | 'media_type' | 'artifact_type' | 'pushed_at_ms' | 'pushed_by'
> & {
  tags: number;
  manifests: number;
  bytes: number;
};

/** Counts a repository from the index, in short queries that let requests pass. */
export async function countFigures(
  database: Database,
  repository: RepositoryName,
  signal: AbortSignal,
): Promise<CountedFigures> {
  const tags = await sum(database, signal, (last) => tagsAfter(repository, last));
  const manifests = await sum(database, signal, (last) => manifestsAfter(repository, last));
  const blobs = await sum(database, signal, (last) => blobsAfter(repository, last));
  const newest =
    rowsOf(database, newestTag(repository))[0] ?? rowsOf(database, anyManifest(repository))[0] ?? nothing;
  return { tags: tags.count, manifests: manifests.count, bytes: manifests.bytes + blobs.bytes, ...newest };
}

interface Part {
  count: number;
  bytes: number;
  /** The last key that was read; null when there were no more. */
  last: string | null;
}

type Newest = Omit<CountedFigures, 'tags' | 'manifests' | 'bytes'>;

const nothing: Newest = {
  newest_tag: null,
  newest_digest: null,
  media_type: null,
  artifact_type: null,
  pushed_at_ms: null,
  pushed_by: null,
};

/** Tags whose manifest is there. */
const tagsAfter = (repository: string, last: string) => sql<Part>`
  SELECT count(*) AS count, 0 AS bytes, max(name) AS last FROM (
    SELECT tag.name FROM tag
    JOIN manifest ON manifest.repository = tag.repository AND manifest.digest = tag.digest
    WHERE tag.repository = ${repository} AND tag.name > ${last} ORDER BY tag.name LIMIT ${rowsPerQuery})`;

const manifestsAfter = (repository: string, last: string) => sql<Part>`
  SELECT count(*) AS count, coalesce(sum(size), 0) AS bytes, max(digest) AS last FROM (
    SELECT manifest.digest, fact.size FROM manifest
    LEFT JOIN manifest_fact AS fact ON fact.repository = manifest.repository AND fact.digest = manifest.digest
    WHERE manifest.repository = ${repository} AND manifest.digest > ${last}
    ORDER BY manifest.digest LIMIT ${rowsPerQuery})`;

/** Each digest is looked up after the one before: a layer that very many manifests name costs no more than another. */
const blobsAfter = (repository: string, last: string) => sql<Part>`
  WITH RECURSIVE named (digest) AS (
    SELECT min(child) FROM reference WHERE repository = ${repository} AND child > ${last}
    UNION ALL
    SELECT (SELECT min(child) FROM reference WHERE repository = ${repository} AND child > named.digest)
    FROM named WHERE named.digest IS NOT NULL LIMIT ${rowsPerQuery})
  SELECT count(digest) AS count, max(digest) AS last, coalesce(sum((
    SELECT reference.size FROM reference
    JOIN manifest ON manifest.repository = reference.repository AND manifest.digest = reference.parent
    WHERE reference.repository = ${repository} AND reference.child = named.digest AND reference.size IS NOT NULL
    LIMIT 1)), 0) AS bytes
  FROM named WHERE digest IS NOT NULL`;

/** Of the newest tags the first that is no signature or the like of another, if any is none. */
const newestTag = (repository: string) => sql<Newest>`
  SELECT newest.name AS newest_tag, newest.digest AS newest_digest, fact.media_type, fact.artifact_type,
    newest.pushed_at_ms,
    (SELECT actor FROM tag_event AS event
      WHERE event.repository = newest.repository AND event.tag = newest.name AND event.to_digest IS NOT NULL
        AND event.cause NOT IN (${sql.join(protectionCauses)})
      ORDER BY event.at_ms DESC, event.id DESC LIMIT 1) AS pushed_by
  FROM (
    SELECT tag.repository, tag.name, tag.digest, tag.pushed_at_ms FROM tag
    JOIN manifest ON manifest.repository = tag.repository AND manifest.digest = tag.digest
    WHERE tag.repository = ${repository} ORDER BY tag.pushed_at_ms DESC, tag.name DESC LIMIT ${newestLooked}
  ) AS newest
  LEFT JOIN manifest_fact AS fact ON fact.repository = newest.repository AND fact.digest = newest.digest
  ORDER BY ${isAttachment(sql`newest.repository`, sql`newest.name`)}, newest.pushed_at_ms DESC, newest.name DESC
  LIMIT 1`;

const anyManifest = (repository: string) => sql<Newest>`
  SELECT NULL AS newest_tag, NULL AS newest_digest, fact.media_type, fact.artifact_type, NULL AS pushed_at_ms,
    NULL AS pushed_by
  FROM manifest JOIN manifest_fact AS fact
    ON fact.repository = manifest.repository AND fact.digest = manifest.digest
  WHERE manifest.repository = ${repository} LIMIT 1`;

/** Adds up parts, each read from after the last key of the one before, until there is none. */
async function sum(database: Database, signal: AbortSignal, query: (last: string) => RawBuilder<Part>) {
  const total = { count: 0, bytes: 0 };
  for (let last = ''; ; ) {
    const [part] = rowsOf(database, query(last));
    if (!part || part.last === null) return total;
    total.count += part.count;
    total.bytes += part.bytes;
    if (part.count < rowsPerQuery - 1) return total; // The list of blobs ends with a row that is none.
    last = part.last;
    await new Promise(setImmediate);
    signal.throwIfAborted();
  }
}

/** The rows of a query that is written as SQL. */
export function rowsOf<Row>(database: Database, query: RawBuilder<Row>): Row[] {
  return database.all({ compile: () => query.compile(database.query) });
}
