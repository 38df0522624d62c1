import { sql } from 'kysely';
import type { AuditRecord } from '@/lib/observability/audit/audit-record';
import type { Database } from './database';

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
}

/** Rows that one statement removes. */
const rowsPerDeletion = 500;

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
   * Records that match, the newest first.
   * @param page.after the `next` of the page before
   */
  list(filter: AuditFilter, page: { limit: number; after?: string }): AuditPage {
    let query = this.#database.query.selectFrom('audit').selectAll();
    if (filter.sinceMs !== undefined) query = query.where('at_ms', '>=', filter.sinceMs);
    if (filter.untilMs !== undefined) query = query.where('at_ms', '<', filter.untilMs);
    if (filter.actor !== undefined) query = query.where('actor', '=', filter.actor);
    if (filter.repository !== undefined) query = query.where('repository', '=', filter.repository);
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
    const [atMs, id] = (page.after ?? '').split(':').map(Number);
    if (atMs !== undefined && id !== undefined)
      query = query.where(sql<boolean>`(at_ms, id) < (${atMs}, ${id})`);
    const rows = this.#database.all(
      query
        .orderBy('at_ms', 'desc')
        .orderBy('id', 'desc')
        .limit(page.limit + 1),
    );
    const shown = rows.slice(0, page.limit);
    const last = shown.at(-1);
    return {
      records: shown.map((row) => ({
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
      })),
      next: rows.length > page.limit && last ? `${last.at_ms}:${last.id}` : undefined,
    };
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
