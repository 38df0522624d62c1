import { type RawBuilder, sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { namedAbroad } from './kept-content';

/** Manifests or blobs that are asked about at once. */
const atOnce = 200;

/** What a repository is left with by tags that go. */
export interface UntaggedContent {
  /** Manifests that no tag reaches any more. */
  manifests: number;
  /** Of these, and of blobs that nothing else in the registry names. */
  freedBytes: number;
  /** Of blobs that something else names. */
  keptBytes: number;
}

/** Which manifests tags point to: of tags that go, and of all others. */
export interface GoingTags {
  going: ReadonlySet<Digest>;
  staying: ReadonlySet<Digest>;
}

/**
 * What no tag reaches any more once some tags have gone, by the index. An image goes with the children of its index and
 * what refers to it, or stays with them: what another tag reaches stays whole.
 * @param breathe is called between steps, and may throw to end it
 */
export async function untaggedContent(
  database: Database,
  repository: RepositoryName,
  { going, staying }: GoingTags,
  breathe: () => Promise<void>,
): Promise<UntaggedContent> {
  const content: UntaggedContent = { manifests: 0, freedBytes: 0, keptBytes: 0 };
  const untagged = [...going].filter((digest) => !staying.has(digest));
  if (untagged.length === 0) return content;
  const reached = await reachedFrom(database, repository, [...staying], breathe);
  const lost = [...(await reachedFrom(database, repository, untagged, breathe))].filter(
    (digest) => !reached.has(digest),
  );
  content.manifests = lost.length;
  const blobs = new Map<Digest, { bytes: number; namings: number }>();
  for (const some of chunksOf(lost)) {
    content.freedBytes += manifestBytes(database, repository, some);
    for (const { digest, bytes, namings } of blobsNamedBy(database, repository, some)) {
      const known = blobs.get(digest);
      if (known) known.namings += namings;
      else blobs.set(digest, { bytes, namings });
    }
    await breathe();
  }
  for (const some of chunksOf([...blobs.keys()])) {
    const abroad = new Set(namedAbroad(database, repository, some));
    const namings = namingsOf(database, repository, some);
    for (const digest of some) {
      const blob = blobs.get(digest);
      if (!blob) continue;
      if (abroad.has(digest) || (namings.get(digest) ?? 0) > blob.namings) content.keptBytes += blob.bytes;
      else content.freedBytes += blob.bytes;
    }
    await breathe();
  }
  return content;
}

/** Some manifests, their children, what refers to any of these, and so on. */
async function reachedFrom(
  database: Database,
  repository: RepositoryName,
  roots: readonly Digest[],
  breathe: () => Promise<void>,
): Promise<Set<Digest>> {
  const reached = new Set(roots);
  for (let fresh = [...roots]; fresh.length > 0; ) {
    const found: Digest[] = [];
    for (const some of chunksOf(fresh)) {
      for (const digest of relativesOf(database, repository, some)) {
        if (reached.has(digest)) continue;
        reached.add(digest);
        found.push(digest);
      }
      await breathe();
    }
    fresh = found;
  }
  return reached;
}

function relativesOf(database: Database, repository: RepositoryName, digests: readonly Digest[]): Digest[] {
  const some = JSON.stringify(digests);
  const rows = sql<{ digest: Digest }>`
    SELECT manifest.digest FROM manifest WHERE manifest.repository = ${repository} AND manifest.digest IN (
      SELECT child FROM reference
        WHERE repository = ${repository} AND parent IN (SELECT value FROM json_each(${some})) AND kind = 'manifest'
      UNION SELECT parent FROM reference
        WHERE repository = ${repository} AND child IN (SELECT value FROM json_each(${some})) AND kind = 'subject')`;
  return rowsOf(database, rows).map(({ digest }) => digest);
}

function manifestBytes(database: Database, repository: RepositoryName, digests: readonly Digest[]): number {
  const [row] = rowsOf(
    database,
    sql<{ bytes: number | null }>`
      SELECT sum(size) AS bytes FROM manifest_fact WHERE repository = ${repository}
        AND digest IN (SELECT value FROM json_each(${JSON.stringify(digests)}))`,
  );
  return row?.bytes ?? 0;
}

/** The blobs that some manifests name, with by how many of them. */
function blobsNamedBy(database: Database, repository: RepositoryName, manifests: readonly Digest[]) {
  return rowsOf(
    database,
    sql<{ digest: Digest; bytes: number; namings: number }>`
      SELECT child AS digest, max(size) AS bytes, count(DISTINCT parent) AS namings FROM reference
      WHERE repository = ${repository} AND parent IN (SELECT value FROM json_each(${JSON.stringify(manifests)}))
        AND kind IN ('config', 'layer') AND size IS NOT NULL
      GROUP BY child`,
  );
}

/** By how many manifests of the repository that are there each of some blobs is named. */
function namingsOf(database: Database, repository: RepositoryName, digests: readonly Digest[]) {
  const rows = rowsOf(
    database,
    sql<{ digest: Digest; namings: number }>`
      SELECT reference.child AS digest, count(DISTINCT reference.parent) AS namings FROM reference
      JOIN manifest ON manifest.repository = reference.repository AND manifest.digest = reference.parent
      WHERE reference.repository = ${repository} AND reference.kind IN ('config', 'layer')
        AND reference.child IN (SELECT value FROM json_each(${JSON.stringify(digests)}))
      GROUP BY reference.child`,
  );
  return new Map(rows.map(({ digest, namings }) => [digest, namings]));
}

function* chunksOf<T>(all: readonly T[]): Generator<T[]> {
  for (let at = 0; at < all.length; at += atOnce) yield all.slice(at, at + atOnce);
}

function rowsOf<Row>(database: Database, query: RawBuilder<Row>): Row[] {
  return database.all({ compile: () => query.compile(database.query) });
}
