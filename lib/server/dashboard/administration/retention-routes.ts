import {
  type RetentionAnswer,
  type RetentionDecision,
  retentionQuery,
} from '@/lib/dashboard/administration/retention-contract';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { repositoryOfSegment } from '@/lib/dashboard/repository-of-segment';
import { Listed } from '@/lib/maintenance/listed';
import { Pace } from '@/lib/maintenance/pace';
import { simulateRetention } from '@/lib/maintenance/retention/simulate';
import { RetentionTally } from '@/lib/maintenance/retention/totals';
import { apiRoute } from '../api-route';
import { policyInWords } from './policy-in-words';

/** How long a page waits for a simulation. */
const simulationMsMax = 5_000;
const shownMax = 200;

/** `GET /api/v1/retention`: which tags the policies would keep now and why, `retentionAnswer`. */
export const getRetention = apiRoute({ for: 'auditor', query: retentionQuery }, async ({ server, query }) => {
  const { enabled, intervalMs, policies } = server.config.retention;
  const repository = query.repository === undefined ? undefined : repositoryOfSegment(query.repository);
  if (query.repository !== undefined && repository === undefined)
    throw new DashboardProblem(404, 'No repository can have this name.');
  const signal = AbortSignal.timeout(simulationMsMax);
  const tally = new RetentionTally();
  const [going, staying] = [new Listed<RetentionDecision>(shownMax), new Listed<RetentionDecision>(shownMax)];
  let isComplete = true;
  try {
    const pages = simulateRetention(
      server.content.parts,
      { policies },
      new Pace(signal),
      repository === undefined ? {} : { repository },
    );
    for await (const { repository: name, decisions } of pages) {
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
  const answer: RetentionAnswer = {
    enabled,
    intervalMs,
    policies: policies.map(policyInWords),
    repositories,
    tags,
    removed,
    isComplete,
    going: going.list,
    staying: staying.list,
  };
  return { json: answer };
});
