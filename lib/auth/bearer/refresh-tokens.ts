import type { Database } from '@/lib/database/database';
import type { RefreshTokenTable } from '@/lib/database/tables/access';
import { isSecret, newSecret, parseSecret } from '../identity/secret';

/** Whom a refresh token was given to. */
export interface RefreshToken {
  id: string;
  account: string;
  generation: string;
  accessToken: string | undefined;
}

/** From its last use. docker keeps the one that it got when it signed in. */
const lifetimeMs = 90 * 86_400_000;
const perAccountMax = 500;

/**
 * Refresh tokens: what a container client keeps instead of the password. One ends with the password or access token
 * that it was given for, and when it was not used for 90 days.
 * @see https://distribution.github.io/distribution/spec/auth/oauth/
 */
export class RefreshTokens {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Makes one; beyond 500 of an account, the one that was not used for longest ends. @returns its text */
  issue(holder: Omit<RefreshToken, 'id'>, client: string | undefined): string {
    const secret = newSecret('cdr');
    const nowMs = Date.now();
    const { query } = this.#database;
    this.#database.transaction(() => {
      this.#database.run(query.deleteFrom('refresh_token').where('expires_at_ms', '<', nowMs));
      this.#database.run(
        query.deleteFrom('refresh_token').where('id', 'in', (rows) =>
          rows
            .selectFrom('refresh_token')
            .select('id')
            .where('account', '=', holder.account)
            .orderBy('expires_at_ms', 'desc')
            .limit(-1)
            .offset(perAccountMax - 1),
        ),
      );
      this.#database.run(
        query.insertInto('refresh_token').values({
          id: secret.id,
          account: holder.account,
          generation: holder.generation,
          access_token: holder.accessToken ?? null,
          secret_hash: secret.hash,
          client: client ?? null,
          created_at_ms: nowMs,
          expires_at_ms: nowMs + lifetimeMs,
          used_at_ms: null,
        }),
      );
    });
    return secret.text;
  }

  /** Whom a text was given to, and gives it 90 days more; `undefined` when it is no refresh token, or has expired. */
  use(text: string): RefreshToken | undefined {
    const parsed = parseSecret('cdr', text);
    if (!parsed) return undefined;
    const { query } = this.#database;
    const row = this.#database.first(
      query.selectFrom('refresh_token').selectAll().where('id', '=', parsed.id),
    );
    const nowMs = Date.now();
    if (!row || !isSecret(parsed.secret, row.secret_hash) || row.expires_at_ms <= nowMs) return undefined;
    this.#prolong(row, nowMs);
    const { id, account, generation, access_token } = row;
    return { id, account, generation, accessToken: access_token ?? undefined };
  }

  /** Ends all that a password gave; those that an access token gave end with it. */
  endAllOfPassword(account: string): void {
    const rows = this.#database.query
      .deleteFrom('refresh_token')
      .where('account', '=', account)
      .where('access_token', 'is', null);
    this.#database.durably(() => this.#database.run(rows));
  }

  /** At most once an hour: a busy build server asks for thousands of tokens. */
  #prolong({ id, used_at_ms }: RefreshTokenTable, nowMs: number): void {
    if (used_at_ms !== null && Math.abs(nowMs - used_at_ms) < 3_600_000) return;
    const change = { used_at_ms: nowMs, expires_at_ms: nowMs + lifetimeMs };
    this.#database.run(this.#database.query.updateTable('refresh_token').set(change).where('id', '=', id));
  }
}
