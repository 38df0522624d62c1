import * as z from 'zod/mini';
import { asConfiguration, type RetentionPolicy } from '@/lib/config';
import {
  type DraftAnswer,
  type DraftView,
  draftBody,
  draftView,
} from '@/lib/dashboard/administration/draft-contract';
import type { PolicyChange } from '@/lib/maintenance/retention/simulate-change';
import type { RetentionPolicies } from '@/lib/storage/retention-policies';
import { apiRoute } from '../api-route';
import { policyChange, storedPolicy, whileAwaited } from './policy-change';
import { sayingsOf } from './policy-in-words';
import { readDraft } from './read-draft';
import { simulatedDraft } from './simulated-draft';

/** `GET /api/v1/retention/draft`: what a policy would do that nobody has saved, `draftAnswer`. It writes nothing. */
export const getDraft = apiRoute(
  { for: 'auditor', query: z.extend(draftBody, draftView.shape) },
  async ({ server, query }): Promise<{ json: DraftAnswer }> => {
    const isApplied = server.config.retention.enabled;
    const read = query.without === 'yes' ? undefined : readDraft(query);
    if (read && 'mistakes' in read)
      return { json: { mistakes: read.mistakes, isApplied, policy: null, simulation: null } };
    const policy = read?.policy;
    const change = changeOf(server.content.parts.retentionPolicies, policy, query);
    const simulation = await whileAwaited((signal) =>
      simulatedDraft(server, { change, view: query, signal }),
    );
    const said = policy ? { says: sayingsOf(policy), ...asConfiguration(policy) } : null;
    return { json: { mistakes: [], isApplied, policy: said, simulation } };
  },
);

function changeOf(
  policies: RetentionPolicies,
  policy: RetentionPolicy | undefined,
  view: DraftView,
): PolicyChange {
  const replaced = view.policy === undefined ? undefined : storedPolicy(policies, view.policy);
  const change = policyChange(policies, { number: replaced?.number, policy });
  return view.alone === 'yes' ? { before: [], after: policy ? [policy] : [], guards: change.after } : change;
}
