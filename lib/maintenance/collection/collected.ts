import type { Database } from '@/lib/database/database';
import { noteIn, setNote } from '@/lib/database/notes';
import type { RepositoryName } from '@/lib/oci/repository-name';

/** Modification times of a repository's folders, in milliseconds; 0 for one that is not there. */
export interface FolderTimes {
  manifestsAtMs: number;
  blobsAtMs: number;
}

/**
 * Remembers in which repositories there is nothing to collect: those whose folders have the times that they had when
 * all their garbage was taken, until something that was young then falls due. It makes the cost of a run follow what
 * changed, and a run that was interrupted go on where it ended.
 */
export class Collected {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Whether nothing is to be collected in a repository. */
  has(repository: RepositoryName, { manifestsAtMs, blobsAtMs }: FolderTimes, nowMs: number): boolean {
    const { query } = this.#database;
    const row = this.#database.first(
      query.selectFrom('collected').selectAll().where('repository', '=', repository),
    );
    if (row?.manifests_at_ms !== manifestsAtMs || row.blobs_at_ms !== blobsAtMs) return false;
    return row.again_at_ms === null || row.again_at_ms > nowMs;
  }

  /** @param againAtMs when something that was spared falls due; `undefined` when nothing was */
  add(repository: RepositoryName, times: FolderTimes, againAtMs: number | undefined): void {
    this.#database.run(
      this.#database.query.replaceInto('collected').values({
        repository,
        manifests_at_ms: times.manifestsAtMs,
        blobs_at_ms: times.blobsAtMs,
        again_at_ms: againAtMs ?? null,
      }),
    );
  }

  /** Forgets all: the next run looks at every repository. */
  forget(): void {
    this.#database.run(this.#database.query.deleteFrom('collected'));
  }

  /** The recorded time of a repository's folder `manifests`; exact once its listing is. */
  manifestsAtMs(repository: RepositoryName): number {
    const { query } = this.#database;
    const row = query.selectFrom('folder').select('manifests_at_ms').where('path', '=', repository);
    return this.#database.first(row)?.manifests_at_ms ?? 0;
  }

  /** About how many repositories there are. */
  repositoriesTotal(): number {
    const { query } = this.#database;
    const rows = query.selectFrom('folder').select(({ fn }) => fn.countAll<number>().as('count'));
    return Number(this.#database.first(rows.where('listed', 'is not', null))?.count ?? 0);
  }

  /** A fact that runs leave for the next ones. */
  note(key: CollectionNote): string | undefined {
    return noteIn(this.#database, `collection.${key}`);
  }

  setNote(key: CollectionNote, value: string): void {
    setNote(this.#database, `collection.${key}`, value);
  }
}

/** `policy`: the settings of the last run. `poolAt`: where the walk of the pool goes on. `poolWalkedAtMs`: its end. */
type CollectionNote = 'policy' | 'poolAt' | 'poolWalkedAtMs';
