import type { Database } from '@/lib/database/database';
import type { FolderPrefix } from '../paths';

/** How many rows of a table are removed at once: about a millisecond, also where they are counted against quotas. */
const manifestsMax = 16;
const rowsMax = 200;

/**
 * Forgets what the repositories in a folder held that is gone, and these repositories, in steps that let requests pass:
 * somebody may have removed any number of them at once. The caller holds the lock `folders`.
 */
export async function forgetRows(database: Database, folder: FolderPrefix): Promise<void> {
  const { query } = database;
  // Ended half-way, and the folders brought back with their times, nobody must take what is left for exact.
  const inexact = { children_at_ms: null, manifests_at_ms: null, blobs_at_ms: null };
  database.run(
    query
      .updateTable('folder')
      .set(inexact)
      // '0' follows '/'.
      .where((row) =>
        row.or([
          row('path', '=', folder),
          row.and([row('path', '>', `${folder}/`), row('path', '<', `${folder}0`)]),
        ]),
      ),
  );
  for (;;) {
    const below = query.selectFrom('folder').select('path').where('path', '>', `${folder}/`);
    const row = database.first(below.where('path', '<', `${folder}0`).orderBy('path').limit(1));
    const repository = row?.path ?? folder;
    await forgetManifests(database, repository);
    await forgetTags(database, repository);
    await forgetBlobs(database, repository);
    if (!row) return;
    database.run(query.deleteFrom('folder').where('path', '=', repository));
    await new Promise(setImmediate);
  }
}

async function forgetManifests(database: Database, repository: string): Promise<void> {
  const { query } = database;
  const some = query.selectFrom('manifest').select('digest').where('repository', '=', repository);
  for (;;) {
    const digests = database.all(some.limit(manifestsMax)).map(({ digest }) => digest);
    if (digests.length === 0) return;
    const removals = [
      query.deleteFrom('manifest').where('repository', '=', repository).where('digest', 'in', digests),
      query.deleteFrom('manifest_fact').where('repository', '=', repository).where('digest', 'in', digests),
      query.deleteFrom('reference').where('repository', '=', repository).where('parent', 'in', digests),
    ];
    database.transaction(() => {
      for (const removal of removals) database.run(removal);
    });
    await new Promise(setImmediate);
  }
}

async function forgetTags(database: Database, repository: string): Promise<void> {
  const { query } = database;
  const some = query.selectFrom('tag').select('name').where('repository', '=', repository);
  for (;;) {
    const names = database.all(some.limit(rowsMax)).map(({ name }) => name);
    if (names.length === 0) return;
    database.run(query.deleteFrom('tag').where('repository', '=', repository).where('name', 'in', names));
    await new Promise(setImmediate);
  }
}

async function forgetBlobs(database: Database, repository: string): Promise<void> {
  const { query } = database;
  const some = query.selectFrom('blob').select('digest').where('repository', '=', repository);
  for (;;) {
    const digests = database.all(some.limit(rowsMax)).map(({ digest }) => digest);
    if (digests.length === 0) return;
    database.run(
      query.deleteFrom('blob').where('repository', '=', repository).where('digest', 'in', digests),
    );
    await new Promise(setImmediate);
  }
}
