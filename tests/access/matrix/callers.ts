import { hashPassword } from '../../../lib/auth/identity/password';
import { newSecret } from '../../../lib/auth/identity/secret';
import { forgedTokens } from '../fixture/forged-tokens';
import { basicHeader, type GuardedRegistry } from '../fixture/guarded-registry';
import { type Place, places, type Right } from './places';

/** Who sends a request, with what, and what they may do: written down by hand, for nothing here asks the product. */
export interface Caller {
  headers: Record<string, string>;
  /** Whether what they send lets them in. */
  is: 'refused' | 'anonymous' | 'account';
  /** Whether they send a bearer token. */
  hasToken: boolean;
  rights: (place: Place) => readonly Right[];
  /** What the bearer token is for in a repository; everything, when absent. */
  scope?: (place: Place) => readonly Right[];
  /** Whether the bearer token is for the catalog. */
  listsCatalog?: boolean;
  /** The name and the password or access token, of whoever sends one. */
  signsInWith?: { name: string; secret: string };
}

const all: readonly Right[] = ['pull', 'push', 'retag', 'delete'];
const visitor: Caller['rights'] = ({ area }) => (area === 'public' ? ['pull'] : []);
const inTeam =
  (...rights: Right[]): Caller['rights'] =>
  (place) =>
    place.area === 'team' ? rights : visitor(place);
const butSealed =
  (...rights: Right[]): Caller['rights'] =>
  ({ area }) =>
    area === 'sealed' ? [] : rights;
const anonymous: Caller = { headers: {}, is: 'anonymous', hasToken: false, rights: visitor };
const nobody: Omit<Caller, 'headers'> = { is: 'refused', hasToken: false, rights: visitor };

/** The rules under which the callers have the rights that they are said to have here. */
export const rules = [
  { subjects: ['user:reader'], repositories: ['team/*', 'alpine'], actions: ['pull'] },
  { subjects: ['group:crew'], repositories: ['team/*', 'alpine'], actions: ['pull'] },
  {
    subjects: ['user:writer', 'user:gone', 'robot:in'],
    repositories: ['team/*', 'alpine'],
    actions: ['pull', 'push'],
  },
  { subjects: ['user:retagger'], repositories: ['team/*', 'alpine'], actions: ['pull', 'retag'] },
  { subjects: ['user:deleter'], repositories: ['team/*', 'alpine'], actions: ['pull', 'delete'] },
  { subjects: ['user:keeper'], repositories: ['team/**', 'alpine'], actions: ['administer'] },
  { subjects: ['user:alice'], repositories: ['team/*', 'alpine'], actions: ['pull', 'push', 'delete'] },
  { subjects: ['robot:out'], repositories: ['other/**'], actions: ['administer'] },
];

/** What a caller is let in by: a new one for each request would cost a bcrypt hash each. */
export const isComparedByBcrypt = ({ signsInWith }: Caller): boolean =>
  signsInWith !== undefined && !signsInWith.secret.startsWith('cdt_');

/** Makes all callers, by name. */
export async function makeCallers(guarded: GuardedRegistry): Promise<Map<string, Caller>> {
  const { server, account, accessToken, bearer } = guarded;
  const callers = new Map<string, Caller>();
  const wholeScope = [
    ...places.map(({ name }) => `repository:${name}:pull,push,delete`),
    'registry:catalog:*',
  ];

  callers.set('anonymous', anonymous);
  callers.set('anonymous with an empty name and password', {
    ...anonymous,
    headers: { authorization: basicHeader('', '') },
  });
  callers.set('anonymous with a token', {
    ...anonymous,
    headers: { authorization: `Bearer ${await bearer(undefined, ...wholeScope)}` },
    hasToken: true,
    listsCatalog: true,
  });
  callers.set('the cookie of a session in place of a token', {
    ...anonymous,
    headers: { cookie: sessionCookies(guarded) },
  });

  for (const [name, rights, role] of [
    ['stranger', visitor, 'user'],
    ['reader', inTeam('pull'), 'user'],
    ['crewmember', inTeam('pull'), 'user'],
    ['writer', inTeam('pull', 'push', 'retag'), 'user'],
    ['retagger', inTeam('pull', 'retag'), 'user'],
    ['deleter', inTeam('pull', 'delete'), 'user'],
    ['keeper', inTeam(...all), 'user'],
    ['auditor', butSealed('pull'), 'auditor'],
    ['administrator', butSealed(...all), 'administrator'],
    ['robot+in', inTeam('pull', 'push', 'retag'), 'user'],
    ['robot+out', visitor, 'user'],
  ] as const) {
    const signIn = account(name, { role });
    const { authorization } = signIn;
    if (name === 'crewmember') server.auth.accounts.join('crew', name);
    server.auth.directory.forget();
    const caller: Caller = { headers: { authorization }, is: 'account', hasToken: false, rights };
    callers.set(name, { ...caller, signsInWith: signIn });
    callers.set(`${name}, with a bearer token`, {
      ...caller,
      headers: { authorization: `Bearer ${await bearer(authorization, ...wholeScope)}` },
      hasToken: true,
      listsCatalog: true,
    });
  }

  const alice = { name: 'alice', secret: 'right horse battery' };
  server.auth.accounts.create(
    { name: alice.name, kind: 'user', passwordHash: await hashPassword(alice.secret) },
    'test',
  );
  callers.set('a user with a password', {
    is: 'account',
    hasToken: false,
    headers: { authorization: basicHeader(alice.name, alice.secret) },
    signsInWith: alice,
    rights: inTeam('pull', 'push', 'retag', 'delete'),
  });

  const writer = { is: 'account' as const, rights: inTeam('pull', 'push', 'retag') };
  const writerSignIn = accessToken('writer');
  const ofWriter = (token: string) => ({ ...writer, hasToken: true, headers: headersOf(`Bearer ${token}`) });
  callers.set('writer, with an access token as a bearer token', ofWriter(writerSignIn.secret));
  callers.set('writer, with a bearer token for another repository', {
    ...ofWriter(await bearer(writerSignIn.authorization, 'repository:team/other:pull,push')),
    scope: () => [],
  });
  callers.set('writer, with a bearer token for pulling from one repository', {
    ...ofWriter(await bearer(writerSignIn.authorization, 'repository:team/app:pull')),
    scope: ({ name }) => (name === 'team/app' ? ['pull'] : []),
  });
  callers.set('writer, with a bearer token for nothing', {
    ...ofWriter(await bearer(writerSignIn.authorization)),
    scope: () => [],
  });
  const grants = [{ repositories: ['team/app'], actions: ['pull' as const] }];
  const narrowed = accessToken('writer', { grants });
  callers.set('writer, with an access token for pulling from one repository', {
    is: 'account',
    hasToken: false,
    headers: headersOf(narrowed.authorization),
    signsInWith: narrowed,
    rights: ({ name }) => (name === 'team/app' ? ['pull'] : []),
  });
  await addRefused(guarded, callers);
  return callers;
}

