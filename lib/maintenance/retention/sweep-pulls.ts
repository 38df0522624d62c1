import type { Database } from '@/lib/database/database';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { RepositoryListing } from '@/lib/storage/listing/repository-listing';
import type { Pace } from '../pace';

const repositoriesAtOnce = 100;
const rowsAtOnce = 500;

/**
 * Forgets how often tags and manifests were pulled that are not there any more. A repository whose lists are not
 * exact just now is left for the next time.
 */
export async function sweepPulls(
  { database, listing }: { database: Database; listing: RepositoryListing },
  pace: Pace,
): Promise<void> {
  for (let last = ''; ; ) {
    const names = database
      .all(
        database.query
          .selectFrom('pull')
          .select('repository')
          .distinct()
          .where('repository', '>', last)
          .orderBy('repository')
          .limit(repositoriesAtOnce),
      )
      .map(({ repository }) => repository as RepositoryName);
    if (names.length === 0) return;
    for (const repository of names) {
      if (await listing.isFresh(repository)) await sweepRepository(database, repository, pace);
      last = repository;
    }
  }
}

async function sweepRepository(database: Database, repository: RepositoryName, pace: Pace): Promise<void> {
  const { query } = database;
  for (let last = ''; ; ) {
    await pace.breathe();
    const page = database.all(
      query
        .selectFrom('pull')
        .select('reference')
        .where('repository', '=', repository)
        .where('reference', '>', last)
        .orderBy('reference')
        .limit(rowsAtOnce),
    );
    const end = page.at(-1)?.reference;
    if (end === undefined) return;
    const gone = query
      .deleteFrom('pull')
      .where('repository', '=', repository)
      .where('reference', '>', last)
      .where('reference', '<=', end)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('tag')
              .select('name')
              .where('repository', '=', repository)
              .whereRef('name', '=', 'pull.reference'),
          ),
        ),
      )
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('manifest')
              .select('digest')
              .where('repository', '=', repository)
              .whereRef('digest', '=', 'pull.reference'),
          ),
        ),
      );
    database.run(gone);
    last = end;
  }
}
