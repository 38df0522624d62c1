import type { Config } from '@/lib/config';
import { runCheck } from '@/lib/maintenance/check/run-check';
import { type CollectionPlan, runPlan, runPlanned } from '@/lib/maintenance/collection/plan';
import type { JobRequest, Jobs } from '@/lib/maintenance/jobs';
import { runScrub } from '@/lib/maintenance/run-scrub';
import type { StorageParts } from '@/lib/storage/storage';

/**
 * What somebody at the dashboard can have run. It is built with the server, for the routes are other instances of every
 * module: there, the errors of storage would not be known as what they are.
 */
export interface Upkeep {
  plan: (request: JobRequest) => Promise<unknown>;
  /** Takes what a plan showed. */
  collect: (plan: CollectionPlan, request: JobRequest) => Promise<unknown>;
  check: (deep: boolean, request: JobRequest) => Promise<unknown>;
  scrub: (all: boolean, request: JobRequest) => Promise<unknown>;
}

/** Builds it. @param onCollected told when something may have been taken */
export function upkeepOf(config: Config, parts: StorageParts, jobs: Jobs, onCollected: () => void): Upkeep {
  return {
    plan: (request) => runPlan(parts, jobs, config, request),
    collect: (plan, request) => runPlanned(parts, jobs, config, plan, request).finally(onCollected),
    check: (deep, request) => runCheck(parts, jobs, config.maintenance, { ...request, deep }),
    scrub: (all, request) => runScrub(parts, jobs, config.maintenance, { ...request, all }),
  };
}
