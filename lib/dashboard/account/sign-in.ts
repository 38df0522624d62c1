import type { Auth } from '@/lib/auth/auth';
import type { Authenticated, Refused } from '@/lib/auth/authenticator';
import type { Sender, Session } from '@/lib/auth/sessions';
import { DashboardProblem } from '../dashboard-problem';

/** Somebody who has just signed in. */
export interface SignedIn {
  session: Session;
  /** Of the cookie. */
  text: string;
  holder: Authenticated;
}

/**
 * Begins a session for a name and a password. An access token does not stand for the password here: it may be
 * narrowed, and ends where a session would go on.
 * @returns the session, or why it was refused, for `signInProblem`
 */
export async function signIn(
  auth: Auth,
  { name, password }: { name: string; password: string },
  sender: Sender,
): Promise<SignedIn | Refused> {
  const given = name.trim();
  if (password.startsWith('cdt_')) return { refused: 'wrong', name: given };
  const outcome = await auth.authenticator.authenticate(
    { kind: 'basic', name: given, password },
    sender.address ?? '',
  );
  if ('refused' in outcome) return outcome;
  const { principal, generation } = outcome;
  if (principal.kind !== 'user' || generation === undefined) return { refused: 'wrong', name: given };
  const account = auth.accounts.get(principal.name);
  if (account) auth.accounts.signedIn(account, Date.now());
  return { ...auth.sessions.create({ account: principal.name, generation }, sender), holder: outcome };
}

/** What the person is told whose sign-in was refused. */
export function signInProblem({ refused, retryAfterS }: Refused): DashboardProblem {
  switch (refused) {
    case 'throttled':
      return new DashboardProblem(429, `Too many wrong passwords. Try again in ${retryAfterS} s.`, {
        code: 'throttled',
        retryAfterS,
      });
    case 'busy':
      return new DashboardProblem(429, `Too many are signing in. Try again in ${retryAfterS} s.`, {
        code: 'busy',
        retryAfterS,
      });
    case 'stale':
      return new DashboardProblem(
        401,
        'You signed in with the identity provider too long ago. Sign in to the dashboard with it once more.',
        { code: 'wrong' },
      );
    default:
      return new DashboardProblem(401, 'The name or the password is wrong.', { code: 'wrong' });
  }
}
