import type { Database } from '@/lib/database/database';
import { firstAdministratorName } from '../first-administrator';
import type { AccessTokens } from '../identity/access-tokens';
import type { Account, Accounts } from '../identity/accounts';
import type { Directory } from '../identity/directory';
import type { OidcIdentities } from './oidc-identities';
import type { Person } from './person';
import { isAllowed, type ProviderSettings } from './provider-rules';

/** Why somebody whom the provider vouches for may not come in here. */
export type NotAdmitted = 'not-allowed' | 'disabled' | 'no-name' | 'name-taken';

export interface Admitted {
  account: Account;
  /** Whether it was their first time. */
  isNew: boolean;
}

interface AdmissionParts {
  database: Database;
  accounts: Accounts;
  accessTokens: AccessTokens;
  directory: Directory;
  identities: OidcIdentities;
}

/**
 * Whom a provider vouches for becomes an account of this registry. It is theirs by issuer and subject alone: a name that
 * another account has, of the database, of the `htpasswd` file or of another subject, is never given to them, and the
 * name that they got stays theirs whatever the provider calls them later. Two names are given to nobody: that of the
 * first administrator, and one of which access tokens are left.
 */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #settings: ProviderSettings;

  constructor(parts: AdmissionParts, settings: ProviderSettings) {
    this.#parts = parts;
    this.#settings = settings;
  }

  /** Notes what the provider says of somebody now, and lets them in or says why not. It is on the disk on return. */
  admit(person: Person, nowMs: number): Admitted | NotAdmitted {
    const { database, directory } = this.#parts;
    const outcome = database.durably(() => this.#decide(person, nowMs));
    directory.forget();
    return outcome;
  }

  #decide({ subject, name, groups }: Person, nowMs: number): Admitted | NotAdmitted {
    const { accounts, identities } = this.#parts;
    const { issuer } = this.#settings;
    const known = identities.ofSubject(issuer, subject);
    // Also of who may not come in any more: what their tokens still give ends now.
    if (known) identities.store({ ...known, groups, signedInAtMs: nowMs });
    if (!isAllowed(groups, this.#settings)) return 'not-allowed';
    if (known) {
      const account = accounts.get(known.account);
      if (!account || account.isDisabled) return 'disabled';
      accounts.signedIn(account, nowMs);
      return { account, isNew: false };
    }
    if (name === undefined) return 'no-name';
    if (this.#isTaken(name)) return 'name-taken';
    const account = accounts.create({ name, kind: 'user', note: 'OpenID Connect' }, 'server');
    identities.store({ issuer, subject, account: name, groups, signedInAtMs: nowMs });
    accounts.signedIn(account, nowMs);
    return { account, isNew: true };
  }

  #isTaken(name: string): boolean {
    const { accessTokens, directory } = this.#parts;
    return name === firstAdministratorName || directory.isTaken(name) || accessTokens.list(name).length > 0;
  }
}
