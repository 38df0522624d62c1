import { type GroupList, joinBody } from '@/lib/dashboard/administration/access-contract';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { apiRoute } from '../api-route';
import { tell } from '../tell';
import { explained } from './explained';

/* `/api/v1/access/groups`: groups of users, which rules can name. */

/** `GET`: those of the database and of the configuration, `groupList`. */
export const getGroups = apiRoute({ for: 'auditor' }, ({ server }) => {
  const stored = server.auth.accounts.groups();
  const written = new Map(server.config.access.groups.map(({ name, members }) => [name, members]));
  const names = [...new Set([...stored.keys(), ...written.keys()])].sort();
  const answer: GroupList = {
    isOpen: server.auth.isOpen,
    groups: names.map((name) => ({
      name,
      members: stored.get(name) ?? [],
      written: written.get(name) ?? [],
    })),
  };
  return { json: answer };
});

/** `POST`: puts somebody into a group, which begins with its first member. */
export const postMember = apiRoute(
  { for: 'accounts', body: joinBody },
  async ({ server, caller, sender, body }) => {
    const { auth } = server;
    const [group, member] = [body.group.trim(), body.member.trim()];
    if (!auth.directory.isTaken(member))
      throw new DashboardProblem(409, `There is nobody named ${member}. Make the user first.`);
    await explained(() => auth.accounts.join(group, member));
    const detail = { group, account: member };
    tell(server, 'group.join', sender, { actor: caller.principal.name, result: 'ok', detail });
    return {};
  },
);

/** `DELETE /api/v1/access/groups/{group}/members/{member}`: takes somebody out; a group ends with its last member. */
export const deleteMember = apiRoute({ for: 'accounts' }, ({ server, caller, sender, params }) => {
  const { group = '', member = '' } = params;
  if (!server.auth.accounts.leave(group, member))
    throw new DashboardProblem(404, `${member} is not in this group, or is by the configuration.`);
  const detail = { group, account: member };
  tell(server, 'group.leave', sender, { actor: caller.principal.name, result: 'ok', detail });
  return {};
});
