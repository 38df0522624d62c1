import { changePassword } from '@/lib/dashboard/account/change-password';
import { passwordBody } from '@/lib/dashboard/account/contracts';
import { signInProblem } from '@/lib/dashboard/account/sign-in';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { sessionCookie } from '@/lib/dashboard/session-cookie';
import { apiRoute } from '../api-route';
import { tell } from '../tell';

/** `PUT /api/v1/password`: another password of whoever asks, who says the present one again. */
export const putPassword = apiRoute(
  { for: 'owner', body: passwordBody },
  async ({ server, caller, sender, origin, body }) => {
    const { name } = caller.principal;
    const { session } = caller;
    const owner = { name, generation: caller.generation ?? '', sessionId: session?.id };
    const outcome = await changePassword(server.auth, owner, body, sender.address ?? '');
    if ('refused' in outcome) {
      tell(server, 'account.password', sender, {
        actor: name,
        result: 'DENIED',
        detail: { reason: outcome.refused },
      });
      // Not 401: who asks is signed in all the same.
      if (outcome.refused === 'wrong')
        throw new DashboardProblem(400, 'The present password is wrong.', { code: 'wrong' });
      throw signInProblem(outcome);
    }
    tell(server, 'account.password', sender, { actor: name, result: 'ok', detail: { account: name } });
    if (outcome.cookie === undefined || !session) return {};
    return { cookie: sessionCookie(origin, outcome.cookie, session.endsAtMs - Date.now()) };
  },
);
