import { LRUCache } from 'lru-cache';
import type { Config } from '@/lib/config';
import type { OidcIdentities, OidcIdentity } from '../oidc/oidc-identities';
import { type ProviderSettings, roleOfGroups, standingOf } from '../oidc/provider-rules';
import { anonymous, type Principal, type Role, roles } from '../principal';
import type { AccessToken, AccessTokens } from './access-tokens';
import type { Account, Accounts } from './accounts';
import { generationOf, type Htpasswd } from './htpasswd';
import { ownRounds, type PasswordHash } from './password';

/** How long it may take until a change made by another process counts here. */
const freshMs = 1_000;
const entriesMax = 10_000;
/** Whatever an `htpasswd` file may have; names come from outside, and are kept. */
const nameLengthMax = 256;

/** Somebody who may sign in, whatever source knows them. */
export interface Identity {
  principal: Principal;
  passwordHash: PasswordHash | undefined;
  generation: string;
  source: 'database' | 'htpasswd' | 'oidc';
}

/** A user as lists show one. */
export interface ListedUser {
  name: string;
  role: Role;
  groups: readonly string[];
  source: Identity['source'];
  isDisabled: boolean;
  signedInAtMs?: number | undefined;
  note?: string | undefined;
  createdAtMs?: number;
}

/**
 * Everybody who may sign in, from the database, the `htpasswd` file and the provider of OpenID Connect: one question for
 * all that ask who somebody is. The database comes first: an account there hides one of the same name in the file. An
 * account of the provider is there as long as what the provider said of it lets it in. Answers are kept for a second, so
 * that a request costs no query.
 */
