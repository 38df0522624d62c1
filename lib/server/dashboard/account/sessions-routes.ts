import { ownSessionsOf } from '@/lib/dashboard/account/own-sessions';
import { signOutEverywhere } from '@/lib/dashboard/account/sign-out-everywhere';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { endedSessionCookie } from '@/lib/dashboard/session-cookie';
import { apiRoute } from '../api-route';
import { tell } from '../tell';

/* `/api/v1/sessions`: all sessions of whoever asks. */

/** `GET`: where they are signed in. */
export const getSessions = apiRoute({ for: 'owner' }, ({ server, caller }) => ({
  json: ownSessionsOf(
    server.auth.sessions.list(caller.principal.name, caller.generation ?? ''),
    caller.session?.id,
  ),
}));

/** `DELETE`: signs out everywhere, this browser included, and ends the tokens that the password gave. */
export const deleteSessions = apiRoute({ for: 'owner' }, ({ server, caller, sender, origin }) => {
  const { name } = caller.principal;
  signOutEverywhere(server.auth, name);
  tell(server, 'account.signout', sender, { actor: name, result: 'ok', detail: { everywhere: true } });
  return { cookie: endedSessionCookie(origin) };
});

/** `DELETE /api/v1/sessions/{session}`: ends one of them. */
export const deleteOneSession = apiRoute({ for: 'owner' }, ({ server, caller, sender, origin, params }) => {
  const { name } = caller.principal;
  const id = params.session ?? '';
  if (!server.auth.sessions.end(id, name)) throw new DashboardProblem(404, 'This session has ended already.');
  tell(server, 'session.end', sender, { actor: name, result: 'ok', detail: { session: id } });
  return id === caller.session?.id ? { cookie: endedSessionCookie(origin) } : {};
});
