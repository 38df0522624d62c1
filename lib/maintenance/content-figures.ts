import { sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { ContentFigures, RepositoryFigures } from '@/lib/observability/metrics/figures';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { BlobListing } from '@/lib/storage/listing/blob-listing';
import { Pace } from './pace';

/** How many repositories are named. */
const largestMax = 100;
/** Rows that one query reads: under a few milliseconds. */
const rowsPerQuery = 2_000;

/**
 * Sums up what the registry holds, from the index, in short queries that let requests pass. What was changed by hand
 * since the index last looked is not seen; blobs are, because each repository's list of them is freshened first.
 */
export async function readContentFigures(
  { database, blobListing }: { database: Database; blobListing: BlobListing },
  signal: AbortSignal,
): Promise<ContentFigures> {
  const pace = new Pace(signal);
  let largest: RepositoryFigures[] = [];
  const rest = { bytes: 0, manifests: 0, tags: 0 };
  let repositories = 0;
  const drop = () => {
    largest.sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
    for (const { bytes, manifests, tags } of largest.slice(largestMax)) {
      rest.bytes += bytes;
      rest.manifests += manifests;
      rest.tags += tags;
    }
    largest = largest.slice(0, largestMax);
  };
  for await (const name of repositoryNames(database, pace)) {
    await blobListing.freshen(name);
    largest.push(await totalsOf(database, name, pace));
    repositories += 1;
    if (largest.length >= largestMax * 2) drop();
  }
  drop();
  const verified = await verifiedFiles(database, pace);
  return {
    atMs: Date.now(),
    repositories,
    largest,
    rest,
    blobs: await uniqueBlobs(database, pace),
    verifiedFiles: verified.count,
    verifiedOldestAtMs: verified.oldestAtMs,
  };
}

async function* repositoryNames(database: Database, pace: Pace): AsyncGenerator<RepositoryName> {
  for (let last = ''; ; ) {
    const rows = database.all(
      database.query
        .selectFrom('folder')
        .select('path')
        .where('path', '>', last)
        .where('listed', '=', 1)
        .orderBy('path')
        .limit(256),
    );
    for (const { path } of rows) yield path as RepositoryName;
    const end = rows.at(-1)?.path;
    if (end === undefined) return;
    last = end;
    await pace.breathe();
  }
}

async function totalsOf(database: Database, name: RepositoryName, pace: Pace): Promise<RepositoryFigures> {
  const blobs = await sum(pace, (last) =>
    database.first(
      database.query
        .selectFrom((from) =>
          from
            .selectFrom('blob')
            .select(['digest as key', 'size'])
            .where('repository', '=', name)
            .where('digest', '>', last)
            .orderBy('digest')
            .limit(rowsPerQuery)
            .as('part'),
        )
        .select(aggregates),
    ),
  );
  const manifests = await sum(pace, (last) =>
    database.first(
      database.query
        .selectFrom((from) =>
          from
            .selectFrom('manifest')
            .leftJoin('manifest_fact', (join) =>
              join
                .onRef('manifest_fact.repository', '=', 'manifest.repository')
                .onRef('manifest_fact.digest', '=', 'manifest.digest'),
            )
            .select(['manifest.digest as key', 'manifest_fact.size as size'])
            .where('manifest.repository', '=', name)
            .where('manifest.digest', '>', last)
            .orderBy('manifest.digest')
            .limit(rowsPerQuery)
            .as('part'),
        )
        .select(aggregates),
    ),
  );
  const tags = await sum(pace, (last) =>
    database.first(
      database.query
        .selectFrom((from) =>
          from
            .selectFrom('tag')
            .select(['name as key', sql<number>`0`.as('size')])
            .where('repository', '=', name)
            .where('name', '>', last)
            .orderBy('name')
            .limit(rowsPerQuery)
            .as('part'),
        )
        .select(aggregates),
    ),
  );
  return { name, bytes: blobs.bytes + manifests.bytes, manifests: manifests.count, tags: tags.count };
}

/** A digest has several rows, one for each repository and inode; its bytes count once. */
async function uniqueBlobs(database: Database, pace: Pace): Promise<{ count: number; bytes: number }> {
  return await sum(pace, (last) =>
    database.first(
      database.query
        .selectFrom((from) =>
          from
            .selectFrom('blob')
            .select((row) => ['digest as key', row.fn.max('size').as('size')])
            .where('digest', '>', last)
            .groupBy('digest')
            .orderBy('digest')
            .limit(rowsPerQuery)
            .as('part'),
        )
        .select(aggregates),
    ),
  );
}

async function verifiedFiles(database: Database, pace: Pace) {
  let oldestAtMs: number | undefined;
  const { count } = await sum(pace, (last) => {
    const part = database.first(
      database.query
        .selectFrom((from) =>
          from
            .selectFrom('verified')
            .select((row) => [
              'digest as key',
              row.fn.countAll<number>().as('size'), // A digest may have several files.
              row.fn.min('at_ms').as('at_ms'),
            ])
            .where('digest', '>', last)
            .groupBy('digest')
            .orderBy('digest')
            .limit(rowsPerQuery)
            .as('part'),
        )
        .select([
          sql<number>`coalesce(sum(size), 0)`.as('count'),
          sql<number>`0`.as('bytes'),
          sql<string | null>`max(key)`.as('last'),
          sql<number | null>`min(at_ms)`.as('oldest'),
        ]),
    );
    if (part?.oldest != null) oldestAtMs = Math.min(oldestAtMs ?? part.oldest, part.oldest);
    return part;
  });
  return { count, oldestAtMs };
}

interface Part {
  count: number;
  bytes: number;
  /** The last key that was read; null when there were no more. */
  last: string | null;
}

const aggregates = [
  sql<number>`count(*)`.as('count'),
  sql<number>`coalesce(sum(size), 0)`.as('bytes'),
  sql<string | null>`max(key)`.as('last'),
] as const;

/** Adds up parts, each read from after the last key of the one before, until there is none. */
async function sum(pace: Pace, read: (last: string) => Part | undefined) {
  const total = { count: 0, bytes: 0 };
  for (let last = ''; ; ) {
    const part = read(last);
    await pace.breathe();
    if (part == null || part.last === null) return total;
    total.count += part.count;
    total.bytes += part.bytes;
    last = part.last;
  }
}
