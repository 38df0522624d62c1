import { type RawBuilder, sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Database } from '@/lib/database/database';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { attachmentRanges, isAttachment } from './attachments';
import { beginsAs, breathe, isDigestText, matches, rowsAtOnce } from './tag-order';

/** Counts that are remembered. */
const countsMax = 500;

/**
 * How many tags a repository has, and how many match a text: counted once for each state of the repository, however many
 * pages are asked for, and in steps that let requests pass.
 */
export class TagCounts {
  readonly #database: Database;
  readonly #counts = new LRUCache<string, { state: number; count: Promise<number> }>({ max: countsMax });

  constructor(database: Database) {
    this.#database = database;
  }

  /** Tags whose manifest is there and that match. */
  async of(repository: RepositoryName, matching = ''): Promise<number> {
    return await this.#known(repository, `of ${matching}`, () => this.#counted(repository, matching));
  }

  /** Those of them under which clients put signatures and the like of manifests that are there. */
  async attached(repository: RepositoryName, matching = ''): Promise<number> {
    return await this.#known(repository, `attached ${matching}`, () => this.#attached(repository, matching));
  }

  async #known(repository: RepositoryName, what: string, counted: () => Promise<number>): Promise<number> {
    const state = this.#stateOf(repository);
    if (state === null) return await counted();
    const key = `${repository} ${what}`;
    const known = this.#counts.get(key);
    if (known?.state === state) return await known.count;
    const count = counted();
    this.#counts.set(key, { state, count });
    // One that failed is no count: whoever asks next counts again.
    count.catch(() => this.#counts.delete(key));
    return await count;
  }

  /** They stand together in the order of names, so others are not looked at. */
  async #attached(repository: RepositoryName, matching: string): Promise<number> {
    let count = 0;
    for (const [from, end] of attachmentRanges) {
      for (let after: string = from; ; await breathe()) {
        const [row] = this.#all(sql<{ looked: number; count: number | null; last: string | null }>`
          SELECT count(*) AS looked, sum(is_attached) AS count, max(name) AS last FROM (
            SELECT tag.name, ${isAttachment(sql`tag.repository`, sql`tag.name`)} AND ${matches(matching)}
              AND EXISTS (SELECT 1 FROM manifest
                WHERE manifest.repository = tag.repository AND manifest.digest = tag.digest) AS is_attached
            FROM tag WHERE tag.repository = ${repository} AND tag.name > ${after} AND tag.name < ${end}
            ORDER BY tag.name LIMIT ${rowsAtOnce})`);
        count += row?.count ?? 0;
        if (!row || row.looked < rowsAtOnce || row.last === null) break;
        after = row.last;
      }
    }
    return count;
  }

  /** The time of the folder that the rows stand for, which is another one after each change. */
  #stateOf(repository: RepositoryName): number | null {
    const row = this.#database.query.selectFrom('folder').select('manifests_at_ms');
    return this.#database.first(row.where('path', '=', repository))?.manifests_at_ms ?? null;
  }

  async #counted(repository: RepositoryName, matching: string): Promise<number> {
    let count = 0;
    let after: Place | undefined;
    const isNear = isDigestText(matching) ? beginsAs(matching) : sql`true`;
    do {
      if (after) await breathe();
      // By digest, so that the manifests are looked up in their order.
      const [through] = this.#all(sql<Place>`
        SELECT tag.digest, tag.name FROM tag INDEXED BY tag_by_digest
        WHERE tag.repository = ${repository} AND ${isNear} AND ${isAfter(after)}
        ORDER BY tag.digest, tag.name LIMIT 1 OFFSET ${rowsAtOnce - 1}`);
      const isUntil = through
        ? sql`(tag.digest, tag.name) <= (${through.digest}, ${through.name})`
        : sql`true`;
      const [row] = this.#all(sql<{ count: number }>`
        SELECT count(*) AS count FROM tag INDEXED BY tag_by_digest
        CROSS JOIN manifest ON manifest.repository = tag.repository AND manifest.digest = tag.digest
        WHERE tag.repository = ${repository} AND ${isAfter(after)} AND ${isUntil} AND ${matches(matching)}`);
      count += row?.count ?? 0;
      after = through;
    } while (after);
    return count;
  }

  #all<Row>(query: RawBuilder<Row>): Row[] {
    return this.#database.all({ compile: () => query.compile(this.#database.query) });
  }
}

interface Place {
  digest: string;
  name: string;
}

function isAfter(place: Place | undefined): RawBuilder<unknown> {
  return place ? sql`(tag.digest, tag.name) > (${place.digest}, ${place.name})` : sql`true`;
}
