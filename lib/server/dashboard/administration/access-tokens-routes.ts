import { makeOwnToken, rotateToken, shownToken } from '@/lib/dashboard/account/own-tokens';
import { newAccountToken, type TokenList } from '@/lib/dashboard/administration/access-contract';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { apiRoute } from '../api-route';
import { tell } from '../tell';

/* `/api/v1/access/tokens`: the access tokens of everybody. */

/** `GET`: all of them without their secrets, `tokenList`. */
export const getAccountTokens = apiRoute({ for: 'auditor' }, ({ server }) => {
  const { auth } = server;
  const answer: TokenList = {
    nowMs: Date.now(),
    isOpen: auth.isOpen,
    tokens: auth.accessTokens.list().map((token) => ({ ...shownToken(token), account: token.account })),
  };
  return { json: answer };
});

/** `POST`: makes one for a user or a robot. The answer alone has its text. */
export const postAccountToken = apiRoute(
  { for: 'accounts', body: newAccountToken },
  ({ server, caller, sender, body }) => {
    const { account, ...wanted } = body;
    if (!server.auth.directory.find(account))
      throw new DashboardProblem(409, `There is nobody named ${account} who may sign in.`);
    const made = makeOwnToken(server.auth, account, wanted, caller.principal.name);
    const { id, label } = made.token;
    tell(server, 'token.create', sender, {
      actor: caller.principal.name,
      result: 'ok',
      detail: { account, token: id, label },
    });
    return { status: 201, json: made };
  },
);

/** `POST /api/v1/access/tokens/{token}/rotation`: another one in its place, whose text the answer alone has. */
export const postAccountTokenRotation = apiRoute(
  { for: 'accounts' },
  ({ server, caller, sender, params }) => {
    const id = params.token ?? '';
    const account = server.auth.accessTokens.get(id)?.account;
    const rotated = rotateToken(server.auth, id, caller.principal.name);
    const { id: token, label } = rotated.token;
    tell(server, 'token.rotate', sender, {
      actor: caller.principal.name,
      result: 'ok',
      detail: { account, token, of: id, label },
    });
    return { status: 201, json: rotated };
  },
);

/** `DELETE /api/v1/access/tokens/{token}`: ends one, and what was given for it. */
export const deleteAccountToken = apiRoute({ for: 'accounts' }, ({ server, caller, sender, params }) => {
  const { auth } = server;
  const id = params.token ?? '';
  const account = auth.accessTokens.get(id)?.account;
  if (account === undefined || !auth.accessTokens.revoke(id))
    throw new DashboardProblem(404, 'This token was revoked already.');
  tell(server, 'token.revoke', sender, {
    actor: caller.principal.name,
    result: 'ok',
    detail: { account, token: id },
  });
  return {};
});
