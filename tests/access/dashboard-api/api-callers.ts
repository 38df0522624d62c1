import { hashSync } from '@node-rs/bcrypt';
import { type Auth, openAuth } from '../../../lib/auth/auth';
import type { Grant, Role } from '../../../lib/auth/principal';
import { Throttle } from '../../../lib/auth/throttle';
import { loadConfig } from '../../../lib/config';
import { sessionCookie } from '../../../lib/dashboard/session-cookie';
import { Database } from '../../../lib/database/database';
import { StoragePaths } from '../../../lib/storage/paths';
import { forgedTokens } from '../fixture/forged-tokens';
import { basicHeader } from '../fixture/guarded-registry';
import { apiModel, password, type Right } from './api-model';

/** Who asks, with what, and what they may do: written down by hand, for nothing here asks the product. */
export interface ApiCaller {
  /** New for each request: what is asked may end a session. */
  headers: () => Record<string, string>;
  /** Whether what they send lets them in; `ended` with the cookie of a session that is over. */
  is: 'refused' | 'anonymous' | 'ended' | 'account';
  by: 'nothing' | 'session' | 'password' | 'access token';
  kind: 'user' | 'robot';
  role: Role;
  /** Whether the access token is narrowed. */
  isNarrowed: boolean;
  /** In `team/app`. */
  rights: readonly Right[];
  /** Where the browser says that the request comes from. */
  says: 'this origin' | 'no origin' | 'another origin';
  /** Whether they send a header `Authorization`. */
  hasHeader: boolean;
}

/** The rules under which the callers have the rights that they are said to have. */
export const rules = [
  { subjects: ['user:reader'], repositories: ['team/*'], actions: ['pull'] },
  { subjects: ['user:writer', 'robot:in'], repositories: ['team/*'], actions: ['pull', 'push'] },
  { subjects: ['user:keeper'], repositories: ['team/*'], actions: ['administer'] },
  { subjects: ['robot:out'], repositories: ['other/**'], actions: ['administer'] },
];

const all: readonly Right[] = ['pull', 'push', 'delete', 'administer'];
const people: [name: string, role: Role, rights: readonly Right[]][] = [
  ['stranger', 'user', []],
  ['reader', 'user', ['pull']],
  ['writer', 'user', ['pull', 'push']],
  ['keeper', 'user', all],
  ['auditor', 'auditor', ['pull']],
  ['root', 'administrator', all],
];

/** So many wrong passwords of one account from one address are answered at once. */
const freeFailures = 5;
/** As many as it takes: each route may be asked twice, by GET and by HEAD. */
const victims = Math.ceil((2 * Object.keys(apiModel).length) / freeFailures);

/** Headers with a password that is refused, of another account from another address before any is slowed down. */
function guesses(number: number, name: string, secret: string): ApiCaller['headers'] {
  let count = 0;
  return () => {
    const index = Math.floor(count++ / freeFailures);
    return {
      'X-Forwarded-For': `10.${number}.0.${index}`,
      authorization: basicHeader(`${name}-${index}`, secret),
    };
  };
}

const anonymous: ApiCaller = {
  headers: () => ({}),
  is: 'anonymous',
  by: 'nothing',
  kind: 'user',
  role: 'user',
  isNarrowed: false,
  rights: [],
  says: 'no origin',
  hasHeader: false,
};
const ownOrigin = { 'Sec-Fetch-Site': 'same-origin' };
const anotherOrigin = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' };

/** Makes the accounts in a data folder, before a server has it, and everybody who asks afterwards. */
export class ApiCallers {
  readonly #database: Database;
  readonly #auth: Auth;

  constructor(root: string) {
    this.#database = Database.open(new StoragePaths(root).database).database;
    const config = loadConfig({ cwd: root, env: {} });
    this.#auth = openAuth(config, this.#database, new Throttle(), () => undefined);
    const { accounts } = this.#auth;
    const passwordHash = hashSync(password, 4);
    for (const [name, role] of people) accounts.create({ name, kind: 'user', role, passwordHash }, 'test');
    accounts.create({ name: 'signer', kind: 'user', passwordHash }, 'test');
    for (const name of ['robot+in', 'robot+out']) accounts.create({ name, kind: 'robot' }, 'test');
    for (let index = 0; index < victims; index += 1) {
      accounts.create({ name: `victim-${index}`, kind: 'user', passwordHash }, 'test');
      accounts.create({ name: `gone-${index}`, kind: 'user', passwordHash }, 'test');
      accounts.create({ name: `robot+idle-${index}`, kind: 'robot' }, 'test');
      accounts.setDisabled(`gone-${index}`, true);
    }
  }

  close(): void {
    this.#database.close();
  }

