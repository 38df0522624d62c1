import type { Database } from '@/lib/database/database';
import type { AccessTokenTable } from '@/lib/database/tables/access';
import type { Grant } from '../principal';
import { IdentityError } from './identity-error';
import { isSecret, newSecret, parseSecret } from './secret';

/** A token that stands for an account where a password would, narrowed or not. Its secret is not in here. */
export interface AccessToken {
  id: string;
  account: string;
  /** What its owner calls it. */
  label: string;
  /** What it is narrowed to; all that the account may, when absent. */
  grants: readonly Grant[] | undefined;
  createdAtMs: number;
  createdBy: string;
  /** Never, when absent. */
  expiresAtMs: number | undefined;
  usedAtMs: number | undefined;
  usedFrom: string | undefined;
}

const perAccountMax = 200;

/** The access tokens of users and robots. Making and revoking is on the disk when it returns. */
export class AccessTokens {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Makes a token.
   * @returns it, and the text that its owner signs in with, which nobody can be told again
   * @throws IdentityError when the account has too many
   */
  create(
    token: Pick<AccessToken, 'account' | 'label' | 'grants' | 'expiresAtMs'>,
    by: string,
  ): { token: AccessToken; text: string } {
    if (this.list(token.account).length >= perAccountMax)
      throw new IdentityError(
        `${token.account} has ${perAccountMax} tokens already: revoke those that are not used`,
      );
    const { row, text } = newRow(token, by, Date.now());
    this.#database.durably(() => this.#insert(row));
    return { token: toToken(row), text };
  }

  /**
   * Puts another token into the place of one: of the same name, for the same, which ends as long after now as the old
   * one did after it was made. The old one ends at once, with all that was given for it.
   * @returns the new one and its text; `undefined` when there is none of this id
   */
  rotate(id: string, by: string): { token: AccessToken; text: string } | undefined {
    const old = this.get(id);
    if (!old) return undefined;
    const nowMs = Date.now();
    const { account, label, grants, createdAtMs } = old;
    const expiresAtMs = old.expiresAtMs === undefined ? undefined : nowMs + old.expiresAtMs - createdAtMs;
    const { row, text } = newRow({ account, label, grants, expiresAtMs }, by, nowMs);
    this.#database.durably(() => {
      this.#delete(id);
      this.#insert(row);
    });
    return { token: toToken(row), text };
  }

  /** The token that a text stands for, whether it has expired or not; `undefined` when there is none. */
  find(text: string): AccessToken | undefined {
    const parsed = parseSecret('cdt', text);
    const row = parsed && this.#row(parsed.id);
    return row && parsed && isSecret(parsed.secret, row.secret_hash) ? toToken(row) : undefined;
  }

  get(id: string): AccessToken | undefined {
    const row = this.#row(id);
    return row && toToken(row);
  }

  /** Those of an account, or all; the newest first. */
  list(account?: string): AccessToken[] {
    let rows = this.#database.query.selectFrom('access_token').selectAll().orderBy('created_at_ms', 'desc');
    if (account !== undefined) rows = rows.where('account', '=', account);
    return this.#database.all(rows).map(toToken);
  }

  /** Ends a token, and what was given for it. @returns false when there is none */
  revoke(id: string): boolean {
    if (!this.#row(id)) return false;
    this.#database.durably(() => this.#delete(id));
    return true;
  }

  /** Notes that a token was used, at most once a minute. It may be lost. */
  used({ id, usedAtMs = 0 }: AccessToken, from: string | undefined, atMs: number): void {
    if (Math.abs(atMs - usedAtMs) < 60_000) return;
    const { query } = this.#database;
    this.#database.run(
      query
        .updateTable('access_token')
        .set({ used_at_ms: atMs, used_from: from ?? null })
        .where('id', '=', id),
    );
  }

  #insert(row: AccessTokenTable): void {
    this.#database.run(this.#database.query.insertInto('access_token').values(row));
  }

  /** Bearer tokens name the access token that they are of: they give nothing when that is gone. */
  #delete(id: string): void {
    const { query } = this.#database;
    this.#database.run(query.deleteFrom('access_token').where('id', '=', id));
    this.#database.run(query.deleteFrom('refresh_token').where('access_token', '=', id));
  }

  #row(id: string): AccessTokenTable | undefined {
    return this.#database.first(
      this.#database.query.selectFrom('access_token').selectAll().where('id', '=', id),
    );
  }
}

function newRow(
  token: Pick<AccessToken, 'account' | 'label' | 'grants' | 'expiresAtMs'>,
  by: string,
  nowMs: number,
): { row: AccessTokenTable; text: string } {
  const secret = newSecret('cdt');
  const row: AccessTokenTable = {
    id: secret.id,
    account: token.account,
    label: token.label,
    secret_hash: secret.hash,
    grants: token.grants ? JSON.stringify(token.grants) : null,
    created_at_ms: nowMs,
    created_by: by,
    expires_at_ms: token.expiresAtMs ?? null,
    used_at_ms: null,
    used_from: null,
  };
  return { row, text: secret.text };
}

function toToken(row: AccessTokenTable): AccessToken {
  return {
    id: row.id,
    account: row.account,
    label: row.label,
    grants: row.grants === null ? undefined : (JSON.parse(row.grants) as Grant[]),
    createdAtMs: row.created_at_ms,
    createdBy: row.created_by,
    expiresAtMs: row.expires_at_ms ?? undefined,
    usedAtMs: row.used_at_ms ?? undefined,
    usedFrom: row.used_from ?? undefined,
  };
}
