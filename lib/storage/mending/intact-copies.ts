import type { Digest } from '@/lib/oci/digest';
import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import type { StoragePaths } from '../paths';
import { trashedRepositories } from '../repositories-on-disk';
import type { StorageParts } from '../storage';

/** Where mending looks, and what it tells. */
export interface MendingOptions {
  /** The data folder of a backup, to take intact content from. */
  from?: StoragePaths;
  /** Is awaited after bytes were read, with their number. */
  onRead: (bytes: number) => Promise<void>;
}

/** How many repositories are asked for another copy of a blob. */
const holdersMax = 10_000;

/**
 * Files that may hold a blob intact, the cheapest first: the pool's, those of repositories (beyond the limit of links
 * there are several), the trash's, what is in quarantine under that digest, the backup's. None was looked into.
 */
export async function* blobCopies(
  parts: StorageParts,
  repository: RepositoryName | undefined,
  digest: Digest,
  from: StoragePaths | undefined,
): AsyncGenerator<string> {
  const { paths, blobListing } = parts;
  yield paths.poolBlob(digest);
  for (const holder of blobListing.holders(digest, holdersMax)) yield paths.blob(holder, digest);
  for await (const holder of trashedRepositories(parts)) yield paths.trashBlob(holder, digest);
  yield paths.quarantined(digest);
  if (!from) return;
  yield from.poolBlob(digest);
  if (repository) yield from.blob(repository, digest);
}

/** Files that may hold a manifest intact; none was looked into. */
export async function* manifestCopies(
  parts: StorageParts,
  repository: RepositoryName,
  digest: Digest,
  from: StoragePaths | undefined,
): AsyncGenerator<string> {
  const { paths, database } = parts;
  yield paths.trashManifest(repository, digest);
  const { query } = database;
  const rows = query.selectFrom('manifest').select('repository').where('digest', '=', digest);
  for (const { repository: holder } of database.all(rows.limit(holdersMax))) {
    if (isRepositoryName(holder)) yield paths.manifest(holder, digest);
  }
  for await (const holder of trashedRepositories(parts)) yield paths.trashManifest(holder, digest);
  yield paths.quarantined(digest);
  if (from) yield from.manifest(repository, digest);
}
