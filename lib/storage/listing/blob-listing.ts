import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { batchesFrom } from '../batches';
import { digestsIn } from '../digests-in';
import type { FileStat, FileSystemDriver } from '../driver';
import { parentOf, type StoragePaths } from '../paths';

/**
 * The list of a repository's blobs with their sizes: an index, in the database, of the folder `blobs`.
 *
 * Pushes do not write it: the path of a blob's bytes has no database on it. So it is behind the folder until somebody
 * who needs it calls `freshen`, which costs one question where nothing changed.
 */
export class BlobListing {
  readonly #database: Database;
  readonly #driver: FileSystemDriver;
  readonly #paths: StoragePaths;

  constructor(database: Database, driver: FileSystemDriver, paths: StoragePaths) {
    this.#database = database;
    this.#driver = driver;
    this.#paths = paths;
  }

  /**
   * Brings the rows of a repository up to date with its folder `blobs`, in steps that let requests pass.
   * @returns the modification time of the folder for which they are; what came while it was read gives it another
   */
  async freshen(repository: RepositoryName): Promise<number | undefined> {
    const folder = this.#paths.blobs(repository);
    const onDisk = await this.#driver.stat(folder);
    if (onDisk && this.#recordedTime(repository) === onDisk.modifiedAtMs) return onDisk.modifiedAtMs;
    // Taken before the folder is read: what changes while it is read gives it another time.
    const at = await this.#driver.settle(folder);
    const scan = randomInt(1, 2 ** 47);
    for await (const digests of batchesFrom(digestsIn(this.#driver, folder), batchLength)) {
      const known = this.#known(repository, digests);
      // Also of those that are known: a corrupt file is replaced by another of the same name.
      const stats = await Promise.all(
        digests.map((digest) => this.#driver.stat(this.#paths.blob(repository, digest))),
      );
      const same = digests.filter((digest, at) => known.get(digest) === identityOf(stats[at]));
      this.#database.transaction(() => {
        this.#touch(repository, same, scan);
        const rows = digests.flatMap((digest, at) => {
          const stat = stats[at];
          if (!stat?.isFile || known.get(digest) === identityOf(stat)) return [];
          return [{ repository, digest, size: stat.size, inode: stat.inode, scan }];
        });
        if (rows.length > 0) this.#database.run(this.#database.query.replaceInto('blob').values(rows));
      });
      await new Promise(setImmediate);
    }
    await this.#removeUnseen(repository, scan);
    this.#database.transaction(() => this.#setTime(repository, at ?? null));
    return at;
  }

  /**
   * The next blobs in order of their digests, after `last`, and whether a manifest of the repository names each. What
   * a page costs does not depend on how many of them are named.
   */
  page(
    repository: RepositoryName,
    page: { last?: Digest; limit: number },
  ): (ListedBlob & { named: boolean })[] {
    const rows = this.#database.all(
      this.#database.query
        .selectFrom('blob')
        .select(['digest', 'size', 'inode', isNamed.as('named')])
        .where('repository', '=', repository)
        .where('digest', '>', page.last ?? '')
        .orderBy('digest')
        .limit(page.limit),
    );
    return rows.map(({ digest, size, inode, named }) => ({
      digest: digest as Digest,
      size,
      inode,
      named: Number(named) === 1,
    }));
  }

  /** Up to `limit` repositories that hold a blob, as recorded, in ASCII order. */
  holders(digest: Digest, limit: number): RepositoryName[] {
    return this.#database
      .all(
        this.#database.query
          .selectFrom('blob')
          .select('repository')
          .where('digest', '=', digest)
          .orderBy('repository')
          .limit(limit),
      )
      .map(({ repository }) => repository as RepositoryName);
  }

  #recordedTime(repository: RepositoryName): number | null | undefined {
    const { query } = this.#database;
    const row = query.selectFrom('folder').select('blobs_at_ms').where('path', '=', repository);
    return this.#database.first(row)?.blobs_at_ms;
  }

  /** The files that are recorded under these digests. */
  #known(repository: RepositoryName, digests: Digest[]): Map<Digest, string> {
    if (digests.length === 0) return new Map();
    const { query } = this.#database;
    const rows = query
      .selectFrom('blob')
      .select(['digest', 'size', 'inode'])
      .where('repository', '=', repository);
    return new Map(
      this.#database
        .all(rows.where('digest', 'in', digests))
        .map((row) => [row.digest as Digest, `${row.inode} ${row.size}`]),
    );
  }

  #touch(repository: RepositoryName, digests: Digest[], scan: number): void {
    if (digests.length === 0) return;
    const { query } = this.#database;
    const rows = query.updateTable('blob').set({ scan }).where('repository', '=', repository);
    this.#database.run(rows.where('digest', 'in', digests));
  }

  /**
   * Removes the rows of what is gone. One that this scan has not seen may also be one that another process, which reads
   * the folder too, has marked as seen by its own: so each is looked for.
   */
  async #removeUnseen(repository: RepositoryName, scan: number): Promise<void> {
    const { query } = this.#database;
    const rows = query.selectFrom('blob').select('digest').where('repository', '=', repository);
    const unseen = rows.where('scan', '!=', scan).orderBy('digest').limit(500);
    for (let last = ''; ; ) {
      const digests = this.#database
        .all(unseen.where('digest', '>', last))
        .map(({ digest }) => digest as Digest);
      const end = digests.at(-1);
      if (end === undefined) return;
      const stats = await Promise.all(
        digests.map((digest) => this.#driver.stat(this.#paths.blob(repository, digest))),
      );
      const gone = digests.filter((_, at) => !stats[at]?.isFile);
      if (gone.length > 0) {
        const removal = query.deleteFrom('blob').where('repository', '=', repository);
        this.#database.run(removal.where('digest', 'in', gone));
      }
      last = end;
      await new Promise(setImmediate);
    }
  }

  #setTime(repository: RepositoryName, blobs_at_ms: number | null): void {
    this.#database.run(
      this.#database.query
        .insertInto('folder')
        .values({
          path: repository,
          parent: parentOf(repository),
          children_at_ms: null,
          manifests_at_ms: null,
          blobs_at_ms,
          listed: null,
        })
        .onConflict((conflict) => conflict.column('path').doUpdateSet({ blobs_at_ms })),
    );
  }
}

/** Whether a manifest of its repository names a row of `blob`. Facts may be known of a manifest that is gone: it names none. */
export const isNamed = sql<number>`EXISTS (
  SELECT 1 FROM reference
  JOIN manifest ON manifest.repository = reference.repository AND manifest.digest = reference.parent
  WHERE reference.repository = blob.repository AND reference.child = blob.digest
    AND reference.kind IN ('config', 'layer')
)`;

/** What tells one file from another; of a name that is gone, nothing that is ever recorded. */
function identityOf(stat: FileStat | undefined): string {
  return stat ? `${stat.inode} ${stat.size}` : 'gone';
}

/** How many rows one transaction writes: it holds up this thread, for about 30 microseconds a row. */
const batchLength = 64;

/** A blob of a repository, as recorded. */
export interface ListedBlob {
  digest: Digest;
  /** Bytes. */
  size: number;
  inode: number;
}
