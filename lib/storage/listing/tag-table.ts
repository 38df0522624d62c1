import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';

/** By what tags can be sorted. */
export type TagOrder = 'name' | 'version' | 'pushed' | 'size' | 'pulls';

/** Where a page of the table begins: after the row with this value of what it is sorted by, and this name. */
export interface TagCursor {
  value: string | number;
  name: string;
}

/** What a page of the table is to hold. */
export interface TagTableQuery {
  order: TagOrder;
  descending: boolean;
  /** Only tags whose name contains this text, in whatever case; or, when it is `sha256:…`, whose digest begins so. */
  matching?: string;
  after?: TagCursor;
  limit: number;
}

/** A tag, and what the index knows of it and of its manifest. */
export interface TagTableRow {
  name: Tag;
  digest: Digest;
  pushedAtMs: number;
  /** Absent for a manifest that cannot be read. */
  mediaType: string | undefined;
  artifactType: string | undefined;
  /** Bytes of the manifest's own blobs, and of those of its largest child where it is an index. */
  bytes: number;
  /** By this tag. */
  pulls: number;
  pulledAtMs: number | undefined;
}

/** A page of the table. */
export interface TagTablePage {
  rows: TagTableRow[];
  /** Where the next page begins; absent on the last. */
  next: TagCursor | undefined;
  /** Tags of the repository. */
  total: number;
  /** Those of them that match. */
  matching: number;
}

/** What is sorted by. An index has the size of its largest child, for that is what is pulled of it at most. */
const keys: Readonly<Record<TagOrder, RawBuilder<string | number>>> = {
  name: sql`tag.name`,
  version: sql`tag.version_key`,
  pushed: sql`tag.pushed_at_ms`,
  size: sql`coalesce(fact.content_bytes, 0) + CASE
    WHEN fact.media_type IN (${mediaTypes.ociIndex}, ${mediaTypes.dockerManifestList}) THEN coalesce((
      SELECT max(child.content_bytes) FROM reference
      JOIN manifest_fact AS child ON child.repository = reference.repository AND child.digest = reference.child
      WHERE reference.repository = tag.repository AND reference.parent = tag.digest AND reference.kind = 'manifest'
    ), 0) ELSE 0 END`,
  pulls: sql`coalesce(pull.count, 0)`,
};

/** The tags of a repository, sorted and filtered in the database: a page costs about as much wherever it begins. */
export class TagTable {
  readonly #database: Database;

  /** The rows are as exact as the index: bring it up to date first. */
  constructor(database: Database) {
    this.#database = database;
  }

