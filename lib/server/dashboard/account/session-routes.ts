import { type SessionAnswer, signInBody } from '@/lib/dashboard/account/contracts';
import { signIn, signInProblem } from '@/lib/dashboard/account/sign-in';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import type { ApiProblem } from '@/lib/dashboard/problem-contract';
import { returnPath, signInPath } from '@/lib/dashboard/return-path';
import { endedSessionCookie, sessionCookie } from '@/lib/dashboard/session-cookie';
import type { Server } from '../../server';
import { apiRoute } from '../api-route';
import { type Caller, viewerOf } from '../caller';
import { tell, tellOfSignIn } from '../tell';

/* `/api/v1/session`: the session of the browser that asks. */

/** `GET`: who asks, for pages and for programs that try their token. */
export const getSession = apiRoute({ for: 'anyone' }, ({ server, caller }) => ({
  json: answerOf(server, caller),
}));

/**
 * `POST`: signs in with a name and a password. The session that the browser had, if any, ends: a cookie that somebody
 * else put there is worth nothing afterwards.
 */
export const postSession = apiRoute(
  {
    for: 'anyone',
    body: signInBody,
    form: { done: (given) => returnPath(toOf(given)), failed: failedPath },
  },
  async ({ server, caller, sender, origin, body }) => {
    const { auth } = server;
    if (auth.isOpen) throw new DashboardProblem(404, 'There are no accounts: auth.mode is none.');
    const outcome = await signIn(auth, body, sender);
    if ('refused' in outcome) {
      tellOfSignIn(server, outcome, sender);
      throw signInProblem(outcome);
    }
    const { session, text, holder } = outcome;
    if (caller.session) auth.sessions.end(caller.session.id, caller.session.account);
    tell(server, 'account.signin', sender, {
      actor: session.account,
      result: 'ok',
      detail: { at: 'dashboard', session: session.id },
    });
    return {
      json: answerOf(server, { principal: holder.principal, by: 'session', session }),
      cookie: sessionCookie(origin, text, session.endsAtMs - Date.now()),
    };
  },
);

/** `DELETE`: signs out, and forgets a cookie whose session has ended. */
export const deleteSession = apiRoute({ for: 'anyone' }, ({ server, caller, sender, origin }) => {
  const { session } = caller;
  if (session) {
    server.auth.sessions.end(session.id, session.account);
    tell(server, 'account.signout', sender, {
      actor: session.account,
      result: 'ok',
      detail: { session: session.id },
    });
  }
  return { cookie: endedSessionCookie(origin) };
});

function answerOf(server: Pick<Server, 'auth' | 'config'>, caller: Caller): SessionAnswer {
  const { session } = caller;
  return {
    viewer: viewerOf(server, caller),
    session: session
      ? { id: session.id, createdAtMs: session.createdAtMs, endsAtMs: session.endsAtMs }
      : null,
  };
}

/** The sign-in page that says what went wrong, and still knows where to go. */
function failedPath({ code, retryAfterS }: ApiProblem['error'], given: unknown): string {
  const query = new URLSearchParams({ problem: code ?? 'failed' });
  if (retryAfterS !== undefined) query.set('wait', String(retryAfterS));
  const to = returnPath(toOf(given));
  if (to !== '/') query.set('to', to);
  return `${signInPath}?${query}`;
}

function toOf(given: unknown): string | undefined {
  const { to } = (given ?? {}) as { to?: unknown };
  return typeof to === 'string' ? to : undefined;
}
