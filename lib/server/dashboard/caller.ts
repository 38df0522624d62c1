import { visibilityOf, welcomesAnybody } from '@/lib/auth/access/visibility';
import { parseCredentials } from '@/lib/auth/credentials';
import { anonymous, type Principal, unrestricted } from '@/lib/auth/principal';
import type { Sender, Session } from '@/lib/auth/sessions';
import type { Viewer } from '@/lib/dashboard/account/contracts';
import { signInProblem } from '@/lib/dashboard/account/sign-in';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { readSessionCookie } from '@/lib/dashboard/session-cookie';
import type { Exchange } from '@/lib/http/exchange';
import type { Server } from '../server';
import { tellOfSignIn } from './tell';

/** Who asks something of the dashboard: a page, or its API. */
export interface Caller {
  principal: Principal;
  /** How they said who they are. */
  by: 'nothing' | 'session' | 'password' | 'access token';
  /** The account's; absent for who has not signed in. */
  generation?: string;
  session?: Session;
  /** The text of the session's cookie from now on, when that is to be another one. */
  renewed?: string;
  /** Whether they came with the cookie of a session that has ended. */
  hasEnded?: boolean;
}

/** Where an exchange came from. */
export function senderOf({ forwarding }: Pick<Server, 'forwarding'>, exchange: Exchange): Sender {
  return {
    address: forwarding.client(exchange).address,
    client: exchange.request.headers['user-agent'],
  };
}

/**
 * Who asks, by the cookie of their session and nothing else, as pages do.
 * @param renews whether the answer can bring another cookie
 */
export function callerBySession(server: Server, exchange: Exchange, { renews }: { renews: boolean }): Caller {
  const { auth, forwarding } = server;
  if (auth.isOpen) return { principal: unrestricted, by: 'nothing' };
  const origin = forwarding.publicOrigin(exchange);
  const text = readSessionCookie(exchange.request.headers.cookie, origin);
  if (text === undefined) return { principal: anonymous, by: 'nothing' };
  const found = auth.sessions.find(text, senderOf(server, exchange), { renews });
  const holder = found && holderOf(auth, found.session);
  if (!found || !holder) return { principal: anonymous, by: 'nothing', hasEnded: true };
  const { session, renewed } = found;
  return { principal: holder.principal, by: 'session', generation: session.generation, session, renewed };
}

/**
 * Who asks the API: by a password or an access token in the header `Authorization`, or else by the cookie of their
 * session. A bearer token is for the distribution API alone.
 * @param renews whether the answer can bring another cookie
 * @throws DashboardProblem 401 or 429
 */
export async function callerOfApi(
  server: Server,
  exchange: Exchange,
  { renews }: { renews: boolean },
): Promise<Caller> {
  const { auth } = server;
  const credentials = parseCredentials(exchange.request.headers.authorization);
  if (auth.isOpen || credentials.kind === 'none') return callerBySession(server, exchange, { renews });
  if (credentials.kind === 'bearer' && !credentials.token.startsWith('cdt_'))
    throw new DashboardProblem(401, 'Bearer tokens are for /v2. Send a password or an access token.', {
      code: 'wrong',
    });
  const sender = senderOf(server, exchange);
  const outcome = await auth.authenticator.authenticate(credentials, sender.address ?? '');
  tellOfSignIn(server, outcome, sender);
  if ('refused' in outcome) throw signInProblem(outcome);
  const { principal, generation, accessToken } = outcome;
  return { principal, generation, by: accessToken === undefined ? 'password' : 'access token' };
}

/**
 * Who somebody is by now, whose request goes on: of a session whether it still does, without taking that for a use of
 * it. @returns undefined when nothing lets them in any more
 */
export async function presentCaller(
  server: Server,
  exchange: Exchange,
  caller: Caller,
): Promise<Caller | undefined> {
  const present = await byNow(server, exchange, caller);
  return present && mayBrowse(server, present) ? present : undefined;
}

async function byNow(server: Server, exchange: Exchange, caller: Caller): Promise<Caller | undefined> {
  const { auth } = server;
  const { session } = caller;
  if (auth.isOpen || caller.by === 'nothing') return caller;
  if (caller.by !== 'session')
    return await callerOfApi(server, exchange, { renews: false }).catch((error: unknown) => {
      if (error instanceof DashboardProblem) return undefined;
      throw error;
    });
  const goesOn =
    session && auth.sessions.list(session.account, session.generation).some(({ id }) => id === session.id);
  const holder = goesOn ? holderOf(auth, session) : undefined;
  return holder && { ...caller, principal: holder.principal };
}

function holderOf({ authenticator, directory }: Server['auth'], { account, generation }: Session) {
  const known = authenticator.holder(account, generation, undefined);
  if (known) return known;
  // Their password may just have been changed by another process, where this session goes on with the new one.
  directory.forget(account);
  return authenticator.holder(account, generation, undefined);
}

/** Whether they may look at lists of repositories: whoever has signed in, and everybody where something is open. */
export function mayBrowse({ auth }: Pick<Server, 'auth'>, { principal }: Caller): boolean {
  return principal.kind !== 'anonymous' || welcomesAnybody(auth);
}

/** Whether they read everything of the registry, its state too. A token that is narrowed gives no such right. */
export function isAuditor({ auth }: Pick<Server, 'auth'>, { principal }: Caller): boolean {
  return auth.isOpen || (principal.role !== 'user' && principal.limits === undefined);
}

/** Whether they may change everything of the registry. A token that is narrowed gives no such right. */
export function isAdministrator({ auth }: Pick<Server, 'auth'>, { principal }: Caller): boolean {
  return auth.isOpen || (principal.role === 'administrator' && principal.limits === undefined);
}

/** What they may see of the repositories; `undefined` when it is everything. */
export function visibleTo({ auth }: Pick<Server, 'auth'>, { principal }: Caller) {
  return visibilityOf(auth, principal);
}

/** Who they are, as pages show it. */
export function viewerOf({ auth, config }: Pick<Server, 'auth' | 'config'>, { principal }: Caller): Viewer {
  if (auth.isOpen) return { kind: 'everybody' };
  const { kind, name, role, groups } = principal;
  if (kind === 'anonymous') return { kind };
  const provider = auth.directory.find(name)?.source === 'oidc' ? config.oidc?.displayName : undefined;
  return { kind, name, role, groups: [...groups], ...(provider !== undefined && { provider }) };
}
