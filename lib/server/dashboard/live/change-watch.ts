import type { LiveUpload } from '@/lib/dashboard/live/live-contract';
import type { Database } from '@/lib/database/database';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { FileSystemDriver } from '@/lib/storage/driver';
import type { StoragePaths } from '@/lib/storage/paths';
import { UploadWatch } from './upload-watch';

/** What is not what it was at the look before. */
export interface Changes {
  /** Repositories whose tags were made, moved or removed; undefined when they are too many to be told. */
  repositories: ReadonlySet<RepositoryName> | undefined;
  jobs: boolean;
  /** All uploads that go on; undefined when that is as before. */
  uploads: LiveUpload[] | undefined;
}

/** How often is looked while somebody listens, in milliseconds. */
const lookEveryMs = 500;
/** Moves of tags that are looked at one by one. */
const movesMax = 5_000;
/** The runs that are looked at: whatever goes on is among the latest. */
const runsMax = 20;

type Listener = (changes: Changes) => void;
type Parts = { database: Database; driver: FileSystemDriver; paths: StoragePaths };

/**
 * Sees what changes in the data folder, whatever process changes it: the journal of tags has numbers that only grow, and
 * runs are rows too. One for a process: it looks twice a second while somebody listens, however many, and not at all
 * while nobody does.
 */
export class ChangeWatch {
  readonly #database: Database;
  readonly #uploads: UploadWatch;
  readonly #listeners = new Set<Listener>();
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #position = 0;
  #runs = '';

  /** @param onError is told when a look failed; the next one is tried all the same */
  constructor(parts: Parts, onError: (error: unknown) => void) {
    this.#database = parts.database;
    this.#uploads = new UploadWatch(parts);
    this.#onError = onError;
  }

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** The uploads that go on, as they were last seen. */
  get uploads(): LiveUpload[] {
    return this.#uploads.last;
  }

  /** Tells of every change from now on. @returns what ends that */
  listen(listener: Listener): () => void {
    if (this.#listeners.size === 0) {
      this.#position = this.#lastMove();
      this.#runs = this.#runsNow();
      this.#lookSoon();
    }
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#uploads.forget();
    };
  }

  /** Repositories whose tags were made, moved or removed in the last so many milliseconds. */
  movedWithin(ms: number, nowMs = Date.now()): ReadonlySet<RepositoryName> {
    const rows = this.#moves(this.#lastMove() - movesMax).where('at_ms', '>=', nowMs - ms);
    return new Set(this.#database.all(rows).map(({ repository }) => repository as RepositoryName));
  }

  #lookSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), lookEveryMs).unref();
  }

  async #look(): Promise<void> {
    try {
      const uploads = await this.#uploads.look();
      const changes = { repositories: this.#moved(), jobs: this.#runsChanged(), uploads };
      const isSame = changes.repositories?.size === 0 && !changes.jobs && uploads === undefined;
      if (!isSame) for (const listener of [...this.#listeners]) listener(changes);
    } catch (error) {
      this.#onError(error);
    }
    if (this.#listeners.size > 0) this.#lookSoon();
  }

  #moved(): Changes['repositories'] {
    const [before, last] = [this.#position, this.#lastMove()];
    this.#position = last;
    if (last === before) return new Set();
    // A database that was begun anew numbers from the start.
    if (last < before || last - before > movesMax) return undefined;
    const rows = this.#moves(before).where('id', '<=', last);
    return new Set(this.#database.all(rows).map(({ repository }) => repository as RepositoryName));
  }

  #moves(afterId: number) {
    return this.#database.query
      .selectFrom('tag_event')
      .select('repository')
      .distinct()
      .where('id', '>', afterId);
  }

  #lastMove(): number {
    const rows = this.#database.query.selectFrom('tag_event').select('id').orderBy('id', 'desc').limit(1);
    return this.#database.first(rows)?.id ?? 0;
  }

  #runsChanged(): boolean {
    const before = this.#runs;
    this.#runs = this.#runsNow();
    return this.#runs !== before;
  }

  #runsNow(): string {
    const rows = this.#database.query
      .selectFrom('job_run')
      .select(['id', 'state', 'progress'])
      .orderBy('id', 'desc')
      .limit(runsMax);
    return JSON.stringify(this.#database.all(rows));
  }
}
