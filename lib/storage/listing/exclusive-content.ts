import { sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { breathe } from './tag-order';

/** Manifests that are looked at: for more, nobody waits. */
const manifestsMax = 5_000;
const atOnce = 50;

/**
 * How many bytes some manifests of a repository hold that nothing else in the registry needs, by the index: their own, those
 * of children that no tag and no other index names, and those of blobs that no other manifest names. In steps that let
 * requests pass.
 * @returns undefined for more manifests than can be looked at
 */
export async function exclusiveBytes(
  database: Database,
  repository: RepositoryName,
  manifests: readonly Digest[],
): Promise<number | undefined> {
  const [gone, queue] = [new Set<string>(manifests), [...manifests] as string[]];
  const blobs = new Map<string, { size: number; parents: number }>();
  let bytes = 0;
  while (queue.length > 0) {
    if (gone.size > manifestsMax) return undefined;
    const some = queue.splice(0, atOnce);
    const children = new Set<string>();
    bytes += ownBytes(database, repository, some);
    for (const { child, kind, size } of namedBy(database, repository, some)) {
      if (kind === 'manifest') children.add(child);
      else {
        const blob = blobs.get(child) ?? { size: size ?? 0, parents: 0 };
        blob.parents++;
        blobs.set(child, blob);
      }
    }
    for (const child of children) {
      if (gone.has(child) || isNeeded(database, repository, child, gone)) continue;
      gone.add(child);
      queue.push(child);
    }
    await breathe();
  }
  let looked = 0;
  for (const [digest, { size, parents }] of blobs) {
    if (parentsUpTo(database, digest, parents + 1) <= parents) bytes += size;
    if (++looked % atOnce === 0) await breathe();
  }
  return bytes;
}

function ownBytes(database: Database, repository: RepositoryName, manifests: string[]): number {
  const { query } = database;
  const facts = query
    .selectFrom('manifest_fact')
    .select('size')
    .where('repository', '=', repository)
    .where('digest', 'in', manifests);
  return database.all(facts).reduce((sum, { size }) => sum + size, 0);
}

/** What manifests name, each once for each of them; not what they refer to. */
function namedBy(database: Database, repository: RepositoryName, manifests: string[]) {
  const rows = sql<{ child: string; kind: string; size: number | null }>`
    SELECT child, min(kind) AS kind, max(size) AS size FROM reference INDEXED BY reference_by_parent
    WHERE repository = ${repository} AND parent IN (${sql.join(manifests)}) AND kind != 'subject'
    GROUP BY parent, child`;
  return database.all({ compile: () => rows.compile(database.query) });
}

/** Whether a tag, or an index that stays, names a manifest. */
function isNeeded(database: Database, repository: string, digest: string, gone: Set<string>): boolean {
  const { query } = database;
  const tag = query.selectFrom('tag').select('name').where('repository', '=', repository);
  if (database.first(tag.where('digest', '=', digest).limit(1))) return true;
  const parents = query
    .selectFrom('reference')
    .select('parent')
    .where('repository', '=', repository)
    .where('child', '=', digest)
    .where('kind', '=', 'manifest');
  return database.all(parents).some(({ parent }) => !gone.has(parent));
}

/** How many manifests of the registry name a blob; no more than `limit` are counted. */
function parentsUpTo(database: Database, digest: string, limit: number): number {
  const rows = sql<{ count: number }>`
    SELECT count(*) AS count FROM (
      SELECT DISTINCT repository, parent FROM reference INDEXED BY reference_by_child
      WHERE child = ${digest} AND kind IN ('config', 'layer') LIMIT ${limit})`;
  return database.first({ compile: () => rows.compile(database.query) })?.count ?? 0;
}
