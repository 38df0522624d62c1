import type { Database } from '@/lib/database/database';
import type { SessionTable } from '@/lib/database/tables/access';
import { isSecret, newSecret, parseSecret } from './identity/secret';

/** Somebody who is signed in to the dashboard, in one browser. Its secret is not in here. */
export interface Session {
  id: string;
  account: string;
  /** The account's, when the session began: of another one, the session is void. */
  generation: string;
  createdAtMs: number;
  /** When its last request came, give or take a minute. */
  seenAtMs: number;
  /** When it ends, however often it is used. */
  endsAtMs: number;
  address: string | undefined;
  /** The browser, as its `User-Agent` has it. */
  client: string | undefined;
}

/** Where a request came from. */
export interface Sender {
  address: string | undefined;
  client: string | undefined;
}

/** A session, and the text of its cookie when that is to be another one from now on. */
export interface FoundSession {
  session: Session;
  renewed?: string;
}

/** How long a session has one secret. */
const rotationMs = 3_600_000;
/** How long the secret before it stays good: for requests that were on their way, and other tabs'. */
const graceMs = 60_000;
/** A request a second must not be a write a second. */
const seenEveryMs = 60_000;
const perAccountMax = 50;
const clientLengthMax = 256;

/**
 * Who is signed in to the dashboard. The cookie holds a secret, of which a hash is stored, and which changes every
 * hour: a copy of it is soon worth nothing.
 *
 * The browser may never get an answer that brings a new secret, because it left the page, and may send several
 * requests at once, to several processes. So the secret before stays good for a minute, and for as long as the new one
 * was never seen: then the browser does not have it, and gets another. That it was seen shows in `seen_at_ms`, which a
 * change of the secret sets to the time of that change, and the first use of the new secret to a later one.
 *
 * Ending is on the disk when it returns; a session that was begun, or changed its secret, right before a power loss may
 * be lost. Whether the account is still what it was is for the caller to ask.
 */
export class Sessions {
  readonly #database: Database;
  readonly #lifetimeMs: number;
  readonly #idleMs: number;

  constructor(database: Database, { lifetimeMs, idleMs }: { lifetimeMs: number; idleMs: number }) {
    this.#database = database;
    this.#lifetimeMs = lifetimeMs;
    this.#idleMs = idleMs;
  }