  /** A page of the tags whose manifest is there. */
  page(repository: RepositoryName, query: TagTableQuery): TagTablePage {
    const { order, descending, after, limit } = query;
    const key = keys[order];
    const direction = descending ? sql`DESC` : sql`ASC`;
    const isAfter = after
      ? sql<SqlBool>`(${key}, tag.name) ${descending ? sql`<` : sql`>`} (${after.value}, ${after.name})`
      : sql<SqlBool>`true`;
    const rows = this.#all(sql<Row>`
      SELECT tag.name, tag.digest, tag.pushed_at_ms, fact.media_type, fact.artifact_type, ${keys.size} AS bytes,
        pull.count AS pulls, pull.last_at_ms AS pulled_at_ms, ${key} AS sorted_by
      FROM tag
      JOIN manifest ON manifest.repository = tag.repository AND manifest.digest = tag.digest
      LEFT JOIN manifest_fact AS fact ON fact.repository = tag.repository AND fact.digest = tag.digest
      LEFT JOIN pull ON pull.repository = tag.repository AND pull.reference = tag.name
      WHERE tag.repository = ${repository} AND ${matches(query.matching)} AND ${isAfter}
      ORDER BY ${key} ${direction}, tag.name ${direction} LIMIT ${limit + 1}`);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const total = this.#count(repository, undefined);
    return {
      rows: shown.map(rowOf),
      next: last && { value: last.sorted_by, name: last.name },
      total,
      matching: query.matching ? this.#count(repository, query.matching) : total,
    };
  }

  /** How many tags point to each of these manifests. */
  countsOf(repository: RepositoryName, digests: readonly Digest[]): Map<Digest, number> {
    if (digests.length === 0) return new Map();
    const { query } = this.#database;
    const rows = this.#database.all(
      query
        .selectFrom('tag')
        .select(['digest', ({ fn }) => fn.countAll<number>().as('count')])
        .where('repository', '=', repository)
        .where('digest', 'in', digests)
        .groupBy('digest'),
    );
    return new Map(rows.map(({ digest, count }) => [digest as Digest, count]));
  }

  /** Who made each of these tags point to where it points, as far as the journal reaches back. */
  pushersOf(repository: RepositoryName, tags: readonly Tag[]): Map<Tag, string> {
    if (tags.length === 0) return new Map();
    const rows = this.#all(sql<{ tag: Tag; actor: string }>`
      SELECT tag, actor FROM tag_event WHERE id IN (
        SELECT max(id) FROM tag_event
        WHERE repository = ${repository} AND tag IN (${sql.join(tags)}) AND to_digest IS NOT NULL GROUP BY tag
      )`);
    return new Map(rows.map(({ tag, actor }) => [tag, actor]));
  }

  /** Bytes of the blobs that each of these manifests names, of those that the repository holds. */
  contentBytesOf(repository: RepositoryName, digests: readonly Digest[]): Map<Digest, number> {
    const { query } = this.#database;
    const sizes = new Map<Digest, number>();
    for (let at = 0; at < digests.length; at += 500) {
      const rows = query
        .selectFrom('manifest_fact')
        .select(['digest', 'content_bytes'])
        .where('repository', '=', repository)
        .where('digest', 'in', digests.slice(at, at + 500));
      for (const { digest, content_bytes } of this.#database.all(rows))
        sizes.set(digest as Digest, content_bytes ?? 0);
    }
    return sizes;
  }

  /** How many manifests a repository holds. */
  manifestCount(repository: RepositoryName): number {
    const [row] = this.#all(
      sql<{ count: number }>`SELECT count(*) AS count FROM manifest WHERE repository = ${repository}`,
    );
    return row?.count ?? 0;
  }

  /** The number of the last move of a tag in a repository; another after each. */
  lastEventId(repository: RepositoryName): number {
    const [row] = this.#all(
      sql<{ id: number | null }>`SELECT max(id) AS id FROM tag_event WHERE repository = ${repository}`,
    );
    return row?.id ?? 0;
  }

  /** When a manifest was pushed, as recorded. */
  factsOf(repository: RepositoryName, digest: Digest): { pushedAtMs: number } | undefined {
    const rows = this.#database.query.selectFrom('manifest_fact').select('pushed_at_ms');
    const row = this.#database.first(rows.where('repository', '=', repository).where('digest', '=', digest));
    return row && { pushedAtMs: row.pushed_at_ms };
  }

  /** The types of the artifacts that refer to each of these manifests. */
  referrerTypesOf(repository: RepositoryName, digests: readonly Digest[]): Map<Digest, string[]> {
    const types = new Map<Digest, string[]>();
    if (digests.length === 0) return types;
    const rows = this.#all(sql<{ child: Digest; artifact_type: string }>`
      SELECT DISTINCT reference.child, fact.artifact_type FROM reference
      JOIN manifest ON manifest.repository = reference.repository AND manifest.digest = reference.parent
      JOIN manifest_fact AS fact ON fact.repository = reference.repository AND fact.digest = reference.parent
      WHERE reference.repository = ${repository} AND reference.child IN (${sql.join(digests)})
        AND reference.kind = 'subject' AND fact.artifact_type IS NOT NULL`);
    for (const { child, artifact_type } of rows)
      types.set(child, [...(types.get(child) ?? []), artifact_type]);
    return types;
  }

  #count(repository: RepositoryName, matching: string | undefined): number {
    const [row] = this.#all(sql<{ count: number }>`
      SELECT count(*) AS count FROM tag
      JOIN manifest ON manifest.repository = tag.repository AND manifest.digest = tag.digest
      WHERE tag.repository = ${repository} AND ${matches(matching)}`);
    return row?.count ?? 0;
  }

  #all<Row>(query: RawBuilder<Row>): Row[] {
    return this.#database.all({ compile: () => query.compile(this.#database.query) });
  }
}

interface Row {
  name: string;
  digest: string;
  pushed_at_ms: number;
  media_type: string | null;
  artifact_type: string | null;
  bytes: number;
  pulls: number | null;
  pulled_at_ms: number | null;
  sorted_by: string | number;
}

function rowOf(row: Row): TagTableRow {
  return {
    name: row.name as Tag,
    digest: row.digest as Digest,
    pushedAtMs: row.pushed_at_ms,
    mediaType: row.media_type ?? undefined,
    artifactType: row.artifact_type ?? undefined,
    bytes: row.bytes,
    pulls: row.pulls ?? 0,
    pulledAtMs: row.pulled_at_ms ?? undefined,
  };
}

function matches(text: string | undefined): RawBuilder<SqlBool> {
  if (!text) return sql`true`;
  const literal = text.replace(/[\\%_]/g, '\\$&');
  return /^sha(?:256|512):/.test(text)
    ? sql`tag.digest LIKE ${`${literal}%`} ESCAPE '\\'`
    : sql`tag.name LIKE ${`%${literal}%`} ESCAPE '\\'`;
}
