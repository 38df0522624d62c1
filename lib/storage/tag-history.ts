import type { Database } from '@/lib/database/database';
import { databaseMadeAtMs, noteIn, setNote } from '@/lib/database/notes';
import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { protectionCauses } from './listing/tag-events';

/** One move of a tag; or that it was protected, or no more, when it does not move. */
export interface TagEvent {
  id: number;
  repository: RepositoryName;
  tag: Tag;
  /** Absent when the tag was made. */
  from: Digest | undefined;
  /** Absent when the tag was removed. */
  to: Digest | undefined;
  atMs: number;
  /** Why, as `Cause` has it; `protect` or `unprotect`. */
  cause: string;
  actor: string;
  address: string | undefined;
  client: string | undefined;
}

/** What a tag was at a time. */
export type TagThen =
  | { state: 'digest'; digest: Digest }
  /** There was no such tag. */
  | { state: 'none' }
  /** The history does not reach back so far, but to here. */
  | { state: 'unknown'; knownSinceMs: number };

/** Events stay for five years. */
const keptMs = 5 * 365.25 * 86_400_000;
const eventsMax = 1_000_000;
const pruneBatchMax = 200;
const prunedNote = 'history.prunedBeforeMs';

/**
 * What every tag pointed to and when, out of the journal that each change of a repository writes.
 *
 * The journal is lost with the database, and begins again with the next one; so does what this knows. A tag on disk
 * still says since when it points to what it does.
 */
export class TagHistory {
  readonly #database: Database;
  readonly #freshen: (repository: RepositoryName) => Promise<void>;

  /** @param freshen brings the index of a repository, and with it the journal, up to date with its folder */
  constructor(database: Database, freshen: (repository: RepositoryName) => Promise<void>) {
    this.#database = database;
    this.#freshen = freshen;
  }

  /**
   * Moves of a repository's tags, or of one of them, the newest first.
   * @param page.before the `id` of an event: those before it
   */
  async events(
    repository: RepositoryName,
    page: { tag?: Tag; before?: number; limit: number },
  ): Promise<TagEvent[]> {
    await this.#freshen(repository);
    let query = this.#events(repository, page.tag).orderBy('id', 'desc').limit(page.limit);
    if (page.before !== undefined) query = query.where('id', '<', page.before);
    return this.#database.all(query).map(eventOf);
  }

  /** Moves of a tag from one time up to before another, the oldest first; at most `limit`. */
  async movesBetween(
    repository: RepositoryName,
    tag: Tag,
    { fromMs, toMs, limit }: { fromMs: number; toMs: number; limit: number },
  ): Promise<TagEvent[]> {
    await this.#freshen(repository);
    const moves = this.#events(repository, tag)
      .where('at_ms', '>=', fromMs)
      .where('at_ms', '<', toMs)
      .where('cause', 'not in', protectionCauses);
    return this.#database.all(moves.orderBy('at_ms').orderBy('id').limit(limit)).map(eventOf);
  }

  /** What a tag pointed to at a time. */
  async digestAt(repository: RepositoryName, tag: Tag, atMs: number): Promise<TagThen> {
    await this.#freshen(repository);
    const events = this.#events(repository, tag);
    const last = this.#database.first(
      events.where('at_ms', '<=', atMs).orderBy('at_ms', 'desc').orderBy('id', 'desc').limit(1),
    );
    if (last) return pointingTo(last.to_digest);
    const moves = events.where('cause', 'not in', protectionCauses);
    const next = this.#database.first(moves.orderBy('at_ms').orderBy('id').limit(1));
    const present = next ? undefined : this.#present(repository, tag);
    if (present && present.pushed_at_ms <= atMs) return pointingTo(present.digest);
    const sinceMs = this.#journalBeganAtMs();
    const wasMade = next ? next.from_digest === null : present === undefined;
    if (wasMade && sinceMs <= atMs) return { state: 'none' };
    if (wasMade) return { state: 'unknown', knownSinceMs: next ? Math.min(next.at_ms, sinceMs) : sinceMs };
    return { state: 'unknown', knownSinceMs: next?.at_ms ?? present?.pushed_at_ms ?? sinceMs };
  }

  /**
   * Forgets events that are older than five years, or more than a million; of each tag the newest stays. In steps that
   * let requests pass.
   */
  async prune(nowMs = Date.now(), max = eventsMax): Promise<number> {
    const { query } = this.#database;
    const newest = this.#database.first(
      query.selectFrom('tag_event').select('id').orderBy('id', 'desc').limit(1),
    );
    // Numbers are given once, in order: there are at most as many events as numbers.
    const beforeId = (newest?.id ?? 0) - max;
    const cursorNote = 'history.prunedToId';
    let cursor = Number(noteIn(this.#database, cursorNote) ?? 0);
    for (let pruned = 0; ; ) {
      const batch = this.#database.all(
        query
          .selectFrom('tag_event')
          .select(['id', 'repository', 'tag', 'at_ms'])
          .where('id', '>', cursor)
          .orderBy('id')
          .limit(pruneBatchMax),
      );
      const due = batch.filter(({ id, at_ms }) => id <= beforeId || at_ms < nowMs - keptMs);
      const end = due.at(-1);
      if (end === undefined) return pruned;
      this.#database.transaction(() => {
        for (const one of due) {
          const later = query
            .selectFrom('tag_event')
            .select('id')
            .where('repository', '=', one.repository)
            .where('tag', '=', one.tag)
            .where('at_ms', '>=', one.at_ms)
            .where('id', '!=', one.id);
          if (!this.#database.first(later.limit(1))) continue;
          this.#database.run(query.deleteFrom('tag_event').where('id', '=', one.id));
          pruned += 1;
        }
        cursor = end.id;
        setNote(this.#database, cursorNote, String(cursor));
        const sinceMs = Math.max(
          Number(noteIn(this.#database, prunedNote) ?? 0),
          ...due.map(({ at_ms }) => at_ms),
        );
        setNote(this.#database, prunedNote, String(sinceMs));
      });
      await new Promise(setImmediate);
    }
  }

  #events(repository: RepositoryName, tag: Tag | undefined) {
    const events = this.#database.query
      .selectFrom('tag_event')
      .selectAll()
      .where('repository', '=', repository);
    return tag === undefined ? events : events.where('tag', '=', tag);
  }

  #present(repository: RepositoryName, tag: Tag) {
    const rows = this.#database.query.selectFrom('tag').select(['digest', 'pushed_at_ms']);
    return this.#database.first(rows.where('repository', '=', repository).where('name', '=', tag));
  }

  /** Since when every move is in the journal. */
  #journalBeganAtMs(): number {
    return Math.max(databaseMadeAtMs(this.#database) ?? 0, Number(noteIn(this.#database, prunedNote) ?? 0));
  }
}

function pointingTo(digest: string | null): TagThen {
  return digest === null ? { state: 'none' } : { state: 'digest', digest: digest as Digest };
}

function eventOf(row: {
  id: number;
  repository: string;
  tag: string;
  from_digest: string | null;
  to_digest: string | null;
  at_ms: number;
  cause: string;
  actor: string;
  address: string | null;
  client: string | null;
}): TagEvent {
  return {
    id: row.id,
    repository: row.repository as RepositoryName,
    tag: row.tag as Tag,
    from: (row.from_digest as Digest | null) ?? undefined,
    to: (row.to_digest as Digest | null) ?? undefined,
    atMs: row.at_ms,
    cause: row.cause,
    actor: row.actor,
    address: row.address ?? undefined,
    client: row.client ?? undefined,
  };
}