  /**
   * Begins a session of somebody whose password was right. Beyond 50 of an account, the one that was not used for
   * longest ends.
   * @returns it, and the text of its cookie
   */
  create(
    { account, generation }: Pick<Session, 'account' | 'generation'>,
    sender: Sender,
  ): { session: Session; text: string } {
    const secret = newSecret('cds');
    const nowMs = Date.now();
    const row: SessionTable = {
      id: secret.id,
      account,
      generation,
      secret_hash: secret.hash,
      previous_hash: null,
      rotated_at_ms: nowMs,
      created_at_ms: nowMs,
      seen_at_ms: nowMs,
      address: sender.address ?? null,
      client: clientOf(sender),
    };
    const { query } = this.#database;
    this.#database.transaction(() => {
      this.expire();
      this.#database.run(
        query.deleteFrom('session').where('id', 'in', (rows) =>
          rows
            .selectFrom('session')
            .select('id')
            .where('account', '=', account)
            .orderBy('seen_at_ms', 'desc')
            .limit(-1)
            .offset(perAccountMax - 1),
        ),
      );
      this.#database.run(query.insertInto('session').values(row));
    });
    return { session: this.#toSession(row), text: secret.text };
  }

  /**
   * The session that the text of a cookie stands for, and notes that it was used; `undefined` when it has ended, or
   * never was.
   * @param renews whether the answer can bring another cookie, should it be time for one
   */
  find(text: string, sender: Sender, { renews = false } = {}): FoundSession | undefined {
    const parsed = parseSecret('cds', text);
    const row = parsed && this.#row(parsed.id);
    const nowMs = Date.now();
    if (!row || this.#isOver(row, nowMs)) return undefined;
    const ageMs = nowMs - row.rotated_at_ms;
    if (isSecret(parsed.secret, row.secret_hash)) {
      const session = this.#seen(row, sender, nowMs);
      if (!renews || ageMs < rotationMs) return { session };
      return { session, renewed: this.#rotate(row, row.secret_hash, nowMs) };
    }
    if (row.previous_hash === null || !isSecret(parsed.secret, row.previous_hash)) return undefined;
    const session = this.#toSession(row);
    if (ageMs < graceMs) return { session };
    if (row.seen_at_ms > row.rotated_at_ms) return undefined;
    // Nobody ever sent the secret that was made: the answer with it was lost.
    return renews ? { session, renewed: this.#rotate(row, row.previous_hash, nowMs) } : { session };
  }

  /**
   * Lets a session go on after its account's generation has changed, under a new secret: every copy of the old one
   * ends at once.
   * @returns the text of its cookie from now on
   */
  renew(id: string, generation: string): string {
    const secret = newSecret('cds', id);
    const nowMs = Date.now();
    const change = {
      generation,
      secret_hash: secret.hash,
      previous_hash: null,
      rotated_at_ms: nowMs,
      seen_at_ms: nowMs,
    };
    this.#database.durably(() => this.#update(id, change));
    return secret.text;
  }

  /** Those of an account that have not ended, the one that was used last first. @param generation of the account */
  list(account: string, generation: string): Session[] {
    const rows = this.#database.query
      .selectFrom('session')
      .selectAll()
      .where('account', '=', account)
      .where('generation', '=', generation)
      .orderBy('seen_at_ms', 'desc')
      .orderBy('id');
    const nowMs = Date.now();
    return this.#database
      .all(rows)
      .filter((row) => !this.#isOver(row, nowMs))
      .map((row) => this.#toSession(row));
  }

  /** Ends a session of an account. @returns false when it has none of this id */
  end(id: string, account: string): boolean {
    if (this.#row(id)?.account !== account) return false;
    this.#database.durably(() =>
      this.#database.run(this.#database.query.deleteFrom('session').where('id', '=', id)),
    );
    return true;
  }

  /** Ends every session of an account. @param exceptId one that goes on */
  endAll(account: string, exceptId = ''): void {
    const rows = this.#database.query
      .deleteFrom('session')
      .where('account', '=', account)
      .where('id', '!=', exceptId);
    this.#database.durably(() => this.#database.run(rows));
  }

  /** Removes those that nobody can go on with. */
  expire(): void {
    const nowMs = Date.now();
    const rows = this.#database.query
      .deleteFrom('session')
      .where(({ or, eb }) =>
        or([
          eb('created_at_ms', '<=', nowMs - this.#lifetimeMs),
          eb('seen_at_ms', '<=', nowMs - this.#idleMs),
        ]),
      );
    this.#database.run(rows);
  }

  #isOver({ created_at_ms, seen_at_ms }: SessionTable, nowMs: number): boolean {
    return nowMs - created_at_ms >= this.#lifetimeMs || nowMs - seen_at_ms >= this.#idleMs;
  }

  /** Gives a session another secret, unless another request was faster. @param held the hash of the one that came */
  #rotate({ id, secret_hash }: SessionTable, held: string, nowMs: number): string | undefined {
    return this.#database.transaction(() => {
      if (this.#row(id)?.secret_hash !== secret_hash) return undefined;
      const secret = newSecret('cds', id);
      const change = {
        secret_hash: secret.hash,
        previous_hash: held,
        rotated_at_ms: nowMs,
        seen_at_ms: nowMs,
      };
      this.#update(id, change);
      return secret.text;
    });
  }

  #seen(row: SessionTable, sender: Sender, nowMs: number): Session {
    const everyMs = Math.min(seenEveryMs, this.#idleMs / 4);
    const isFirst = row.previous_hash !== null && row.seen_at_ms <= row.rotated_at_ms;
    const isDue = nowMs > row.seen_at_ms && (isFirst || nowMs - row.seen_at_ms >= everyMs);
    if (!isDue) return this.#toSession(row);
    const change = { seen_at_ms: nowMs, address: sender.address ?? null, client: clientOf(sender) };
    // Only of this secret: another process may just have made a new one, which this does not show to have been seen.
    this.#database.run(
      this.#database.query
        .updateTable('session')
        .set(change)
        .where('id', '=', row.id)
        .where('secret_hash', '=', row.secret_hash),
    );
    return this.#toSession({ ...row, ...change });
  }

  #update(id: string, change: Partial<SessionTable>): void {
    this.#database.run(this.#database.query.updateTable('session').set(change).where('id', '=', id));
  }

  #row(id: string): SessionTable | undefined {
    return this.#database.first(this.#database.query.selectFrom('session').selectAll().where('id', '=', id));
  }

  #toSession(row: SessionTable): Session {
    return {
      id: row.id,
      account: row.account,
      generation: row.generation,
      createdAtMs: row.created_at_ms,
      seenAtMs: row.seen_at_ms,
      endsAtMs: row.created_at_ms + this.#lifetimeMs,
      address: row.address ?? undefined,
      client: row.client ?? undefined,
    };
  }
}

function clientOf({ client }: Sender): string | null {
  return client?.slice(0, clientLengthMax) ?? null;
}
