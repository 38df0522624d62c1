import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import type { Server } from '../server';
import { type Caller, isAuditor, mayBrowse } from './caller';

/**
 * Who may ask something of the API.
 *
 * - `anyone`: everybody, also who has not signed in
 * - `reader`: whoever may look at repositories at all; the answer is to hold only what they may pull
 * - `auditor`: administrators and auditors, and no token that is narrowed
 * - `owner`: a user about their own account, by session or password: an access token must not make others, or outlive
 *   itself
 */
export type ApiAccess = 'anyone' | 'reader' | 'auditor' | 'owner';

/** @throws DashboardProblem 401 when signing in might help, 403 or 404 when it would not */
export function requireAccess(server: Pick<Server, 'auth'>, caller: Caller, needed: ApiAccess): void {
  if (needed === 'anyone') return;
  if (caller.hasEnded)
    throw new DashboardProblem(401, 'Your session has ended. Sign in again.', { code: 'session-ended' });
  if (needed === 'owner' && server.auth.isOpen)
    throw new DashboardProblem(404, 'There are no accounts: auth.mode is none.');
  if (needed === 'reader' ? mayBrowse(server, caller) : isAllowed(server, caller, needed)) return;
  if (caller.principal.kind === 'anonymous')
    throw new DashboardProblem(401, 'Sign in first.', { code: 'signed-out' });
  const message =
    needed === 'auditor'
      ? 'Only administrators and auditors may read this. Ask an administrator for the role.'
      : 'Only a user who signs in with the password may do this, not a robot and not an access token.';
  throw new DashboardProblem(403, message, { code: 'forbidden' });
}

function isAllowed(server: Pick<Server, 'auth'>, caller: Caller, needed: 'auditor' | 'owner'): boolean {
  if (needed === 'auditor') return isAuditor(server, caller);
  return caller.principal.kind === 'user' && (caller.by === 'session' || caller.by === 'password');
}
