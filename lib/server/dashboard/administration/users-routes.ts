import { generatePassword, hashPassword } from '@/lib/auth/identity/password';
import { robotPrefix } from '@/lib/auth/principal';
import { ownSessionsOf } from '@/lib/dashboard/account/own-sessions';
import { listOwnTokens } from '@/lib/dashboard/account/own-tokens';
import { signOutEverywhere } from '@/lib/dashboard/account/sign-out-everywhere';
import {
  type Account,
  type AccountDetail,
  type AccountList,
  accountChange,
  newAccountBody,
} from '@/lib/dashboard/administration/access-contract';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import type { Server } from '../../server';
import { apiRoute } from '../api-route';
import { tell } from '../tell';
import { explained } from './explained';

/* `/api/v1/access/users`: the accounts of users and robots. */

/** `GET`: all of them, `accountList`. */
export const getAccounts = apiRoute({ for: 'auditor' }, ({ server }) => {
  const answer: AccountList = {
    nowMs: Date.now(),
    isOpen: server.auth.isOpen,
    accounts: accountsOf(server),
  };
  return { json: answer };
});

/** `GET /api/v1/access/users/{user}`: one with its sessions and tokens, `accountDetail`. */
export const getAccount = apiRoute({ for: 'auditor' }, ({ server, params, caller }) => {
  const { auth } = server;
  const account = accountOf(server, params.user);
  const { name } = account;
  const generation = auth.accounts.get(name)?.generation ?? auth.directory.find(name)?.generation ?? '';
  const answer: AccountDetail = {
    nowMs: Date.now(),
    account,
    sessions: ownSessionsOf(auth.sessions.list(name, generation), caller.session?.id).sessions,
    tokens: listOwnTokens(auth, name).tokens,
  };
  return { json: answer };
});

/** `POST`: makes one. The answer alone has the password of a user, or the first access token of a robot. */
export const postAccount = apiRoute(
  { for: 'accounts', body: newAccountBody },
  async ({ server, caller, sender, body }) => {
    const { auth } = server;
    const by = caller.principal.name;
    const { kind, role } = body;
    const note = body.note?.trim() || undefined;
    const say = (action: 'account.create' | 'token.create', detail: Record<string, unknown>) =>
      tell(server, action, sender, { actor: by, result: 'ok', detail });
    if (kind === 'user') {
      const name = body.name.trim();
      const secret = generatePassword();
      const passwordHash = await hashPassword(secret);
      await explained(() => auth.accounts.create({ name, kind, passwordHash, role, note }, by));
      say('account.create', { account: name, role });
      return { status: 201, json: { name, secret } };
    }
    const name = `${robotPrefix}${body.name.trim()}`;
    const made = await explained(() =>
      auth.database.durably(() => {
        auth.accounts.create({ name, kind, note }, by);
        const first = { account: name, label: 'the first', grants: undefined, expiresAtMs: undefined };
        return auth.accessTokens.create(first, by);
      }),
    );
    say('account.create', { account: name });
    say('token.create', { account: name, token: made.token.id });
    return { status: 201, json: { name, secret: made.text } };
  },
);

/** `PUT /api/v1/access/users/{user}`: another role, or lets them in no more, or again. */
export const putAccount = apiRoute(
  { for: 'accounts', body: accountChange },
  async ({ server, caller, sender, params, body }) => {
    const { auth } = server;
    const { name } = accountOf(server, params.user);
    const { role, isDisabled } = body;
    const actor = caller.principal.name;
    if (role !== undefined) {
      await explained(() => auth.accounts.setRole(name, role));
      tell(server, 'account.role', sender, { actor, result: 'ok', detail: { account: name, role } });
    }
    if (isDisabled !== undefined) {
      await explained(() => auth.accounts.setDisabled(name, isDisabled));
      const action = isDisabled ? 'account.disable' : 'account.enable';
      tell(server, action, sender, { actor, result: 'ok', detail: { account: name } });
    }
    return {};
  },
);

/** `POST /api/v1/access/users/{user}/password`: another password, which the answer alone has. */
export const postPassword = apiRoute({ for: 'accounts' }, async ({ server, caller, sender, params }) => {
  const { name, kind } = accountOf(server, params.user);
  if (kind === 'robot') throw new DashboardProblem(409, 'Robots have no password. Make an access token.');
  const secret = generatePassword();
  const hash = await hashPassword(secret);
  await explained(() => server.auth.accounts.setPassword(name, hash));
  tell(server, 'account.password', sender, {
    actor: caller.principal.name,
    result: 'ok',
    detail: { account: name },
  });
  return { json: { name, secret } };
});

/** `POST /api/v1/access/users/{user}/sign-out`: ends every session, and every token that the password gave. */
export const postSignOut = apiRoute({ for: 'accounts' }, ({ server, caller, sender, params }) => {
  const { auth } = server;
  const { name } = accountOf(server, params.user);
  signOutEverywhere(auth, name);
  tell(server, 'account.signout', sender, {
    actor: caller.principal.name,
    result: 'ok',
    detail: { account: name, everywhere: true },
  });
  return {};
});

/** `DELETE /api/v1/access/users/{user}`: removes one, with its tokens, sessions and places in groups. */
export const deleteAccount = apiRoute({ for: 'accounts' }, async ({ server, caller, sender, params }) => {
  const { name } = accountOf(server, params.user);
  await explained(() => server.auth.accounts.remove(name));
  tell(server, 'account.remove', sender, {
    actor: caller.principal.name,
    result: 'ok',
    detail: { account: name },
  });
  return {};
});

/** `DELETE /api/v1/access/users/{user}/sessions/{session}`: ends one of them. */
export const deleteAccountSession = apiRoute({ for: 'accounts' }, ({ server, caller, sender, params }) => {
  const { name } = accountOf(server, params.user);
  const session = params.session ?? '';
  if (!server.auth.sessions.end(session, name))
    throw new DashboardProblem(404, 'This session has ended already.');
  tell(server, 'session.end', sender, {
    actor: caller.principal.name,
    result: 'ok',
    detail: { account: name, session },
  });
  return {};
});

function accountsOf({ auth }: Pick<Server, 'auth'>): Account[] {
  const users = auth.directory.users().map(
    ({ name, role, groups, source, isDisabled, signedInAtMs, createdAtMs, note }): Account => ({
      name,
      kind: 'user',
      role,
      groups: [...groups],
      source,
      isDisabled,
      signedInAtMs: signedInAtMs ?? null,
      createdAtMs: createdAtMs ?? null,
      note: note ?? null,
    }),
  );
  const robots = auth.accounts.list('robot').map(
    ({ name, role, isDisabled, signedInAtMs, createdAtMs, note }): Account => ({
      name,
      kind: 'robot',
      role,
      groups: auth.accounts.groupsOf(name),
      source: 'database',
      isDisabled,
      signedInAtMs: signedInAtMs ?? null,
      createdAtMs,
      note: note ?? null,
    }),
  );
  return [...users, ...robots];
}

/** @throws DashboardProblem 404 */
function accountOf(server: Pick<Server, 'auth'>, name = ''): Account {
  const found = accountsOf(server).find((account) => account.name === name);
  if (!found) throw new DashboardProblem(404, 'There is nobody of this name.');
  return found;
}
