import type { RetentionPolicy } from '@/lib/config';
import { type PolicyBody, policyBody, policyRemoval } from '@/lib/dashboard/administration/draft-contract';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import type { RetentionPolicies } from '@/lib/storage/retention-policies';
import type { Server } from '../../server';
import { apiRoute } from '../api-route';
import { tell } from '../tell';
import { explained } from './explained';
import { requireKnown, storedPolicy } from './policy-change';
import { sayingsOf } from './policy-in-words';
import { readDraft } from './read-draft';

/*
 * `/api/v1/retention/policies`: the policies of the database. What a change would remove has to be known to who makes it, or
 * they say that they make it without; then `removes` is null in the trail.
 */

/** `POST`: makes one, `madePolicy`. One that is switched off does nothing yet, and nothing has to be known of it. */
export const postPolicy = apiRoute(
  { for: 'administrator', body: policyBody },
  async ({ server, caller, sender, body }) => {
    const policy = policyIn(body);
    const removes = body.isEnabled ? await requireKnown(server, { policy }, knownIn(body)) : 0;
    const { name } = caller.principal;
    const number = await explained(() => policiesOf(server).add(policy, body.isEnabled, name));
    const detail = { ...detailOf(number, policy), isEnabled: body.isEnabled, removes };
    tell(server, 'policy.add', sender, { actor: name, result: 'ok', detail });
    return { status: 201, json: { number } };
  },
);

/** `PUT …/{policy}`: changes one where it stands, switches it on or off. */
export const putPolicy = apiRoute(
  { for: 'administrator', body: policyBody },
  async ({ server, caller, sender, params, body }) => {
    const { number, isEnabled: wasEnabled } = storedPolicy(policiesOf(server), params.policy);
    const policy = policyIn(body);
    const changing = { number, ...(body.isEnabled && { policy }) };
    const counts = wasEnabled || body.isEnabled;
    const removes = counts ? await requireKnown(server, changing, knownIn(body)) : 0;
    const { name } = caller.principal;
    if (!policiesOf(server).change(number, policy, body.isEnabled, name)) throw gone();
    const detail = { ...detailOf(number, policy), isEnabled: body.isEnabled, removes };
    tell(server, 'policy.change', sender, { actor: name, result: 'ok', detail });
    return {};
  },
);

/** `DELETE …/{policy}`: removes one; what it kept may go by others. */
export const deletePolicy = apiRoute(
  { for: 'administrator', query: policyRemoval },
  async ({ server, caller, sender, params, query }) => {
    const { number, policy, isEnabled } = storedPolicy(policiesOf(server), params.policy);
    const known = { state: query.state, isBlind: query.unsimulated === 'yes' };
    const removes = isEnabled ? await requireKnown(server, { number }, known) : 0;
    if (!policiesOf(server).remove(number)) throw gone();
    const detail = { ...detailOf(number, policy), removes };
    tell(server, 'policy.remove', sender, { actor: caller.principal.name, result: 'ok', detail });
    return {};
  },
);

function policiesOf({ content }: Pick<Server, 'content'>): RetentionPolicies {
  return content.parts.retentionPolicies;
}

/** @throws DashboardProblem 400 with every mistake */
function policyIn(body: PolicyBody): RetentionPolicy {
  const read = readDraft(body);
  if ('policy' in read) return read.policy;
  throw new DashboardProblem(
    400,
    read.mistakes.map(({ field, message }) => `${field}: ${message}`).join('. '),
  );
}

function knownIn({ state, unsimulated }: PolicyBody) {
  return { state, isBlind: unsimulated === true };
}

function detailOf(number: number, policy: RetentionPolicy) {
  return {
    policy: `policy ${number}`,
    name: policy.name,
    repositories: policy.repositories,
    says: sayingsOf(policy),
  };
}

function gone(): DashboardProblem {
  return new DashboardProblem(409, 'Somebody else has just removed this policy.');
}
