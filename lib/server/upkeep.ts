import type { Config } from '@/lib/config';
import { makeBackup } from '@/lib/maintenance/backup/backup';
import { runCheck } from '@/lib/maintenance/check/run-check';
import { type CollectionPlan, runPlan, runPlanned } from '@/lib/maintenance/collection/plan';
import type { JobRequest, Jobs } from '@/lib/maintenance/jobs';
import { planRetention } from '@/lib/maintenance/retention/plan-run';
import type { RetentionPlanFacts } from '@/lib/maintenance/retention/retention-plans';
import { refuseChanged, runPlannedRetention } from '@/lib/maintenance/retention/run-planned';
import { runScrub } from '@/lib/maintenance/run-scrub';
import type { StorageParts } from '@/lib/storage/storage';
import { version } from './version';

/**
 * What somebody at the dashboard can have run. It is built with the server, for the routes are other instances of every
 * module: there, the errors of storage would not be known as what they are.
 */
export interface Upkeep {
  plan: (request: JobRequest) => Promise<unknown>;
  /** Takes what a plan showed. */
  collect: (plan: CollectionPlan, request: JobRequest) => Promise<unknown>;
  /** Lists what a run of retention would remove. */
  planRetention: (request: JobRequest) => Promise<unknown>;
  /** Removes what such a plan lists. */
  retain: (plan: RetentionPlanFacts, request: JobRequest) => Promise<unknown>;
  /** Looks whether such a plan still holds, for as long as somebody waits. @throws RetentionPlanRefused */
  refuseChanged: (plan: RetentionPlanFacts) => Promise<void>;
  check: (deep: boolean, request: JobRequest) => Promise<unknown>;
  scrub: (all: boolean, request: JobRequest) => Promise<unknown>;
  /** Makes a backup in the folder of the configuration; undefined where that names none. */
  backup: ((request: JobRequest) => Promise<unknown>) | undefined;
}

/** How long somebody waits who is to be told that a plan of retention does not hold any more, in milliseconds. */
const lookMsMax = 10_000;

/** Builds it. @param onCollected told when something may have been taken */
export function upkeepOf(config: Config, parts: StorageParts, jobs: Jobs, onCollected: () => void): Upkeep {
  const { folder, keep } = config.backup;
  return {
    plan: (request) => runPlan(parts, jobs, config, request),
    collect: (plan, request) => runPlanned(parts, jobs, config, plan, request).finally(onCollected),
    planRetention: (request) => planRetention(parts, jobs, request),
    retain: (plan, request) => runPlannedRetention(parts, jobs, plan, request),
    refuseChanged: (plan) => refuseChanged(parts, plan, lookMsMax),
    check: (deep, request) => runCheck(parts, jobs, config.maintenance, { ...request, deep }),
    scrub: (all, request) => runScrub(parts, jobs, config.maintenance, { ...request, all }),
    backup:
      folder === undefined
        ? undefined
        : (request) =>
            jobs.run({ ...request, kind: 'backup' }, (job) =>
              makeBackup(parts, { folder, keep, tool: version }, job),
            ),
  };
}
