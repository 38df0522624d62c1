import type { RetentionAnswer, RetentionDecision } from '@/lib/dashboard/administration/retention-contract';
import { Listed } from '@/lib/maintenance/listed';
import { Pace } from '@/lib/maintenance/pace';
import { simulateRetention } from '@/lib/maintenance/retention/simulate';
import { RetentionTally } from '@/lib/maintenance/retention/totals';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Server } from '../../server';
import { policiesInWords } from './policy-in-words';

/** How long a page waits for a simulation. */
const simulationMsMax = 5_000;
/** Of those that go, and of those that stay: a page draws both whole. */
const shownMax = 30;

/** What the policies would do to the present state, of all repositories or of one. Nothing is changed. */
export async function simulatedRetention(
  { config, content }: Pick<Server, 'config' | 'content'>,
  repository?: RepositoryName,
): Promise<RetentionAnswer> {
  const { enabled, intervalMs } = config.retention;
  const policies = content.parts.retentionPolicies.inForce;
  const signal = AbortSignal.timeout(simulationMsMax);
  const tally = new RetentionTally();
  const [going, staying] = [new Listed<RetentionDecision>(shownMax), new Listed<RetentionDecision>(shownMax)];
  let isComplete = true;
  try {
    const only = repository === undefined ? {} : { repository };
    for await (const { repository: name, decisions } of simulateRetention(
      content.parts,
      { policies },
      new Pace(signal),
      only,
    )) {
      for (const decision of decisions) {
        tally.add(name, decision);
        const { tag, digest, keep, reason, policy = null } = decision;
        (keep ? staying : going).add({ repository: name, tag, digest, keep, reason, policy });
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    isComplete = false;
  }
  const { repositories, tags, removed } = tally.totals;
  return {
    enabled,
    intervalMs,
    policies: policiesInWords(content.parts.retentionPolicies),
    repositories,
    tags,
    removed,
    isComplete,
    going: going.list,
    staying: staying.list,
  };
}
