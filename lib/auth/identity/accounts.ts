import { randomBytes } from 'node:crypto';
import type { Database } from '@/lib/database/database';
import type { AccountTable } from '@/lib/database/tables/access';
import { type Role, robotPrefix } from '../principal';
import { IdentityError } from './identity-error';
import type { PasswordHash } from './password';
import { isName, namesAllowed } from './user-name';

/** A user or a robot of the database. */
export interface Account {
  /** `alice`, `robot+ci`. */
  name: string;
  kind: 'user' | 'robot';
  /** Absent for who can't sign in with a password. */
  passwordHash: PasswordHash | undefined;
  role: Role;
  isDisabled: boolean;
  /** Another one after each change of what it signs in with. */
  generation: string;
  note: string | undefined;
  createdAtMs: number;
  createdBy: string;
  signedInAtMs: number | undefined;
}

/** What an account is made with. */
export interface NewAccount {
  name: string;
  kind: Account['kind'];
  passwordHash?: PasswordHash;
  role?: Role;
  note?: string;
}

/** The users and robots of the database, and who is in which group of it. Any change is on the disk when it returns. */
export class Accounts {
  readonly #database: Database;
  readonly #administratorsElsewhere: boolean;

  /** @param administratorsElsewhere whether the configuration names administrators: then none is needed here */
  constructor(database: Database, administratorsElsewhere: boolean) {
    this.#database = database;
    this.#administratorsElsewhere = administratorsElsewhere;
  }

