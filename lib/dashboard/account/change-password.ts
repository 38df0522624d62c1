import type { Auth } from '@/lib/auth/auth';
import type { Refused } from '@/lib/auth/authenticator';
import { hashPassword, passwordProblem } from '@/lib/auth/identity/password';
import { DashboardProblem } from '../dashboard-problem';

/** Who changes their password. */
interface Owner {
  name: string;
  generation: string;
  /** The session that goes on. */
  sessionId: string | undefined;
}

/**
 * Sets another password for somebody who knows the present one: every other session, and every token that the old
 * password gave, ends; access tokens stay.
 * @returns the text of the session's cookie from now on; or why the present password was refused
 * @throws DashboardProblem when the new one can't be one, or the account is not kept in the database
 */
export async function changePassword(
  auth: Auth,
  { name, generation, sessionId }: Owner,
  { current, next }: { current: string; next: string },
  address: string,
): Promise<{ cookie: string | undefined } | Refused> {
  const source = auth.directory.find(name)?.source;
  if (source === 'oidc')
    throw new DashboardProblem(
      409,
      'You sign in with your identity provider, and have no password here. For container clients, make an access token.',
    );
  if (source !== 'database')
    throw new DashboardProblem(
      409,
      'This password is kept in the htpasswd file of the registry: ask an administrator for another one.',
    );
  const problem =
    current === next ? 'the new password is the present one: choose another' : passwordProblem(next);
  if (problem !== undefined)
    throw new DashboardProblem(400, `${capitalised(problem)}.`, { code: 'password' });
  const outcome = await auth.authenticator.authenticate({ kind: 'basic', name, password: current }, address);
  if ('refused' in outcome) return outcome;
  if (outcome.accessToken !== undefined) return { refused: 'wrong', name };
  const hash = await hashPassword(next);
  const cookie = auth.database.durably(() => {
    const account = auth.accounts.get(name);
    // Hashing took its time: an administrator may have disabled the account, or set another password.
    if (!account || account.isDisabled || account.generation !== generation)
      throw new DashboardProblem(409, 'The account was changed meanwhile. Sign in again.');
    auth.accounts.setPassword(name, hash);
    auth.sessions.endAll(name, sessionId);
    if (sessionId === undefined) return undefined;
    return auth.sessions.renew(sessionId, auth.accounts.get(name)?.generation ?? '');
  });
  auth.directory.forget(name);
  return { cookie };
}

function capitalised(sentence: string): string {
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}
