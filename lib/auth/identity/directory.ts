import { LRUCache } from 'lru-cache';
import type { Config } from '@/lib/config';
import { anonymous, type Principal, type Role } from '../principal';
import type { AccessToken, AccessTokens } from './access-tokens';
import type { Accounts } from './accounts';
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
  source: 'database' | 'htpasswd';
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
 * Everybody who may sign in, from the database and the `htpasswd` file: one question for all that ask who somebody is.
 * The database comes first: an account there hides one of the same name in the file. Answers are kept for a second, so
 * that a request costs no query.
 */
export class Directory {
  readonly #accounts: Accounts;
  readonly #tokens: AccessTokens;
  readonly #htpasswd: Htpasswd | undefined;
  readonly #access: Config['access'];
  readonly #kept = new LRUCache<string, { identity: Identity | undefined }>({
    max: entriesMax,
    ttl: freshMs,
  });
  readonly #keptTokens = new LRUCache<string, { token: AccessToken | undefined }>({
    max: entriesMax,
    ttl: freshMs,
  });

  constructor(
    parts: { accounts: Accounts; tokens: AccessTokens; htpasswd: Htpasswd | undefined },
    access: Config['access'],
  ) {
    this.#accounts = parts.accounts;
    this.#tokens = parts.tokens;
    this.#htpasswd = parts.htpasswd;
    this.#access = access;
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

  /** Everybody who may sign in with a password, or might if they were not disabled, in the order of their names. */
  users(): ListedUser[] {
    const stored = this.#accounts.list('user').map((account): ListedUser => {
      const { name, isDisabled, signedInAtMs, note, createdAtMs } = account;
      const role = this.#roleOf(name, account.role);
      const groups = this.#groupsOf(name);
      return { name, role, groups, source: 'database', isDisabled, signedInAtMs, note, createdAtMs };
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
      const { kind, role, passwordHash, generation } = account;
      return {
        principal: { kind, name, role: this.#roleOf(name, role), groups: this.#groupsOf(name) },
        passwordHash,
        generation,
        source: 'database',
      };
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

  #roleOf(name: string, own: Role): Role {
    if (this.#access.administrators.includes(name)) return 'administrator';
    return own === 'user' && this.#access.auditors.includes(name) ? 'auditor' : own;
  }

  #groupsOf(name: string): string[] {
    const written = this.#access.groups.filter(({ members }) => members.includes(name));
    return [...new Set([...written.map((group) => group.name), ...this.#accounts.groupsOf(name)])];
  }
}
