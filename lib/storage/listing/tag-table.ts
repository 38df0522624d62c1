import { type RawBuilder, sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import { readAttachmentTag } from '@/lib/oci/attachment-tag';
import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { isAttachment } from './attachments';
import { TagCounts } from './tag-counts';
import { protectionCauses } from './tag-events';
import {
  breathe,
  endOf,
  isDigestText,
  matches,
  type TagCursor,
  type TagOrder,
  type TagStretch,
  walkOf,
} from './tag-order';

/** What a page of the table is to hold. */
export interface TagTableQuery {
  order: TagOrder;
  descending: boolean;
  /** Only tags whose name contains this text, in whatever case; or, when it is `sha256:…`, whose digest begins so. */
  matching?: string;
  /** Whether tags are left out under which clients put signatures and the like of manifests that are there. */
  isFolded?: boolean;
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
  /** The manifest that it says something of, where its name is of the form for that and the manifest is there. */
  attachedTo: Digest | undefined;
}

/** What a manifest says that it is. */
interface ManifestKind {
  mediaType: string;
  artifactType: string | undefined;
}

/** A page of the table. */
export interface TagTablePage {
  rows: TagTableRow[];
  /** Where the next page begins; absent on the last. */
  next: TagCursor | undefined;
  /** Tags of the repository. */
  total: number;
  /** Those of them that match, without those that are folded. */
  matching: number;
  /** Those that match too, and were left out. */
  folded: number;
}

/** The tags of a repository, sorted and filtered in the database: a page costs about as much wherever it begins. */
export class TagTable {
  readonly #database: Database;
  readonly #counts: TagCounts;

  /** The rows are as exact as the index: bring it up to date first. */
  constructor(database: Database) {
    this.#database = database;
    this.#counts = new TagCounts(database);
  }

  /** A page of the tags whose manifest is there. Where few match, it is looked for in steps that let requests pass. */
  async page(repository: RepositoryName, query: TagTableQuery): Promise<TagTablePage> {
    const { matching, limit } = query;
    const folded = query.isFolded ? await this.#counts.attached(repository, matching) : 0;
    const rows = await this.#found(repository, { ...query, isFolded: folded > 0 });
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const total = await this.#counts.of(repository);
    const isWhole = !query.after && !last;
    const all = !matching
      ? total
      : isWhole
        ? shown.length + folded
        : await this.#counts.of(repository, matching);
    return {
      rows: shown.map(rowOf),
      next: last && { value: last.sorted_by, name: last.name },
      total,
      matching: all - folded,
      folded,
    };
  }

  /** One tag; undefined when it is not there, or its manifest is not. */
  row(repository: RepositoryName, tag: Tag): TagTableRow | undefined {
    const [row] = this.#all(sql<Row>`
      SELECT ${columns}, ${isAttachment(sql`tag.repository`, sql`tag.name`)} AS is_attached, tag.name AS sorted_by
      FROM tag
      CROSS JOIN manifest ON manifest.repository = tag.repository AND manifest.digest = tag.digest
      ${factsAndPulls}
      WHERE tag.repository = ${repository} AND tag.name = ${tag}`);
    return row && rowOf(row);
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

  /** What each of these tags points to, of those that are there. */
  digestsOf(repository: RepositoryName, tags: readonly Tag[]): { name: Tag; digest: Digest }[] {
    if (tags.length === 0) return [];
    const rows = this.#database.query.selectFrom('tag').select(['name', 'digest']);
    const named = rows.where('repository', '=', repository).where('name', 'in', tags).orderBy('name');
    return this.#database.all(named) as { name: Tag; digest: Digest }[];
  }

  /** Who made each of these tags point to where it points, as far as the journal reaches back. */
  pushersOf(repository: RepositoryName, tags: readonly Tag[]): Map<Tag, string> {
    if (tags.length === 0) return new Map();
    const rows = this.#all(sql<{ tag: Tag; actor: string }>`
      SELECT tag, actor FROM tag_event WHERE id IN (
        SELECT max(id) FROM tag_event
        WHERE repository = ${repository} AND tag IN (${sql.join(tags)}) AND to_digest IS NOT NULL
          AND cause NOT IN (${sql.join(protectionCauses)}) GROUP BY tag
      )`);
    return new Map(rows.map(({ tag, actor }) => [tag, actor]));
  }

  /** Who first pushed a manifest under a tag that points to it or once did, as far as the journal reaches back. */
  pusherOf(repository: RepositoryName, digest: Digest): string | undefined {
    const [row] = this.#all(sql<{ actor: string }>`
      SELECT actor FROM tag_event
      WHERE repository = ${repository} AND to_digest = ${digest} AND cause = 'push' AND tag IN (
        SELECT * FROM (SELECT name FROM tag WHERE repository = ${repository} AND digest = ${digest} LIMIT ${namesMax})
        UNION SELECT * FROM (
          SELECT tag FROM tag_event WHERE repository = ${repository} AND from_digest = ${digest} LIMIT ${namesMax})
      ) ORDER BY id LIMIT 1`);
    return row?.actor;
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

  /** What each of these manifests is, as recorded. */
  kindsOf(repository: RepositoryName, digests: readonly Digest[]): Map<Digest, ManifestKind> {
    if (digests.length === 0) return new Map();
    const rows = this.#database.query
      .selectFrom('manifest_fact')
      .select(['digest', 'media_type', 'artifact_type'])
      .where('repository', '=', repository)
      .where('digest', 'in', digests);
    return new Map(
      this.#database.all(rows).map(({ digest, media_type: mediaType, artifact_type }) => {
        return [digest as Digest, { mediaType, artifactType: artifact_type ?? undefined }];
      }),
    );
  }

  /** The rows of a page, and one more where there are more. */
  async #found(repository: RepositoryName, query: TagTableQuery): Promise<Row[]> {
    const { order, descending, matching, limit, isFolded = false } = query;
    if (matching && isDigestText(matching) && (await this.#counts.of(repository, matching)) <= sortedMax) {
      const stretch = { order, descending, after: query.after, digest: matching };
      return this.#rows(repository, stretch, { isFolded, limit: limit + 1 });
    }
    const rows: Row[] = [];
    for (let { after } = query; ; await breathe()) {
      const stretch: TagStretch = { order, descending, after };
      // Without a filter nearly every row is one of the page.
      if (matching || isFolded) stretch.through = endOf(this.#database, repository, stretch);
      rows.push(...this.#rows(repository, stretch, { matching, isFolded, limit: limit + 1 - rows.length }));
      after = stretch.through;
      if (!after || rows.length > limit) return rows;
    }
  }

  #rows(
    repository: RepositoryName,
    stretch: TagStretch,
    { matching, isFolded, limit }: Pick<TagTableQuery, 'matching' | 'isFolded' | 'limit'>,
  ): Row[] {
    const { key, from, within, by } = walkOf(stretch);
    const attached = isAttachment(sql`walked.repository`, sql`walked.name`);
    return this.#all(sql<Row>`
      SELECT ${columns}, ${attached} AS is_attached, ${key} AS sorted_by
      FROM ${from}
      CROSS JOIN tag ON tag.repository = walked.repository AND tag.name = walked.name
      CROSS JOIN manifest ON manifest.repository = tag.repository AND manifest.digest = tag.digest
      ${factsAndPulls}
      WHERE walked.repository = ${repository} AND ${within} AND ${matches(matching, sql`walked.name`)}
        AND ${isFolded ? sql`NOT ${attached}` : sql`true`}
      ORDER BY ${by} LIMIT ${limit}`);
  }

  #all<Row>(query: RawBuilder<Row>): Row[] {
    return this.#database.all({ compile: () => query.compile(this.#database.query) });
  }
}

/** So many tags of some digests are sorted at once; where there are more, any stretch of tags has some. */
const sortedMax = 2_000;

/** So many names of a manifest are looked at for who pushed it. */
const namesMax = 100;

const columns = sql`tag.name, tag.digest, tag.pushed_at_ms, fact.media_type, fact.artifact_type, tag.bytes,
  pull.count AS pulls, pull.last_at_ms AS pulled_at_ms`;

const factsAndPulls = sql`
  LEFT JOIN manifest_fact AS fact ON fact.repository = tag.repository AND fact.digest = tag.digest
  LEFT JOIN pull ON pull.repository = tag.repository AND pull.reference = tag.name`;

interface Row {
  name: string;
  digest: string;
  pushed_at_ms: number;
  media_type: string | null;
  artifact_type: string | null;
  bytes: number;
  pulls: number | null;
  pulled_at_ms: number | null;
  is_attached: number;
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
    attachedTo: row.is_attached ? (readAttachmentTag(row.name)?.subject as Digest | undefined) : undefined,
  };
}