export class Directory {
  readonly #accounts: Accounts;
  readonly #tokens: AccessTokens;
  readonly #htpasswd: Htpasswd | undefined;
  readonly #identities: OidcIdentities;
  readonly #access: Config['access'];
  readonly #provider: ProviderSettings | undefined;
  readonly #kept = new LRUCache<string, { identity: Identity | undefined }>({
    max: entriesMax,
    ttl: freshMs,
  });
  readonly #keptTokens = new LRUCache<string, { token: AccessToken | undefined }>({
    max: entriesMax,
    ttl: freshMs,
  });

  constructor(
    parts: {
      accounts: Accounts;
      tokens: AccessTokens;
      htpasswd: Htpasswd | undefined;
      identities: OidcIdentities;
    },
    access: Config['access'],
    provider: ProviderSettings | undefined,
  ) {
    this.#accounts = parts.accounts;
    this.#tokens = parts.tokens;
    this.#htpasswd = parts.htpasswd;
    this.#identities = parts.identities;
    this.#access = access;
    this.#provider = provider;
  }

  /** Somebody by name, as of at most a second ago; `undefined` for nobody, and for who is disabled. */
  find(name: string): Identity | undefined {
    if (name.length > nameLengthMax) return undefined;
    let kept = this.#kept.get(name);
    if (!kept) {
      kept = { identity: this.#look(name) };
      this.#kept.set(name, kept);
    }
    return kept.identity;
  }

  /** The most rounds that comparing somebody's password may take, as a power of two; 12 or more. */
  get roundsMax(): number {
    return Math.max(ownRounds, this.#htpasswd?.roundsMax ?? 0);
  }

  /**
   * An access token by its id, as of at most a second ago; `undefined` for one that was revoked or has expired. What it
   * is narrowed to is as of the same moment: a token that is gone must not be taken for one that is not narrowed.
   */
  token(id: string): AccessToken | undefined {
    let kept = this.#keptTokens.get(id);
    if (!kept) {
      kept = { token: this.#tokens.get(id) };
      this.#keptTokens.set(id, kept);
    }
    const { token } = kept;
    return (token?.expiresAtMs ?? Number.POSITIVE_INFINITY) > Date.now() ? token : undefined;
  }

  /**
   * Whether somebody is gone only because what their provider said of them is too old: signing in there once more brings
   * them back.
   */
  isStale(name: string): boolean {
    const identity = this.#identities.ofAccount(name);
    if (!identity || this.#accounts.get(name)?.isDisabled !== false) return false;
    return standingOf(identity, this.#provider, Date.now()) === 'stale';
  }

  /** Whether a name is somebody's, disabled or not; also while the `htpasswd` file can't be read, which may have it. */
  isTaken(name: string): boolean {
    if (this.#accounts.get(name)) return true;
    return (
      this.#htpasswd !== undefined &&
      (!this.#htpasswd.isReadable || this.#htpasswd.hashOf(name) !== undefined)
    );
  }

  /** Everybody who may sign in, or might if they were not disabled, in the order of their names. */
  users(): ListedUser[] {
    const identities = this.#identities.byAccount();
    const stored = this.#accounts.list('user').map((account): ListedUser => {
      const { name, isDisabled, signedInAtMs, note, createdAtMs } = account;
      const identity = identities.get(name);
      const { role, groups } = this.#principalOf(account, identity);
      const source = identity ? 'oidc' : 'database';
      return { name, role, groups, source, isDisabled, signedInAtMs, note, createdAtMs };
    });
    const names = new Set(stored.map(({ name }) => name));
    const written = (this.#htpasswd?.names() ?? [])
      .filter((name) => !names.has(name))
      .map((name): ListedUser => {
        const role = this.#roleOf(name, 'user');
        return { name, role, groups: this.#groupsOf(name), source: 'htpasswd', isDisabled: false };
      });
    return [...stored, ...written].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * Forgets what is kept: a change that this process made counts at once.
   * @param name forgets what is kept of one account alone
   */
  forget(name?: string): void {
    if (name !== undefined) {
      this.#kept.delete(name);
      return;
    }
    this.#kept.clear();
    this.#keptTokens.clear();
  }

  #look(name: string): Identity | undefined {
    const account = this.#accounts.get(name);
    if (account) {
      if (account.isDisabled) return undefined;
      const { passwordHash, generation } = account;
      const identity = this.#identities.ofAccount(name);
      const principal = this.#principalOf(account, identity);
      if (!identity) return { principal, passwordHash, generation, source: 'database' };
      // A password would go past the provider.
      const isGood = standingOf(identity, this.#provider, Date.now()) === 'good';
      return isGood ? { principal, passwordHash: undefined, generation, source: 'oidc' } : undefined;
    }
    const passwordHash = this.#htpasswd?.hashOf(name);
    if (passwordHash === undefined || name === anonymous.name) return undefined;
    return {
      principal: { kind: 'user', name, role: this.#roleOf(name, 'user'), groups: this.#groupsOf(name) },
      passwordHash,
      generation: generationOf(passwordHash),
      source: 'htpasswd',
    };
  }

  /**
   * A provider may let people choose their names: the names that the configuration gives a role mean its own users, never
   * the provider's, who get theirs by groups.
   */
  #principalOf({ kind, name, role }: Account, identity: OidcIdentity | undefined): Principal {
    const own = this.#groupsOf(name);
    if (!identity) return { kind, name, role: this.#roleOf(name, role), groups: own };
    const given = roleOfGroups(identity.groups, this.#provider);
    const highest = roles.indexOf(given) > roles.indexOf(role) ? given : role;
    return { kind, name, role: highest, groups: [...new Set([...own, ...identity.groups])] };
  }

  #roleOf(name: string, own: Role): Role {
    if (this.#access.administrators.includes(name)) return 'administrator';
    return own === 'user' && this.#access.auditors.includes(name) ? 'auditor' : own;
  }

  #groupsOf(name: string): string[] {
    const written = this.#access.groups.filter(({ members }) => members.includes(name));
    return [...new Set([...written.map((group) => group.name), ...this.#accounts.groupsOf(name)])];
  }
}
