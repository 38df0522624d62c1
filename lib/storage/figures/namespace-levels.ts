import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { rowsOf } from './count-figures';
import type { Seen } from './seen';

/** Repositories that one query adds up: a few milliseconds. */
const summedAtOnce = 4_000;
/** Repositories that one query reads where each is asked for by itself. */
const readAtOnce = 1_000;
/** After every name: none has a `~`. */
const end = '~';

/** What lies below a namespace, added up. */
export interface NamespaceSums {
  repositories: number;
  /** Of those that were counted. */
  tags: number;
  /** Of those that were counted; what two repositories share is in both. */
  bytes: number;
  /** When something was pushed last; null when nothing has a tag, or was not counted yet. */
  pushedAtMs: number | null;
  /** How many of them were not counted yet. */
  uncounted: number;
  /** Whether nothing has changed since they were counted. */
  isExact: boolean;
}

/** What stands right in a namespace: a repository, a namespace of others, or both. */
export interface NamespaceChild {
  path: string;
  isRepository: boolean;
  /** What lies below it; absent when nothing does. */
  below: NamespaceSums | undefined;
}

/**
 * What stands right in a namespace and holds, itself or below it, a repository that somebody sees, in ASCII order of the
 * last component. It costs what lies below the namespace, in short queries that let requests pass.
 * @param namespace without a slash at its end; '' is the root
 * @param seen whose tree it is; everybody's when absent
 */
export async function namespaceLevel(
  database: Database,
  namespace: string,
  seen?: Seen,
): Promise<NamespaceChild[]> {
  const prefix = namespace === '' ? '' : `${namespace}/`;
  const limit = seen ? readAtOnce : summedAtOnce;
  const children = new Map<string, NamespaceChild>();
  for (let last = prefix; ; ) {
    const groups = rowsOf(database, groupsAfter(prefix, last, limit, seen));
    let read = 0;
    for (const group of groups) {
      read += group.repositories;
      if (group.last > last) last = group.last;
      // Where somebody does not see all, each group is of one repository.
      if (!seen || seen.sees(group.last)) addTo(children, prefix, group);
    }
    if (read < limit) break;
    await new Promise(setImmediate);
  }
  // Names are not in this order: `a-b/x` stands before `a/x`.
  return [...children.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface Group {
  /** The namespace in which all of the group lie; of those that lie in none, one of them. */
  child: string;
  /** Those that stand here themselves, with commas between; null when the group lies below. */
  here: string | null;
  last: RepositoryName;
  repositories: number;
  tags: number;
  bytes: number;
  pushedAtMs: number | null;
  uncounted: number;
  stale: number;
}

/** The next repositories below, added up for each child; where each is asked for by itself, one by one. */
function groupsAfter(prefix: string, last: string, limit: number, seen: Seen | undefined): RawBuilder<Group> {
  const rest = sql`substr(figure.repository, ${prefix.length + 1})`;
  const conditions: RawBuilder<SqlBool>[] = [
    sql`folder.path > ${last}`,
    // '0' follows '/'.
    sql`folder.path < ${prefix === '' ? end : `${prefix.slice(0, -1)}0`}`,
    sql`folder.listed = 1`,
  ];
  if (seen && !seen.prefixes.includes(''))
    conditions.push(sql`EXISTS (SELECT 1 FROM json_each(${JSON.stringify(seen.prefixes)})
      WHERE substr(folder.path, 1, length(value)) = value)`);
  return sql<Group>`
    SELECT min(child) AS child, group_concat(CASE WHEN is_below THEN NULL ELSE child END, ',') AS here,
      max(repository) AS last, count(*) AS repositories, coalesce(sum(tags), 0) AS tags,
      coalesce(sum(bytes), 0) AS bytes, max(pushed_at_ms) AS pushedAtMs, sum(tags IS NULL) AS uncounted,
      sum(counted IS NOT changes) AS stale
    FROM (
      SELECT figure.repository, figure.tags, figure.bytes, figure.pushed_at_ms, figure.counted, figure.changes,
        substr(${rest}, 1, instr(${rest} || '/', '/') - 1) AS child, instr(${rest}, '/') > 0 AS is_below
      FROM folder CROSS JOIN repository_figure AS figure ON figure.repository = folder.path
      WHERE ${sql.join(conditions, sql` AND `)} ORDER BY folder.path LIMIT ${limit})
    GROUP BY ${seen ? sql`repository` : sql`CASE WHEN is_below THEN child END`}`;
}

function addTo(children: Map<string, NamespaceChild>, prefix: string, group: Group): void {
  if (group.here !== null)
    for (const name of group.here.split(',')) childOf(children, prefix, name).isRepository = true;
  else {
    const child = childOf(children, prefix, group.child);
    child.below = sumOf(child.below ?? nothing, group);
  }
}

function childOf(children: Map<string, NamespaceChild>, prefix: string, name: string): NamespaceChild {
  let child = children.get(name);
  if (!child) {
    child = { path: prefix + name, isRepository: false, below: undefined };
    children.set(name, child);
  }
  return child;
}

const nothing: NamespaceSums = {
  repositories: 0,
  tags: 0,
  bytes: 0,
  pushedAtMs: null,
  uncounted: 0,
  isExact: true,
};

function sumOf(sums: NamespaceSums, group: Group): NamespaceSums {
  return {
    repositories: sums.repositories + group.repositories,
    tags: sums.tags + group.tags,
    bytes: sums.bytes + group.bytes,
    pushedAtMs:
      sums.pushedAtMs === null || group.pushedAtMs === null
        ? (sums.pushedAtMs ?? group.pushedAtMs)
        : Math.max(sums.pushedAtMs, group.pushedAtMs),
    uncounted: sums.uncounted + group.uncounted,
    isExact: sums.isExact && group.stale === 0,
  };
}
