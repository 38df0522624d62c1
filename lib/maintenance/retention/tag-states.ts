import { type SqlBool, sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { isAttachment } from '@/lib/storage/listing/attachments';
import type { TagState } from './policy';

/** Tags of a repository whose manifest is there, with when they were pushed and pulled, in ASCII order after `last`. */
export function tagStates(
  database: Database,
  repository: RepositoryName,
  page: { last: string; limit: number },
): TagState[] {
  const rows = select(database, repository).where('tag.name', '>', page.last);
  return database.all(rows.orderBy('tag.name').limit(page.limit)).map(stateOf);
}

/** One of them; `undefined` when there is no such tag (any more). */
export function tagState(database: Database, repository: RepositoryName, tag: Tag): TagState | undefined {
  const row = database.first(select(database, repository).where('tag.name', '=', tag));
  return row && stateOf(row);
}

function select({ query }: Database, repository: RepositoryName) {
  return query
    .selectFrom('tag')
    .innerJoin('manifest', (join) =>
      join.onRef('manifest.repository', '=', 'tag.repository').onRef('manifest.digest', '=', 'tag.digest'),
    )
    .leftJoin('pull as by_tag', (join) =>
      join.onRef('by_tag.repository', '=', 'tag.repository').onRef('by_tag.reference', '=', 'tag.name'),
    )
    .leftJoin('pull as by_digest', (join) =>
      join
        .onRef('by_digest.repository', '=', 'tag.repository')
        .onRef('by_digest.reference', '=', 'tag.digest'),
    )
    .select([
      'tag.name',
      'tag.digest',
      'tag.pushed_at_ms',
      'tag.bytes',
      'by_tag.last_at_ms as by_tag_at_ms',
      'by_digest.last_at_ms as by_digest_at_ms',
      isAttachment(sql`tag.repository`, sql`tag.name`).as('is_attachment'),
    ])
    .where('tag.repository', '=', repository);
}

function stateOf(row: {
  name: string;
  digest: string;
  pushed_at_ms: number;
  bytes: number;
  by_tag_at_ms: number | null;
  by_digest_at_ms: number | null;
  is_attachment: SqlBool;
}): TagState {
  const pulledAtMs = Math.max(row.by_tag_at_ms ?? 0, row.by_digest_at_ms ?? 0);
  return {
    name: row.name as Tag,
    digest: row.digest as Digest,
    pushedAtMs: row.pushed_at_ms,
    bytes: row.bytes,
    ...(pulledAtMs > 0 && { lastPulledAtMs: pulledAtMs }),
    ...(row.is_attachment && { isAttachment: true as const }),
  };
}
