import { type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { RepositoryFigureTable } from '@/lib/database/tables/figures';
import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { LabelReader } from '../labels/label-reader';
import { holdsLabel, type LabelSearch } from '../labels/label-search';
import type { Catalog } from '../listing/catalog';
import type { RepositoryListing } from '../listing/repository-listing';
import type { Pulls } from '../pulls';
import { rowsOf } from './count-figures';
import { FigureCounter } from './figure-counter';
import { type NamespaceChild, namespaceLevel } from './namespace-levels';
import { RepositoryDays } from './repository-days';
import type { Seen } from './seen';

/** By what repositories can be sorted. */
export type RepositoryOrder = 'name' | 'pushed' | 'size' | 'tags' | 'pulls' | 'pulled';

/** Where a page begins: after the repository with this value of what is sorted by, and this name. */
export interface RepositoryCursor {
  value: string | number;
  name: string;
}

/** Which repositories are looked for: those with a text in their name, and of them those that hold something. */
export interface RepositorySearch {
  name: string;
  /** A tag that begins so. */
  tag?: string;
  /** A manifest whose digest begins so. */
  digest?: string;
  /** An image with a tag, or in an index with one, that has a label or annotation. */
  label?: LabelSearch;
}

/** What a page of repositories is to hold. */
export interface RepositoryPageQuery {
  order: RepositoryOrder;
  descending: boolean;
  search: RepositorySearch;
  /** Only those that this account has starred. */
  starredBy?: string;
  after?: RepositoryCursor;
  limit: number;
}

/** A page of repositories in an order. */
export interface SortedPage {
  names: RepositoryName[];
  /** Where the next page begins; absent on the last. */
  next: RepositoryCursor | undefined;
  /** Whether others are still being counted, which may then belong here; told to who sees all. */
  isCounting: boolean;
}

/** Which part of a namespace is asked for. */
export interface NamespaceQuery {
  /** Without a slash at its end; '' is the root. */
  namespace: string;
  /** The path after which it begins. */
  after?: string;
  limit: number;
}

/** A part of what stands right in a namespace. */
export interface NamespacePage {
  children: NamespaceChild[];
  /** After which path the next part begins; absent on the last. */
  next: string | undefined;
  /** How many repositories, and how many namespaces, stand there in all. */
  repositories: number;
  namespaces: number;
  /** As of a page. */
  isCounting: boolean;
}

/** The figures of a repository; null where nobody has counted yet, or there is none. */
export interface RepositoryFigure {
  tags: number | null;
  bytes: number | null;
  newest: { tag: Tag; digest: Digest } | null;
  mediaType: string | null;
  artifactType: string | null;
  pushedAtMs: number | null;
  pushedBy: string | null;
  pulls: number;
  pulledAtMs: number | null;
  /** When it was counted; null when it never was. */
  countedAtMs: number | null;
  /** Whether nothing has changed since then. */
  isExact: boolean;
}

/** As the indexes of `repository_figure` have them. */
const keys: Readonly<Record<RepositoryOrder, RawBuilder<string | number>>> = {
  name: sql`figure.repository`,
  pushed: sql`coalesce(figure.pushed_at_ms, -1)`,
  size: sql`coalesce(figure.bytes, -1)`,
  tags: sql`coalesce(figure.tags, -1)`,
  pulls: sql`figure.pulls`,
  pulled: sql`coalesce(figure.pulled_at_ms, -1)`,
};

/** How many names are read at once to find some that are seen. */
const readAtOnceMax = 1_000;
/** Repositories whose images are looked through for a label at once: each may hold many that no tag leads to. */
const labelledAtOnce = 200;

/** The figures of repositories, and the list of repositories sorted by them, in the database. */
export class RepositoryFigures {
  readonly counter: FigureCounter;
  readonly days: RepositoryDays;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.counter = new FigureCounter(parts.database);
    this.days = new RepositoryDays(parts.database);
  }

  /**
   * A page of the repositories that hold a manifest. It costs what it reads, wherever it begins.
   * @param seen whose list it is; everybody's when absent
   */
  async page(
    { order, descending, search, starredBy, after, limit }: RepositoryPageQuery,
    seen?: Seen,
  ): Promise<SortedPage> {
    this.#parts.pulls.flush();
    // Who does not see all would learn from the time it takes that something has changed.
    if (seen) this.counter.begin();
    else await this.counter.catchUp();
    const { labels } = this.#parts;
    if (search.label && seen) labels.begin();
    else if (search.label) await labels.catchUp();
    const found: Row[] = [];
    let read = 0;
    for (let from = after, more = true; more && found.length <= limit; ) {
      const wanted = search.label
        ? labelledAtOnce
        : Math.max(limit + 1 - found.length, Math.min(read, readAtOnceMax));
      const rows = rowsOf(
        this.#parts.database,
        pageRows({ order, descending, search, starredBy, after: from, limit: wanted }, seen),
      );
      read += rows.length;
      found.push(...rows.filter(({ repository, holds }) => holds === 1 && (!seen || seen.sees(repository))));
      const last = rows.at(-1);
      more = rows.length === wanted && last !== undefined;
      if (last) from = cursorOf(last);
      if (more) await new Promise(setImmediate);
    }
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    const there = await Promise.all(shown.map(({ repository }) => this.#isThere(repository)));
    return {
      names: shown.filter((_, at) => there[at]).map(({ repository }) => repository),
      next: last && cursorOf(last),
      isCounting: !seen && this.counter.isCounting,
    };
  }

  /** The figures of these repositories, counted anew where that takes no time. */
  async of(repositories: readonly RepositoryName[]): Promise<Map<RepositoryName, RepositoryFigure>> {
    if (repositories.length === 0) return new Map();
    this.#parts.pulls.flush();
    await this.counter.catchUpOn(repositories);
    const { database } = this.#parts;
    const rows = database.all(
      database.query.selectFrom('repository_figure').selectAll().where('repository', 'in', repositories),
    );
    return new Map(rows.map((row) => [row.repository as RepositoryName, figureOf(row)]));
  }

  /**
   * A part of what stands right in a namespace, in ASCII order, with what lies below added up, and how many stand there.
   * @param seen whose tree it is; everybody's when absent
   */
  async level({ namespace, after, limit }: NamespaceQuery, seen?: Seen): Promise<NamespacePage> {
    // As for a page.
    if (seen) this.counter.begin();
    else await this.counter.catchUp();
    const children = await namespaceLevel(this.#parts.database, namespace, seen);
    const following = after === undefined ? children : children.filter(({ path }) => path > after);
    const shown = following.slice(0, limit);
    const there = await Promise.all(
      shown.map(({ path, isRepository }) => isRepository && this.#isThere(path as RepositoryName)),
    );
    return {
      children: shown
        .map((child, at) => ({ ...child, isRepository: there[at] ?? false }))
        .filter(({ isRepository, below }) => isRepository || below !== undefined),
      next: following.length > limit ? shown.at(-1)?.path : undefined,
      repositories: children.filter(({ isRepository }) => isRepository).length,
      namespaces: children.filter(({ below }) => below !== undefined).length,
      isCounting: !seen && this.counter.isCounting,
    };
  }

  /** What is to be done from time to time. */
  async tidy(): Promise<void> {
    this.#parts.pulls.flush();
    await this.counter.catchUp();
    await this.days.keep();
  }

  /** Whether it is still on disk, as what was changed behind our back may not be. */
  async #isThere(repository: RepositoryName): Promise<boolean> {
    const { catalog, listing } = this.#parts;
    await catalog.freshen(repository);
    return listing.isListed(repository);
  }
}

interface Parts {
  database: Database;
  catalog: Catalog;
  listing: RepositoryListing;
  pulls: Pulls;
  labels: LabelReader;
}

interface Row {
  repository: RepositoryName;
  sorted_by: string | number;
  /** Whether it has the label that is looked for, if one is. */
  holds: 0 | 1;
}

function cursorOf({ repository, sorted_by }: Row): RepositoryCursor {
  return { value: sorted_by, name: repository };
}

function pageRows(
  { order, descending, search, starredBy, after, limit }: RepositoryPageQuery,
  seen: Seen | undefined,
): RawBuilder<Row> {
  const key = keys[order];
  const direction = descending ? sql`DESC` : sql`ASC`;
  const conditions: RawBuilder<SqlBool>[] = [sql`folder.listed = 1`];
  if (after) {
    const [from, beyond] = descending ? [sql`<=`, sql`<`] : [sql`>=`, sql`>`];
    // The first is for the index, which knows no row of values of an expression.
    conditions.push(
      sql`${key} ${from} ${after.value}`,
      sql`(${key}, figure.repository) ${beyond} (${after.value}, ${after.name})`,
    );
  }
  if (seen && !seen.prefixes.includes(''))
    conditions.push(sql`EXISTS (SELECT 1 FROM json_each(${JSON.stringify(seen.prefixes)})
      WHERE substr(figure.repository, 1, length(value)) = value)`);
  if (starredBy !== undefined)
    conditions.push(sql`figure.repository IN (SELECT repository FROM star WHERE account = ${starredBy})`);
  if (search.name !== '') conditions.push(sql`instr(figure.repository, ${search.name}) > 0`);
  // By the primary keys: one look-up for each repository, however much it holds.
  if (search.tag !== undefined)
    conditions.push(sql`EXISTS (SELECT 1 FROM tag WHERE tag.repository = figure.repository
      AND tag.name >= ${search.tag} AND tag.name < ${`${search.tag}~`})`);
  if (search.digest !== undefined)
    conditions.push(sql`EXISTS (SELECT 1 FROM manifest WHERE manifest.repository = figure.repository
      AND manifest.digest >= ${search.digest} AND manifest.digest < ${`${search.digest}~`})`);
  const holds = search.label ? holdsLabel(sql`figure.repository`, search.label) : sql`1`;
  return sql<Row>`
    SELECT figure.repository, ${key} AS sorted_by, ${holds} AS holds
    FROM repository_figure AS figure CROSS JOIN folder ON folder.path = figure.repository
    WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY ${key} ${direction}, figure.repository ${direction} LIMIT ${limit}`;
}

function figureOf(row: Selectable<RepositoryFigureTable>): RepositoryFigure {
  const { newest_tag: tag, newest_digest: digest } = row;
  return {
    tags: row.tags,
    bytes: row.bytes,
    newest: tag === null || digest === null ? null : { tag: tag as Tag, digest: digest as Digest },
    mediaType: row.media_type,
    artifactType: row.artifact_type,
    pushedAtMs: row.pushed_at_ms,
    pushedBy: row.pushed_by,
    pulls: row.pulls,
    pulledAtMs: row.pulled_at_ms,
    countedAtMs: row.counted_at_ms,
    isExact: row.counted === row.changes,
  };
}