/** Those whom nothing of what they send lets in. */
async function addRefused(
  { server, account, accessToken, bearer }: GuardedRegistry,
  callers: Map<string, Caller>,
): Promise<void> {
  const { accounts, directory, accessTokens } = server.auth;
  const refused = (name: string, authorization: string) =>
    callers.set(name, {
      ...nobody,
      headers: { authorization },
      hasToken: /^bearer /i.test(authorization),
    });
  const refusedAs = (what: string, name: string, secret: string) =>
    callers.set(what, {
      ...nobody,
      headers: { authorization: basicHeader(name, secret) },
      hasToken: false,
      signsInWith: { name, secret },
    });
  refusedAs('a wrong password', 'alice', 'wrong horse battery');
  refusedAs('a user who does not exist', 'mallory', 'right horse battery');
  refusedAs('a right password under a name in capitals', 'Alice', 'right horse battery');
  refusedAs('a robot with a password', 'robot+in', 'right horse battery');
  refusedAs('an access token under another name', 'reader', accessToken('writer').secret);

  const gone = account('gone');
  refusedAs('a disabled user', gone.name, gone.secret);
  refused('a disabled user, with a bearer token of before', `Bearer ${await bearer(gone.authorization)}`);
  const expired = accessToken('writer', { expiresAtMs: Date.now() - 1 });
  refusedAs('an expired access token', expired.name, expired.secret);
  refused('an expired access token as a bearer token', `Bearer ${expired.secret}`);
  const revoked = accessToken('writer');
  refusedAs('a revoked access token', revoked.name, revoked.secret);
  refused('a bearer token of a revoked access token', `Bearer ${await bearer(revoked.authorization)}`);
  accounts.setDisabled('gone', true);
  accessTokens.revoke(revoked.tokenId);
  directory.forget();

  const good = await bearer(accessToken('writer').authorization, 'repository:team/app:pull,push');
  const forged = await forgedTokens(good, server.auth.database);
  for (const what of [
    'expired',
    'of another audience',
    'of another issuer',
    'signed with another key',
    'with the algorithm none',
    'with the public key as an HMAC key, PEM',
    'with claims that were changed',
  ])
    refused(`a bearer token ${what}`, `Bearer ${forged[what]}`);

  refused('an authorization of one word', 'garbage');
  refused('an authorization that is no base64', 'Basic !!!!');
  refused('an authorization without a colon', `Basic ${Buffer.from('writer').toString('base64')}`);
  refused('a scheme that is not known', `Digest ${writerDigest}`);
  refused('a refresh token as a bearer token', `Bearer cdr_${'0'.repeat(18)}_${'A'.repeat(43)}`);
}

const writerDigest = 'username="writer", realm="CyberDock", nonce="1", uri="/v2/", response="0"';

function headersOf(authorization: string): Record<string, string> {
  return { authorization };
}

/** The cookies that a browser sends in which an administrator is signed in to the dashboard. */
function sessionCookies({ server, port }: GuardedRegistry): string {
  const { database, accounts } = server.auth;
  const { id, text, hash } = newSecret('cds');
  const nowMs = Date.now();
  database.run(
    database.query.insertInto('session').values({
      id,
      account: 'root',
      generation: accounts.get('root')?.generation ?? '',
      secret_hash: hash,
      previous_hash: null,
      rotated_at_ms: nowMs,
      created_at_ms: nowMs,
      seen_at_ms: nowMs,
      address: null,
      client: null,
    }),
  );
  return [`cyberdock-${port}`, 'cyberdock', '__Host-cyberdock'].map((name) => `${name}=${text}`).join('; ');
}
