import type { Selectable } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { OidcIdentityTable } from '@/lib/database/tables/access';

/** Whom an account stands for at a provider of OpenID Connect, and what that said last. */
export interface OidcIdentity {
  issuer: string;
  /** What the issuer calls them for ever; names change. */
  subject: string;
  account: string;
  /** Of the provider, as it writes them. */
  groups: readonly string[];
  /** When the provider said so. */
  signedInAtMs: number;
}

/** Which accounts are of a provider of OpenID Connect. */
export class OidcIdentities {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Whom an account stands for; `undefined` for an account of this registry's own. */
  ofAccount(account: string): OidcIdentity | undefined {
    const { query } = this.#database;
    const row = this.#database.first(
      query.selectFrom('oidc_identity').selectAll().where('account', '=', account),
    );
    return row && toIdentity(row);
  }

  ofSubject(issuer: string, subject: string): OidcIdentity | undefined {
    const { query } = this.#database;
    const row = this.#database.first(
      query
        .selectFrom('oidc_identity')
        .selectAll()
        .where('issuer', '=', issuer)
        .where('subject', '=', subject),
    );
    return row && toIdentity(row);
  }

  /** All, by their accounts. */
  byAccount(): Map<string, OidcIdentity> {
    const rows = this.#database.all(this.#database.query.selectFrom('oidc_identity').selectAll());
    return new Map(rows.map((row) => [row.account, toIdentity(row)]));
  }

  /** Notes what the provider said. Call it within a change that is to be durable. */
  store({ issuer, subject, account, groups, signedInAtMs }: OidcIdentity): void {
    const row = { issuer, subject, account, groups: JSON.stringify(groups), signed_in_at_ms: signedInAtMs };
    this.#database.run(this.#database.query.replaceInto('oidc_identity').values(row));
  }
}

function toIdentity(row: Selectable<OidcIdentityTable>): OidcIdentity {
  const { issuer, subject, account, groups, signed_in_at_ms: signedInAtMs } = row;
  return { issuer, subject, account, groups: JSON.parse(groups) as string[], signedInAtMs };
}
