import { notFound, redirect } from 'next/navigation';
import { welcomesAnybody } from '@/lib/auth/access/visibility';
import type { OwnSessions, OwnTokens, Viewer } from '@/lib/dashboard/account/contracts';
import { ownSessionsOf } from '@/lib/dashboard/account/own-sessions';
import { listOwnTokens } from '@/lib/dashboard/account/own-tokens';
import { returnPath, signInPathTo } from '@/lib/dashboard/return-path';
import { durationWords } from '@/lib/dashboard/time-words';
import { currentExchange, type Exchange } from '@/lib/http/exchange';
import { getServer } from '../instance';
import { type Caller, callerBySession, isAuditor, mayBrowse, viewerOf } from './caller';
import { contentFor, type VisibleContent } from './visible-content';

/** A page, its layout and its title ask in one request. */
const known = new WeakMap<Exchange, Caller>();

/**
 * Who asks for the running page, by the cookie of their session. It never changes that cookie: a page may already be on
 * its way; the answers of the API do.
 */
export function pageCaller(): Caller {
  const exchange = currentExchange();
  let caller = known.get(exchange);
  if (!caller) {
    caller = callerBySession(getServer(), exchange, { renews: false });
    known.set(exchange, caller);
  }
  return caller;
}

/** Who asks for the running page, as it shows them. */
export function pageViewer(): Viewer {
  return viewerOf(getServer(), pageCaller());
}

/**
 * What whoever asks for the running page may see of the registry. Every page of content begins with it; whoever has to
 * sign in first is led there, and back.
 */
export function pageContent(): VisibleContent {
  const caller = pageCaller();
  if (caller.hasEnded || !mayBrowse(getServer(), caller)) redirect(signInPathTo(pageTarget()));
  return contentFor(getServer(), caller);
}

/**
 * Whether whoever asks for the running page may read the state of the registry. Every page of administration begins with
 * it; whoever has to sign in first is led there, and back.
 */
export function pageAdministration(): { mayRead: boolean } {
  pageContent();
  return { mayRead: isAuditor(getServer(), pageCaller()) };
}

/** Lets whoever has signed in to the running page, and everybody where there are no accounts; others are led to sign in, and back. */
export function pageSignedIn(): void {
  pageContent();
  const { auth } = getServer();
  if (!auth.isOpen && pageCaller().principal.kind === 'anonymous') redirect(signInPathTo(pageTarget()));
}

/** Whoever asks for the running page, who must have signed in. Every page about an account begins with it. */
export function pageOwner(): Caller {
  if (getServer().auth.isOpen) notFound();
  const caller = pageCaller();
  if (caller.principal.kind === 'anonymous') redirect(signInPathTo(pageTarget()));
  return caller;
}

/** The path of the running page with its query, without what Next adds to its own requests. */
export function pageTarget(): string {
  const [path = '/', query = ''] = currentExchange().target.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.delete('_rsc');
  return parameters.size === 0 ? path : `${path}?${parameters}`;
}

/** What the sign-in page knows of whoever comes to it. */
export interface Entrance {
  /** Where they go then. */
  to: string;
  /** Whether they were signed in, and no longer are. */
  hasEnded: boolean;
  /** Whether there is something to see without signing in. */
  isOpen: boolean;
  /** What the provider of OpenID Connect is called, where people can sign in with one. */
  provider: string | undefined;
}

/** Lets somebody to the sign-in page who has to sign in; others are led on. @param to as it stands in the address */
export function pageEntrance(to: string | undefined): Entrance {
  const { auth, oidc, config } = getServer();
  const path = returnPath(to);
  const { principal, hasEnded = false } = pageCaller();
  if (auth.isOpen || principal.kind !== 'anonymous') redirect(path);
  return { to: path, hasEnded, isOpen: welcomesAnybody(auth), provider: oidc && config.oidc?.displayName };
}

/** What the account page shows of its owner besides what changes. */
export function pageAccount() {
  const { name, role, groups } = pageOwner().principal;
  const { auth, config } = getServer();
  const { createdAtMs, note } = auth.accounts.get(name) ?? {};
  return {
    name,
    role,
    groups: [...groups],
    /** Of `database` alone the password can be changed here. */
    source: auth.directory.find(name)?.source ?? 'database',
    provider: config.oidc?.displayName ?? null,
    createdAtMs: createdAtMs ?? null,
    note: note ?? null,
    nowMs: Date.now(),
    sessionIdle: durationWords(config.auth.sessionIdleMs),
    sessionLifetime: durationWords(config.auth.sessionLifetimeMs),
  };
}

/** The sessions and the access tokens of whoever asks for the running page. */
export function pageAccountLists(): { sessions: OwnSessions; tokens: OwnTokens } {
  const { principal, generation = '', session } = pageOwner();
  const { auth } = getServer();
  return {
    sessions: ownSessionsOf(auth.sessions.list(principal.name, generation), session?.id),
    tokens: listOwnTokens(auth, principal.name),
  };
}
