import { newTokenBody } from '@/lib/dashboard/account/contracts';
import { listOwnTokens, makeOwnToken, revokeOwnToken } from '@/lib/dashboard/account/own-tokens';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { apiRoute } from '../api-route';
import { tell } from '../tell';

/* `/api/v1/tokens`: the access tokens of whoever asks. */

/** `GET`: all of them, without their secrets. */
export const getTokens = apiRoute({ for: 'owner' }, ({ server, caller }) => ({
  json: listOwnTokens(server.auth, caller.principal.name),
}));

/** `POST`: makes one. The answer alone has its text. */
export const postToken = apiRoute(
  { for: 'owner', body: newTokenBody },
  ({ server, caller, sender, body }) => {
    const { name } = caller.principal;
    const made = makeOwnToken(server.auth, name, body);
    const { id, label } = made.token;
    tell(server, 'token.create', sender, {
      actor: name,
      result: 'ok',
      detail: { account: name, token: id, label },
    });
    return { status: 201, json: made };
  },
);

/** `DELETE /api/v1/tokens/{token}`: ends one, and what was given for it. */
export const deleteToken = apiRoute({ for: 'owner' }, ({ server, caller, sender, params }) => {
  const { name } = caller.principal;
  const id = params.token ?? '';
  if (!revokeOwnToken(server.auth, name, id))
    throw new DashboardProblem(404, 'This token was revoked already.');
  tell(server, 'token.revoke', sender, { actor: name, result: 'ok', detail: { account: name, token: id } });
  return {};
});