  /**
   * Everybody, by name.
   * @param origin of the server
   * @param bearerOf asks the token endpoint for a bearer token for `team/app`
   */
  async make(
    origin: string,
    bearerOf: (authorization: string) => Promise<string>,
  ): Promise<Map<string, ApiCaller>> {
    const callers = new Map<string, ApiCaller>();
    callers.set('anonymous', { ...anonymous, headers: () => ownOrigin, says: 'this origin' });
    callers.set('anonymous, who says no origin', anonymous);
    callers.set('anonymous, from another origin', {
      ...anonymous,
      headers: () => anotherOrigin,
      says: 'another origin',
    });
    for (const [name, role, rights] of people) this.#addPerson(callers, origin, name, role, rights);
    for (const [name, rights] of [
      ['robot+in', ['pull', 'push']],
      ['robot+out', []],
    ] as const) {
      const sent = withHeader(this.#token(name));
      callers.set(name, { ...sent, by: 'access token', kind: 'robot', rights });
    }
    const grants = [{ repositories: ['team/app'], actions: ['pull' as const] }];
    callers.set('an administrator with an access token that is narrowed', {
      ...withHeader(this.#token('root', { grants })),
      by: 'access token',
      role: 'administrator',
      isNarrowed: true,
      rights: ['pull'],
    });
    await this.#addRefused(callers, bearerOf);
    this.#addEnded(callers, origin);
    return callers;
  }

  #addPerson(
    callers: Map<string, ApiCaller>,
    origin: string,
    name: string,
    role: Role,
    rights: readonly Right[],
  ): void {
    callers.set(`${name}, with a password`, {
      ...withHeader(basicHeader(name, password)),
      by: 'password',
      role,
      rights,
    });
    callers.set(`${name}, with an access token`, {
      ...withHeader(this.#token(name)),
      by: 'access token',
      role,
      rights,
    });
    const session = (sent: Record<string, string>): ApiCaller => ({
      ...anonymous,
      headers: () => ({ ...sent, Cookie: this.#session(origin, name) }),
      is: 'account',
      by: 'session',
      role,
      rights,
    });
    callers.set(`${name}, with a session`, { ...session(ownOrigin), says: 'this origin' });
    callers.set(`${name}, with a session and no word of the origin`, session({}));
    callers.set(`${name}, with a session and from another origin`, {
      ...session(anotherOrigin),
      says: 'another origin',
    });
    callers.set(`${name}, with a password that a browser sends from another origin`, {
      ...withHeader(basicHeader(name, password), anotherOrigin),
      by: 'password',
      role,
      rights,
      says: 'another origin',
    });
  }

  async #addRefused(
    callers: Map<string, ApiCaller>,
    bearerOf: (authorization: string) => Promise<string>,
  ): Promise<void> {
    const refused = (what: string, authorization: string) =>
      callers.set(what, { ...withHeader(authorization), is: 'refused' });
    const byPassword = (what: string, name: string, secret: string) =>
      callers.set(what, { ...withHeader(''), headers: guesses(callers.size, name, secret), is: 'refused' });
    byPassword('a wrong password', 'victim', 'wrong horse battery');
    byPassword('a user who does not exist', 'mallory', password);
    byPassword('a robot with a password', 'robot+idle', password);
    byPassword('a disabled user', 'gone', password);
    refused('an expired access token', this.#token('writer', { expiresAtMs: Date.now() - 1 }));
    const revoked = this.#auth.accessTokens.create(newToken('writer'), 'test');
    this.#auth.accessTokens.revoke(revoked.token.id);
    refused('a revoked access token', basicHeader('writer', revoked.text));
    const good = await bearerOf(this.#token('root'));
    refused('an administrator with a bearer token for the registry', `Bearer ${good}`);
    const forged = await forgedTokens(good, this.#database);
    for (const what of [
      'expired',
      'of another audience',
      'signed with another key',
      'with the algorithm none',
    ])
      refused(`a bearer token ${what}`, `Bearer ${forged[what]}`);
    refused('a scheme that is not known', 'Negotiate YII=');
  }

  #addEnded(callers: Map<string, ApiCaller>, origin: string): void {
    const { sessions } = this.#auth;
    const ended = (what: string, cookie: string) =>
      callers.set(what, {
        ...anonymous,
        headers: () => ({ ...ownOrigin, Cookie: cookie }),
        is: 'ended',
        by: 'session',
        says: 'this origin',
      });
    const over = this.#newSession('root');
    sessions.end(over.session.id, 'root');
    ended('an administrator whose session has ended', cookieOf(origin, over.text));
    ended('a session of a disabled user', this.#session(origin, 'gone-0'));
    ended('a session that never was', cookieOf(origin, `cds_${'0'.repeat(18)}_${'A'.repeat(43)}`));
    ended('an access token in the place of a session', cookieOf(origin, this.#secret('root')));
  }

  #secret(account: string): string {
    return this.#auth.accessTokens.create(newToken(account), 'test').text;
  }

  #token(account: string, more: Partial<ReturnType<typeof newToken>> = {}): string {
    const { text } = this.#auth.accessTokens.create({ ...newToken(account), ...more }, 'test');
    return basicHeader(account, text);
  }

  #newSession(account: string) {
    const generation = this.#auth.accounts.get(account)?.generation ?? '';
    return this.#auth.sessions.create({ account, generation }, { address: undefined, client: undefined });
  }

  #session(origin: string, account: string): string {
    return cookieOf(origin, this.#newSession(account).text);
  }
}

function newToken(account: string): {
  account: string;
  label: string;
  grants: readonly Grant[] | undefined;
  expiresAtMs: number | undefined;
} {
  return { account, label: 'test', grants: undefined, expiresAtMs: undefined };
}

function withHeader(authorization: string, more: Record<string, string> = {}): ApiCaller {
  return { ...anonymous, is: 'account', headers: () => ({ ...more, authorization }), hasHeader: true };
}

function cookieOf(origin: string, text: string): string {
  return sessionCookie(origin, text, 60_000).split(';', 1)[0] ?? '';
}
