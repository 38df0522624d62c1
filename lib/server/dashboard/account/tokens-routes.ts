import { newTokenBody } from '@/lib/dashboard/account/contracts';
import { listOwnTokens, makeOwnToken, revokeOwnToken, rotateToken } from '@/lib/dashboard/account/own-tokens';
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

/** `POST /api/v1/tokens/{token}/rotation`: another one in its place, whose text the answer alone has. */
export const postTokenRotation = apiRoute({ for: 'owner' }, ({ server, caller, sender, params }) => {
  const { name } = caller.principal;
  const id = params.token ?? '';
  // What somebody else has is as little there as what nobody has.
  const isOwn = server.auth.accessTokens.get(id)?.account === name;
  const rotated = rotateToken(server.auth, isOwn ? id : '', name);
  const { id: token, label } = rotated.token;
  tell(server, 'token.rotate', sender, {
    actor: name,
    result: 'ok',
    detail: { account: name, token, of: id, label },
  });
  return { status: 201, json: rotated };
});

/** `DELETE /api/v1/tokens/{token}`: ends one, and what was given for it. */
export const deleteToken = apiRoute({ for: 'owner' }, ({ server, caller, sender, params }) => {
  const { name } = caller.principal;
  const id = params.token ?? '';
  if (!revokeOwnToken(server.auth, name, id))
    throw new DashboardProblem(404, 'This token was revoked already.');
  tell(server, 'token.revoke', sender, { actor: name, result: 'ok', detail: { account: name, token: id } });
  return {};
});
