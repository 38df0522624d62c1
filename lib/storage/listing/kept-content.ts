import { type RawBuilder, sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { breathe } from './tag-order';

/** Blobs that are looked at before others get their turn. */
const blobsAtOnce = 200;
/** Repositories that are listed for one blob, and for all of one question: a base of everything is named by everybody. */
const holdersMax = 1_000;
const namingsMax = 20_000;

/** What becomes of blobs when what names them goes. */
export interface KeptContent {
  /** Of blobs that nothing else in the registry names. */
  freedBytes: number;
  /** Of the others. */
  keptBytes: number;
  /** Of these, what other manifests of the same repository name. */
  hereBytes: number;
  /** Other repositories whose manifests name some of them, and how much. */
  keepers: Map<RepositoryName, number>;
  /** `false` when there are more keepers than these. */
  areAllKeepers: boolean;
}

/** Of what `keptContent` is asked. */
interface Asked {
  /** The manifests that go; absent when the repository goes whole. */
  going?: readonly Digest[];
  /** The other repositories that count; all when absent. */
  sees?: (repository: RepositoryName) => boolean;
}

/**
 * What becomes of blobs when some manifests of a repository go, by the index, in steps that let requests pass.
 * @param blobs with their bytes
 */
export async function keptContent(
  database: Database,
  repository: RepositoryName,
  blobs: ReadonlyMap<Digest, number>,
  { going, sees }: Asked = {},
): Promise<KeptContent> {
  const kept: KeptContent = {
    freedBytes: 0,
    keptBytes: 0,
    hereBytes: 0,
    keepers: new Map(),
    areAllKeepers: true,
  };
  const digests = [...blobs.keys()];
  let namings = 0;
  for (let at = 0; at < digests.length; at += blobsAtOnce) {
    const some = digests.slice(at, at + blobsAtOnce);
    const others = new Set(namedAbroad(database, repository, some));
    const here = new Set(going ? namedHere(database, repository, some, going) : []);
    for (const digest of some) {
      const bytes = blobs.get(digest) ?? 0;
      let isNeeded = here.has(digest);
      if (isNeeded) kept.hereBytes += bytes;
      if (others.has(digest)) {
        const limit = Math.min(holdersMax, namingsMax - namings);
        const holders = limit > 0 ? holdersOf(database, digest, limit) : [];
        namings += holders.length;
        const isWhole = holders.length < limit;
        const counted = holders.filter((one) => one !== repository && (sees?.(one) ?? true));
        for (const one of counted) kept.keepers.set(one, (kept.keepers.get(one) ?? 0) + bytes);
        // Where not all were looked at, one that counts may be among the others.
        isNeeded ||= sees === undefined || counted.length > 0 || !isWhole;
        kept.areAllKeepers &&= isWhole;
      }
      if (isNeeded) kept.keptBytes += bytes;
      else kept.freedBytes += bytes;
    }
    await breathe();
  }
  return kept;
}

/** The blobs that the manifests of a repository name and it must hold, each once, with their bytes. */
export async function blobsOf(database: Database, repository: RepositoryName): Promise<Map<Digest, number>> {
  const blobs = new Map<Digest, number>();
  // Each digest is looked up after the one before: a layer that very many manifests name costs no more than another.
  for (let last = ''; ; await breathe()) {
    const rows = rowsOf(
      database,
      sql<{ digest: Digest; bytes: number | null }>`
        WITH RECURSIVE named (digest) AS (
          SELECT min(child) FROM reference WHERE repository = ${repository} AND child > ${last}
          UNION ALL
          SELECT (SELECT min(child) FROM reference WHERE repository = ${repository} AND child > named.digest)
          FROM named WHERE named.digest IS NOT NULL LIMIT ${blobsAtOnce})
        SELECT digest, (
          SELECT reference.size FROM reference
          JOIN manifest ON manifest.repository = reference.repository AND manifest.digest = reference.parent
          WHERE reference.repository = ${repository} AND reference.child = named.digest
            AND reference.size IS NOT NULL LIMIT 1) AS bytes
        FROM named WHERE digest IS NOT NULL`,
    );
    for (const { digest, bytes } of rows) if (bytes !== null) blobs.set(digest, bytes);
    const end = rows.at(-1)?.digest;
    if (end === undefined) return blobs;
    last = end;
  }
}

/** Bytes of all manifests of a repository. */
export function manifestBytesOf(database: Database, repository: RepositoryName): number {
  const [row] = rowsOf(
    database,
    sql<{ bytes: number | null }>`
      SELECT sum(fact.size) AS bytes FROM manifest
      JOIN manifest_fact AS fact ON fact.repository = manifest.repository AND fact.digest = manifest.digest
      WHERE manifest.repository = ${repository}`,
  );
  return row?.bytes ?? 0;
}

const isThere = sql`
  SELECT 1 FROM manifest WHERE manifest.repository = reference.repository AND manifest.digest = reference.parent`;

/** Those of some blobs that manifests of other repositories name. */
export function namedAbroad(
  database: Database,
  repository: RepositoryName,
  digests: readonly Digest[],
): Digest[] {
  const isNamed = (where: RawBuilder<unknown>) => sql`EXISTS (
    SELECT 1 FROM reference INDEXED BY reference_by_child
    WHERE reference.child = wanted.value AND ${where} AND reference.kind IN ('config', 'layer')
      AND EXISTS (${isThere}))`;
  const rows = sql<{ digest: Digest }>`
    SELECT value AS digest FROM json_each(${JSON.stringify(digests)}) AS wanted
    WHERE ${isNamed(sql`reference.repository < ${repository}`)}
      OR ${isNamed(sql`reference.repository > ${repository}`)}`;
  return rowsOf(database, rows).map(({ digest }) => digest);
}

/** Those of some blobs that manifests of a repository name besides those that go. */
function namedHere(
  database: Database,
  repository: RepositoryName,
  digests: Digest[],
  going: readonly Digest[],
): Digest[] {
  const rows = sql<{ digest: Digest }>`
    SELECT value AS digest FROM json_each(${JSON.stringify(digests)}) AS wanted WHERE EXISTS (
      SELECT 1 FROM reference
      WHERE reference.repository = ${repository} AND reference.child = wanted.value
        AND reference.kind IN ('config', 'layer') AND EXISTS (${isThere})
        AND reference.parent NOT IN (SELECT value FROM json_each(${JSON.stringify(going)})))`;
  return rowsOf(database, rows).map(({ digest }) => digest);
}

/** The repositories with manifests that name a blob, in ASCII order; each is looked up after the one before. */
function holdersOf(database: Database, digest: Digest, limit: number): RepositoryName[] {
  const rows = sql<{ repository: RepositoryName }>`
    WITH RECURSIVE holder (repository) AS (
      SELECT min(repository) FROM reference INDEXED BY reference_by_child WHERE child = ${digest}
      UNION ALL
      SELECT (SELECT min(repository) FROM reference INDEXED BY reference_by_child
        WHERE child = ${digest} AND repository > holder.repository)
      FROM holder WHERE holder.repository IS NOT NULL LIMIT ${limit})
    SELECT repository FROM holder WHERE repository IS NOT NULL AND EXISTS (
      SELECT 1 FROM reference WHERE reference.repository = holder.repository AND reference.child = ${digest}
        AND reference.kind IN ('config', 'layer') AND EXISTS (${isThere}))`;
  return rowsOf(database, rows).map(({ repository }) => repository);
}

function rowsOf<Row>(database: Database, query: RawBuilder<Row>): Row[] {
  return database.all({ compile: () => query.compile(database.query) });
}
