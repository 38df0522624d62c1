import { explainAll } from '@/lib/auth/access/explain';
import { explainQuery, newRuleBody, type RuleList } from '@/lib/dashboard/administration/access-contract';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { repositoryOfSegment } from '@/lib/dashboard/repository-of-segment';
import { apiRoute } from '../api-route';
import { tell } from '../tell';
import { explained } from './explained';

/* `/api/v1/access/rules`: who may do what in which repositories. */

/** `GET`: the rules of the configuration and of the database, `ruleList`. */
export const getRules = apiRoute({ for: 'auditor' }, ({ server }) => {
  const answer: RuleList = {
    isOpen: server.auth.isOpen,
    rules: server.auth.rules.book.rules.map(({ id, effect, subjects, repositories, actions, note }) => ({
      id,
      effect,
      subjects: [...subjects],
      repositories: [...repositories],
      actions: [...actions],
      note: note ?? null,
      isStored: id.startsWith('rule '),
    })),
  };
  return { json: answer };
});

/** `POST`: makes one of the database. */
export const postRule = apiRoute(
  { for: 'accounts', body: newRuleBody },
  async ({ server, caller, sender, body }) => {
    const { name } = caller.principal;
    const { note, ...rule } = body;
    const made = await explained(() =>
      server.auth.rules.add({ ...rule, ...(note?.trim() && { note: note.trim() }) }, name),
    );
    tell(server, 'rule.add', sender, { actor: name, result: 'ok', detail: { ...made } });
    return { status: 201, json: { id: made.id } };
  },
);

/** `PUT /api/v1/access/rules/{rule}`: puts another rule into the place of one of the database. */
export const putRule = apiRoute(
  { for: 'accounts', body: newRuleBody },
  async ({ server, caller, sender, params, body }) => {
    const { note, ...rule } = body;
    const next = { ...rule, ...(note?.trim() && { note: note.trim() }) };
    const before = await explained(() => server.auth.rules.change(params.rule ?? '', next));
    if (!before) throw new DashboardProblem(404, 'There is no such rule in the database: it was removed.');
    const { id, ...from } = before;
    tell(server, 'rule.change', sender, {
      actor: caller.principal.name,
      result: 'ok',
      detail: { id, ...next, from },
    });
    return {};
  },
);

/** `DELETE /api/v1/access/rules/{rule}`: removes one of the database. */
export const deleteRule = apiRoute({ for: 'accounts' }, ({ server, caller, sender, params }) => {
  const rule = params.rule ?? '';
  if (!server.auth.rules.remove(rule))
    throw new DashboardProblem(404, 'There is no such rule in the database: it was removed already.');
  tell(server, 'rule.remove', sender, { actor: caller.principal.name, result: 'ok', detail: { rule } });
  return {};
});

/** `GET /api/v1/access/explain`: whether somebody may do what in a repository, and why, `explainAnswer`. */
export const getExplained = apiRoute({ for: 'auditor', query: explainQuery }, async ({ server, query }) => {
  const repository = repositoryOfSegment(query.repository);
  if (!repository) throw new DashboardProblem(400, 'No repository can have this name.');
  const decisions = await explained(() => explainAll(server.auth, query.who.trim(), repository));
  return {
    json: {
      who: query.who.trim(),
      repository,
      decisions: decisions.map(({ action, allowed, because, rule }) => ({
        action,
        allowed,
        because,
        rule: rule?.id ?? null,
      })),
    },
  };
});
