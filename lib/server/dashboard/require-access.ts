import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import type { Server } from '../server';
import { type Caller, isAdministrator, isAuditor, mayBrowse } from './caller';

/**
 * Who may ask something of the API.
 *
 * - `anyone`: everybody, also who has not signed in
 * - `reader`: whoever may look at repositories at all; the answer is to hold only what they may pull
 * - `signed-in`: whoever has signed in, also with an access token; the answer is to hold only what they may see
 * - `auditor`: administrators and auditors, and no token that is narrowed
 * - `administrator`: administrators, and no token that is narrowed
 * - `accounts`: administrators about who may come in, by session or password: an access token must not let others in
 * - `owner`: a user about their own account, by session or password: an access token must not make others, or outlive
 *   itself
 */
export type ApiAccess =
  | 'anyone'
  | 'reader'
  | 'signed-in'
  | 'auditor'
  | 'administrator'
  | 'accounts'
  | 'owner';

/** @throws DashboardProblem 401 when signing in might help, 403 or 404 when it would not */
export function requireAccess(server: Pick<Server, 'auth'>, caller: Caller, needed: ApiAccess): void {
  if (needed === 'anyone') return;
  if (caller.hasEnded)
    throw new DashboardProblem(401, 'Your session has ended. Sign in again.', { code: 'session-ended' });
  if ((needed === 'owner' || needed === 'accounts') && server.auth.isOpen)
    throw new DashboardProblem(404, 'There are no accounts: auth.mode is none.');
  if (needed === 'reader' ? mayBrowse(server, caller) : isAllowed(server, caller, needed)) return;
  if (caller.principal.kind === 'anonymous')
    throw new DashboardProblem(401, 'Sign in first.', { code: 'signed-out' });
  throw new DashboardProblem(403, refusals[needed], { code: 'forbidden' });
}

const refusals: Record<Exclude<ApiAccess, 'anyone'>, string> = {
  reader: 'Nothing of this registry may be read by you. Ask an administrator for a rule that allows it.',
  'signed-in': 'Sign in first.',
  auditor: 'Only administrators and auditors may read this. Ask an administrator for the role.',
  administrator: 'Only administrators may do this. Ask one of them to do it, or for the role.',
  accounts: 'Only administrators who sign in with the password may do this, not an access token.',
  owner: 'Only a user who signs in with the password may do this, not a robot and not an access token.',
};

function isAllowed(
  server: Pick<Server, 'auth'>,
  caller: Caller,
  needed: Exclude<ApiAccess, 'anyone' | 'reader'>,
): boolean {
  const isInPerson =
    caller.principal.kind === 'user' && (caller.by === 'session' || caller.by === 'password');
  switch (needed) {
    case 'signed-in':
      return server.auth.isOpen || caller.principal.kind !== 'anonymous';
    case 'auditor':
      return isAuditor(server, caller);
    case 'administrator':
      return isAdministrator(server, caller);
    case 'accounts':
      return isInPerson && isAdministrator(server, caller);
    case 'owner':
      return isInPerson;
  }
}
