import type { RepositoryName } from '@/lib/oci/repository-name';
import { isRepositoryName } from '@/lib/oci/repository-name';
import { type FolderPrefix, parentOf } from '../paths';
import type { StorageParts } from '../storage';

/** What an index knows. */
export interface IndexCounts {
  repositories: number;
  tags: number;
  manifests: number;
  blobs: number;
}

/** The tables that have rows of repositories. */
const tables = ['tag', 'manifest', 'manifest_fact', 'reference', 'blob'] as const;

/** Reads one repository again from its files, although the index says that it is exact. */
export async function reindexRepository(parts: StorageParts, repository: RepositoryName): Promise<void> {
  const { listing, locks } = parts;
  await listing.readAgain(repository);
  await locks.hold(`repository:${repository}`, () => listing.rebuild(repository));
  forgetBlobs(parts, repository);
  await parts.blobListing.freshen(repository);
}

/** Notices that a repository's folder is gone, or there again, whatever the times of the folders say. */
export async function reindexFolders(
  parts: StorageParts,
  repository: RepositoryName,
  signal: AbortSignal,
): Promise<void> {
  const { database, catalog } = parts;
  let folder: FolderPrefix = repository as string as FolderPrefix;
  for (;;) {
    const rows = database.query
      .updateTable('folder')
      .set({ children_at_ms: null })
      .where('path', '=', folder);
    database.run(rows);
    if (folder === '') break;
    folder = parentOf(folder);
  }
  await catalog.freshenAll(async () => undefined, signal);
}

/**
 * Reads the whole index again from the files: for a database that is wrong, or was lost. History and statistics stay.
 * It runs beside servers, which go on to answer from the files.
 * @param onRepository is told of each repository that was read
 * @returns what the index knows then
 */
export async function rebuildIndex(
  parts: StorageParts,
  signal: AbortSignal,
  onRepository: (repository: RepositoryName) => void = () => undefined,
): Promise<IndexCounts> {
  const { database, catalog } = parts;
  // libsql takes a null that stands alone for an object of names: the condition is there for that.
  database.run(database.query.updateTable('folder').set({ children_at_ms: null }).where('path', '>=', ''));
  await catalog.freshenAll(async () => undefined, signal);
  for (let last = ''; ; ) {
    signal.throwIfAborted();
    const { query } = database;
    const row = database.first(
      query.selectFrom('folder').select('path').where('path', '>', last).orderBy('path').limit(1),
    );
    if (!row) break;
    last = row.path;
    if (!isRepositoryName(row.path)) continue;
    await reindexRepository(parts, row.path);
    onRepository(row.path);
  }
  await removeStrayRows(parts);
  return countsOf(parts);
}

function forgetBlobs({ database }: StorageParts, repository: RepositoryName): void {
  const { query } = database;
  database.transaction(() => {
    database.run(query.deleteFrom('blob').where('repository', '=', repository));
    database.run(query.updateTable('folder').set({ blobs_at_ms: null }).where('path', '=', repository));
  });
}

/** Removes rows of repositories that there are none of. */
async function removeStrayRows({ database }: StorageParts): Promise<void> {
  const { query } = database;
  for (const table of tables) {
    for (;;) {
      const stray = database.first(
        query
          .selectFrom(table)
          .select('repository')
          .where('repository', 'not in', query.selectFrom('folder').select('path'))
          .limit(1),
      );
      if (!stray) break;
      database.run(query.deleteFrom(table).where('repository', '=', stray.repository));
      await new Promise(setImmediate);
    }
  }
}

function countsOf({ database }: StorageParts): IndexCounts {
  const { query } = database;
  const count = (table: 'tag' | 'manifest' | 'blob') =>
    database.first(query.selectFrom(table).select(({ fn }) => fn.countAll<number>().as('rows')))?.rows ?? 0;
  const listed = query.selectFrom('folder').select(({ fn }) => fn.countAll<number>().as('rows'));
  return {
    repositories: database.first(listed.where('listed', '=', 1))?.rows ?? 0,
    tags: count('tag'),
    manifests: count('manifest'),
    blobs: count('blob'),
  };
}
