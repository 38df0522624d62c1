import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { RepositoryName } from '@/lib/oci/repository-name';

/** By what tags can be sorted. */
export type TagOrder = 'name' | 'version' | 'pushed' | 'size' | 'pulls';

/** A place in a list of tags: the row with this value of what it is sorted by, and this name. */
export interface TagCursor {
  value: string | number;
  name: string;
}

/** A list of tags in one direction of an order, and where in it to look. */
export interface TagStretch {
  order: TagOrder;
  descending: boolean;
  after?: TagCursor;
  /** The last row to look at. */
  through?: TagCursor;
  /** Only tags of digests that begin so, which are few: they are found by that, and sorted. */
  digest?: string;
}

/** What is sorted by, and the index that is walked for it: named, because SQLite would rather sort where it finds text. */
const orders: Readonly<Record<TagOrder, { key: RawBuilder<string | number>; index?: RawBuilder<unknown> }>> =
  {
    name: { key: sql`walked.name` },
    version: { key: sql`walked.version_key`, index: sql`INDEXED BY tag_by_version` },
    pushed: { key: sql`walked.pushed_at_ms`, index: sql`INDEXED BY tag_by_time` },
    // An index has the size of its largest child, for that is what is pulled of it at most.
    size: { key: sql`walked.bytes`, index: sql`INDEXED BY tag_by_size` },
    pulls: { key: sql`walked.pulls`, index: sql`INDEXED BY tag_by_pulls` },
  };

/**
 * The parts of a query that walks a stretch of `walked`: each row costs the same wherever the stretch lies, and little as
 * long as nothing is asked of it but its name and what is sorted by.
 */
export function walkOf({ order, descending, after, through, digest }: TagStretch) {
  const { key, index } = orders[order];
  const isNear = digest === undefined ? sql<SqlBool>`true` : beginsAs(digest, sql`walked.digest`);
  const direction = descending ? sql`DESC` : sql`ASC`;
  const [beyond, until] = descending ? [sql`<`, sql`>=`] : [sql`>`, sql`<=`];
  const compared = (how: RawBuilder<unknown>, { value, name }: TagCursor) =>
    order === 'name'
      ? sql<SqlBool>`walked.name ${how} ${name}`
      : sql<SqlBool>`(${key}, walked.name) ${how} (${value}, ${name})`;
  return {
    key,
    from: sql`tag AS walked ${digest === undefined ? (index ?? sql``) : sql`INDEXED BY tag_by_digest`}`,
    within: sql<SqlBool>`${isNear} AND ${after ? compared(beyond, after) : sql`true`} AND ${through ? compared(until, through) : sql`true`}`,
    by: order === 'name' ? sql`walked.name ${direction}` : sql`${key} ${direction}, walked.name ${direction}`,
  };
}

/** Whether a text that is looked for is a digest, or the beginning of one. */
export function isDigestText(text: string): boolean {
  return /^sha(?:256|512):/i.test(text);
}

/** The digests that a text is the beginning of, as a part of an index. */
export function beginsAs(text: string, digest = sql`tag.digest`): RawBuilder<SqlBool> {
  const begin = text.toLowerCase();
  return sql`${digest} BETWEEN ${begin} AND ${`${begin}~`}`; // '~' follows all that a digest is written with.
}

/**
 * Whether a tag has a text in its name, in whatever case; or, when the text is `sha256:…`, whether its digest begins so.
 * @param name where the name is read
 */
export function matches(text: string | undefined, name = sql`tag.name`): RawBuilder<SqlBool> {
  if (!text) return sql`true`;
  if (isDigestText(text)) return beginsAs(text);
  return sql`${name} LIKE ${`%${text.replace(/[\\%_]/g, '\\$&')}%`} ESCAPE '\\'`;
}

/** Rows that are looked at before others get their turn: a millisecond or two. */
export const rowsAtOnce = 2_000;

/** Lets what waits have its turn. */
export async function breathe(): Promise<void> {
  await new Promise(setImmediate);
}

/** The last row of those of a stretch that are looked at in one step; `undefined` when it has no more than those. */
export function endOf(
  database: Database,
  repository: RepositoryName,
  stretch: TagStretch,
): TagCursor | undefined {
  const { key, from, within, by } = walkOf(stretch);
  const query = sql<TagCursor>`
    SELECT ${key} AS value, walked.name FROM ${from}
    WHERE walked.repository = ${repository} AND ${within} ORDER BY ${by} LIMIT 1 OFFSET ${rowsAtOnce - 1}`;
  return database.all({ compile: () => query.compile(database.query) })[0];
}
