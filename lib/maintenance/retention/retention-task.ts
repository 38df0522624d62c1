import type { RetentionConfig } from '@/lib/config';
import type { JobContext } from '../jobs';
import type { RetentionParts } from './plan';
import { type RetentionResult, runRetention } from './run';
import { simulateRetention } from './simulate';
import { sweepPulls } from './sweep-pulls';
import { RetentionTally, type RetentionTotals } from './totals';

/** What the scheduler runs: the job `retention`. */
export interface RetentionTask {
  kind: 'retention';
  /** 0 when it is never to be run by itself. */
  intervalMs: number;
  run: (context: JobContext) => Promise<RetentionTaskResult>;
}

/** What a scheduled run did: with `applied` false the figures say what it would have done. */
export type RetentionTaskResult =
  | ({ applied: true } & RetentionResult)
  | ({ applied: false } & RetentionTotals);

/**
 * The job `retention`: applies the policies, of the configuration and of the database as they are when it begins, if they
 * are enabled, else simulates them; and forgets the pulls of what is not there any more.
 */
export function retentionTask(
  parts: RetentionParts,
  config: Pick<RetentionConfig, 'enabled' | 'intervalMs'>,
): RetentionTask {
  const run = async (context: JobContext): Promise<RetentionTaskResult> => {
    await sweepPulls(parts, context.pace);
    const policies = parts.retentionPolicies.inForce;
    if (config.enabled) return { applied: true, ...(await runRetention(parts, { policies }, context)) };
    const tally = new RetentionTally();
    for await (const { repository, decisions } of simulateRetention(parts, { policies }, context.pace)) {
      for (const decision of decisions) tally.add(repository, decision);
      context.progress({ ...tally.totals, repository });
    }
    return { applied: false, ...tally.totals };
  };
  return { kind: 'retention', intervalMs: config.intervalMs, run };
}
