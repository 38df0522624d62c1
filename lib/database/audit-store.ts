import { type Selectable, sql } from 'kysely';
import type { AuditRecord } from '@/lib/observability/audit/audit-record';
import type { Database } from './database';
import type { AuditTable } from './tables/upkeep';

/** Which records to give; what is absent matches all. */
export interface AuditFilter {
  /** Milliseconds since 1970: from then on. */
  sinceMs?: number;
  /** Milliseconds since 1970: before then. */
  untilMs?: number;
  actor?: string;
  /** A whole action, or its first part: `tag` is `tag.delete`, `tag.rollback` and so on. */
  action?: string;
  repository?: string;
  /** `ok` or a code. */
  result?: string;
}

/** Records, the newest first. */
export interface AuditPage {
  records: AuditRecord[];
  /** What to give as `after` for the page that follows; undefined on the last page. */
  next: string | undefined;
  /** Where there were too many records to look at them all: how far back it was looked, in milliseconds since 1970. */
  lookedBackToMs: number | undefined;
}

/** Rows that one statement removes. */
const rowsPerDeletion = 500;

/** Rows that one statement looks at: a request that comes meanwhile waits for no more. */
const rowsPerLook = 1_000;

/** Rows that a page looks at, so that a filter that nothing matches does not read years of records at each poll. */
const rowsPerPage = 100_000;

/** The audit trail in the database, for asking. */
export class AuditStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Writes records, in one statement that takes them as JSON: one for each would cost ten times as much. */
  append(records: readonly AuditRecord[]): void {
    const rows = JSON.stringify(
      records.map(({ detail, ...rest }) => ({ ...rest, detail: detail && JSON.stringify(detail) })),
    );
    const insert = sql`
      INSERT INTO audit
        (at_ms, actor, address, client, action, repository, reference, digest, result, request_id, detail)
      SELECT value ->> 'atMs', value ->> 'actor', value ->> 'address', value ->> 'client', value ->> 'action',
        value ->> 'repository', value ->> 'reference', value ->> 'digest', value ->> 'result',
        value ->> 'requestId', value ->> 'detail'
      FROM json_each(${rows}) ORDER BY key`;
    this.#database.run({ compile: () => insert.compile(this.#database.query) });
  }

  /**
   * Records that match, the newest first, looked for in steps between which requests pass.
   * @param page.limit how many to give at most
   * @param page.after the `next` of the page before
   * @param page.rowsMax how many records to look at; where that is too few, `next` leads on from there
   */
  async list(
    filter: AuditFilter,
    { limit, after, rowsMax = rowsPerPage }: { limit: number; after?: string | undefined; rowsMax?: number },
  ): Promise<AuditPage> {
    const found: AuditRow[] = [];
    const page = (next: Place | undefined, lookedBackToMs?: number): AuditPage => ({
      records: found.map(recordOf),
      next: next && `${next.at_ms}:${next.id}`,
      lookedBackToMs,
    });
    let from = placeOf(after);
    for (let looked = rowsPerLook; ; looked += rowsPerLook) {
      const end = this.#placeAfter(filter, from, rowsPerLook);
      const wanted = limit - found.length;
      const rows = this.#matching(filter, from, end, wanted + 1);
      found.push(...rows.slice(0, wanted));
      if (rows.length > wanted) return page(found.at(-1));
      if (end === undefined) return page(undefined);
      if (looked >= rowsMax) return page(end, end.at_ms);
      from = end;
      await new Promise(setImmediate);
    }
  }

  /** The last of so many records after a place, of those in the time and the repository; undefined if there are fewer. */
  #placeAfter(filter: AuditFilter, from: Place | undefined, rows: number): Place | undefined {
    return this.#database.first(
      this.#inScope(filter, from)
        .select(['at_ms', 'id'])
        .orderBy('at_ms', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .offset(rows - 1),
    );
  }

  #matching(filter: AuditFilter, from: Place | undefined, end: Place | undefined, limit: number): AuditRow[] {
    let query = this.#inScope(filter, from).selectAll();
    if (end) query = query.where(sql<boolean>`(at_ms, id) >= (${end.at_ms}, ${end.id})`);
    if (filter.actor !== undefined) query = query.where('actor', '=', filter.actor);
    if (filter.result !== undefined) query = query.where('result', '=', filter.result);
    const { action } = filter;
    if (action !== undefined) {
      query = query.where(({ or, and, eb }) =>
        or([
          eb('action', '=', action),
          and([eb('action', '>=', `${action}.`), eb('action', '<', `${action}/`)]), // '/' follows '.'.
        ]),
      );
    }
    return this.#database.all(query.orderBy('at_ms', 'desc').orderBy('id', 'desc').limit(limit));
  }

  /** What an index finds. */
  #inScope({ sinceMs, untilMs, repository }: AuditFilter, from: Place | undefined) {
    let query = this.#database.query.selectFrom('audit');
    if (sinceMs !== undefined) query = query.where('at_ms', '>=', sinceMs);
    if (untilMs !== undefined) query = query.where('at_ms', '<', untilMs);
    if (repository !== undefined) query = query.where('repository', '=', repository);
    if (from) query = query.where(sql<boolean>`(at_ms, id) < (${from.at_ms}, ${from.id})`);
    return query;
  }

  /** Removes a few of the records from before a time: call again until it returns 0. @returns how many */
  expire(beforeMs: number): number {
    const { query } = this.#database;
    const old = this.#database.all(
      query.selectFrom('audit').select('id').where('at_ms', '<', beforeMs).limit(rowsPerDeletion),
    );
    if (old.length === 0) return 0;
    this.#database.run(
      query.deleteFrom('audit').where(
        'id',
        'in',
        old.map(({ id }) => id),
      ),
    );
    return old.length;
  }
}

type AuditRow = Selectable<AuditTable>;

/** Where a record stands among all. */
type Place = Pick<AuditRow, 'at_ms' | 'id'>;

function placeOf(after: string | undefined): Place | undefined {
  const [atMs, id] = (after ?? '').split(':').map(Number);
  return atMs !== undefined && id !== undefined ? { at_ms: atMs, id } : undefined;
}

function recordOf(row: AuditRow): AuditRecord {
  return {
    atMs: row.at_ms,
    actor: row.actor,
    address: row.address ?? undefined,
    client: row.client ?? undefined,
    action: row.action as AuditRecord['action'],
    repository: row.repository ?? undefined,
    reference: row.reference ?? undefined,
    digest: row.digest ?? undefined,
    result: row.result,
    requestId: row.request_id ?? undefined,
    detail: row.detail === null ? undefined : JSON.parse(row.detail),
  };
}