  get(name: string): Account | undefined {
    const row = this.#database.first(
      this.#database.query.selectFrom('account').selectAll().where('name', '=', name),
    );
    return row && toAccount(row);
  }

  /** All, in the order of their names. */
  list(kind: Account['kind']): Account[] {
    const rows = this.#database.query
      .selectFrom('account')
      .selectAll()
      .where('kind', '=', kind)
      .orderBy('name');
    return this.#database.all(rows).map(toAccount);
  }

  /** Whether anybody of the database may administer. */
  hasAdministrator(): boolean {
    const row = this.#database.query
      .selectFrom('account')
      .select('name')
      .where('role', '=', 'administrator')
      .where('disabled', '=', 0);
    return this.#database.first(row) !== undefined;
  }

  /** @throws IdentityError when the name can't be one, or is taken */
  create({ name, kind, passwordHash, role = 'user', note }: NewAccount, by: string): Account {
    const plain = kind === 'robot' ? name.slice(robotPrefix.length) : name;
    if (!isName(plain) || (kind === 'robot') !== name.startsWith(robotPrefix))
      throw new IdentityError(`${JSON.stringify(name)} can't be the name of a ${kind}: use ${namesAllowed}`);
    return this.#database.durably(() => {
      if (this.get(name))
        throw new IdentityError(`there is a ${kind} named ${name} already: choose another name`);
      const row: AccountTable = {
        name,
        kind,
        password_hash: passwordHash ?? null,
        role,
        disabled: 0,
        generation: newGeneration(),
        note: note ?? null,
        created_at_ms: Date.now(),
        created_by: by,
        signed_in_at_ms: null,
      };
      this.#database.run(this.#database.query.insertInto('account').values(row));
      return toAccount(row);
    });
  }

  /** Makes an account unless there is an administrator already; one of this name that there is gets all of it. */
  createIfNoAdministrator(account: NewAccount & { passwordHash: PasswordHash; role: Role }): boolean {
    return this.#database.durably(() => {
      if (this.hasAdministrator()) return false;
      if (!this.get(account.name)) this.create(account, 'server');
      const { role, passwordHash } = account;
      this.#change(account.name, {
        role,
        password_hash: passwordHash,
        disabled: 0,
        generation: newGeneration(),
      });
      return true;
    });
  }

  /**
   * Sets another password: whoever is signed in with the old one, or holds a token that it gave, is so no more.
   * @throws IdentityError for who signs in with OpenID Connect: a password would go past the provider
   */
  setPassword(name: string, passwordHash: PasswordHash): void {
    if (this.#isOfProvider(name))
      throw new IdentityError(
        `${name} signs in with OpenID Connect and has no password here: make an access token instead`,
      );
    this.#change(name, { password_hash: passwordHash, generation: newGeneration() });
  }

  /** @throws IdentityError when nobody who administers would be left */
  setRole(name: string, role: Role): void {
    this.#keepingAnAdministrator(() => this.#change(name, { role }));
  }

  /** @throws IdentityError when nobody who administers would be left */
  setDisabled(name: string, isDisabled: boolean): void {
    this.#keepingAnAdministrator(() =>
      this.#change(name, { disabled: isDisabled ? 1 : 0, generation: newGeneration() }),
    );
  }

  /** Ends every session and every token that a password gave; access tokens stay. */
  signOutEverywhere(name: string): void {
    this.#change(name, { generation: newGeneration() });
  }

  /** Removes an account with its tokens, its sessions, its places in groups and its stars. @throws as `setDisabled` */
  remove(name: string): void {
    const { query } = this.#database;
    this.#keepingAnAdministrator(() => {
      this.#require(name);
      this.#database.run(query.deleteFrom('account').where('name', '=', name));
      for (const table of [
        'group_member',
        'access_token',
        'refresh_token',
        'session',
        'oidc_identity',
        'star',
      ] as const)
        this.#database.run(query.deleteFrom(table).where('account', '=', name));
    });
  }

  /** Notes that somebody signed in, at most once a minute. It may be lost. */
  signedIn({ name, signedInAtMs = 0 }: Account, atMs: number): void {
    if (Math.abs(atMs - signedInAtMs) < 60_000) return;
    this.#database.run(
      this.#database.query.updateTable('account').set({ signed_in_at_ms: atMs }).where('name', '=', name),
    );
  }

  /** The groups of the database that somebody is in, whatever source the account is of. */
  groupsOf(name: string): string[] {
    const rows = this.#database.query
      .selectFrom('group_member')
      .select('group_name')
      .where('account', '=', name);
    return this.#database.all(rows).map(({ group_name }) => group_name);
  }

  /** Every group of the database with its members, in the order of their names. */
  groups(): Map<string, string[]> {
    const groups = new Map<string, string[]>();
    const rows = this.#database.query
      .selectFrom('group_member')
      .selectAll()
      .orderBy('group_name')
      .orderBy('account');
    for (const { group_name, account } of this.#database.all(rows))
      groups.set(group_name, [...(groups.get(group_name) ?? []), account]);
    return groups;
  }

  /** Puts somebody into a group, which begins with its first member. @throws IdentityError when it can't be named so */
  join(group: string, name: string): void {
    if (!isName(group))
      throw new IdentityError(`${JSON.stringify(group)} can't be the name of a group: use ${namesAllowed}`);
    const { query } = this.#database;
    this.#database.durably(() =>
      this.#database.run(query.replaceInto('group_member').values({ group_name: group, account: name })),
    );
  }

  /** Takes somebody out of a group, which ends with its last member. @returns false when they were not in it */
  leave(group: string, name: string): boolean {
    if (!this.groupsOf(name).includes(group)) return false;
    const { query } = this.#database;
    this.#database.durably(() =>
      this.#database.run(
        query.deleteFrom('group_member').where('group_name', '=', group).where('account', '=', name),
      ),
    );
    return true;
  }

  #change(name: string, change: Partial<AccountTable>): void {
    this.#require(name);
    this.#database.durably(() =>
      this.#database.run(this.#database.query.updateTable('account').set(change).where('name', '=', name)),
    );
  }

  #isOfProvider(name: string): boolean {
    const { query } = this.#database;
    return (
      this.#database.first(
        query.selectFrom('oidc_identity').select('account').where('account', '=', name),
      ) !== undefined
    );
  }

  #require(name: string): void {
    if (!this.get(name)) throw new IdentityError(`there is nobody named ${name} in the database`);
  }

  /** Makes a change unless it would take away the last one who may administer. */
  #keepingAnAdministrator(change: () => void): void {
    this.#database.durably(() => {
      const had = this.hasAdministrator();
      change();
      if (had && !this.#administratorsElsewhere && !this.hasAdministrator())
        throw new IdentityError(
          'nobody would be left who may administer: make somebody else an administrator first',
        );
    });
  }
}

function newGeneration(): string {
  return randomBytes(9).toString('base64url');
}

function toAccount(row: AccountTable): Account {
  return {
    name: row.name,
    kind: row.kind,
    passwordHash: row.password_hash ?? undefined,
    role: row.role,
    isDisabled: row.disabled !== 0,
    generation: row.generation,
    note: row.note ?? undefined,
    createdAtMs: row.created_at_ms,
    createdBy: row.created_by,
    signedInAtMs: row.signed_in_at_ms ?? undefined,
  };
}
