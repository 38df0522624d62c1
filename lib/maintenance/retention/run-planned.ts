import type { RepositoryName } from '@/lib/oci/repository-name';
import type { JobContext, JobRequest, Jobs } from '../jobs';
import { Pace } from '../pace';
import { decidedTags, GoingState, policiesState } from './look-for-going';
import { type RetentionParts, RetentionPlan } from './plan';
import type { TagState } from './policy';
import { type RetentionPlanFacts, RetentionPlans } from './retention-plans';
import { applied, isBusy, type RetentionResult } from './run';
import { RetentionTally } from './totals';

const tagsAtOnce = 50;

/** What a run of a plan did: `tags` are those of the plan, `kept` those of them that stayed. */
export interface PlannedRetentionResult extends RetentionResult {
  applied: true;
  /** The number of the plan's run. */
  plan: number;
}

/** A plan can not be run (any more): nothing was removed. */
export class RetentionPlanRefused extends Error {
  override readonly name = 'RetentionPlanRefused';
}

/**
 * Looks whether the plan still says what the policies would remove. What only time has changed does not count: it is
 * decided by the time of the plan.
 * @throws RetentionPlanRefused when it was run already, or when policies or tags have changed; the pace's reason once it is
 * aborted
 */
export async function requireUnchanged(
  parts: RetentionParts,
  plan: RetentionPlanFacts,
  pace: Pace,
  progress: JobContext['progress'] = () => undefined,
): Promise<void> {
  if (plan.job !== undefined) throw alreadyRun(plan.job);
  const policies = parts.retentionPolicies.inForce;
  if (policiesState(policies) !== plan.policies)
    throw new RetentionPlanRefused(
      'the policies have changed since the plan was made: nothing was removed. Make another plan',
    );
  const state = new GoingState();
  let tags = 0;
  const present = new RetentionPlan(parts, { policies }, pace, plan.nowMs);
  for await (const page of decidedTags(present)) {
    for (const { state: tag, decision } of page.tags) if (!decision.keep) state.add(page.repository, tag);
    tags += page.tags.length;
    progress({ tags });
  }
  if (state.end() === plan.state) return;
  throw new RetentionPlanRefused(
    `other tags would go by now than when the plan was made, ${state.tags} in the place of ${plan.tags}: nothing was removed. Make another plan`,
  );
}

/**
 * Removes the tags of a plan, and no others, as the job `retention`: looks once more first, and removes nothing when
 * policies or tags have changed. What changes after that look stays. A plan is taken by one run alone, also when that run is
 * ended or killed half-way: what it has left is for another plan.
 * @throws RetentionPlanRefused; JobRunning when retention runs already
 */
export async function runPlannedRetention(
  parts: RetentionParts,
  jobs: Jobs,
  plan: RetentionPlanFacts,
  request: JobRequest,
): Promise<PlannedRetentionResult> {
  let run = 0;
  const onBegun = (id: number) => {
    run = id;
    request.onBegun?.(id);
  };
  const plans = new RetentionPlans(parts.database);
  return await jobs.run({ kind: 'retention', ...request, onBegun }, async (context) => {
    await requireUnchanged(parts, plans.get(plan.id) ?? plan, context.pace, context.progress);
    if (!plans.take(plan.id, run)) throw alreadyRun(plans.get(plan.id)?.job);
    return { applied: true, plan: plan.id, ...(await removePlanned(parts, plans, plan, context)) };
  });
}

/**
 * The same look for who waits for an answer: it is given up after a time, for the run looks once more.
 * @param waitMs milliseconds
 * @throws RetentionPlanRefused
 */
export async function refuseChanged(
  parts: RetentionParts,
  plan: RetentionPlanFacts,
  waitMs: number,
): Promise<void> {
  const tooLate = AbortSignal.timeout(waitMs);
  try {
    await requireUnchanged(parts, plan, new Pace(tooLate));
  } catch (error) {
    if (!tooLate.aborted || error instanceof RetentionPlanRefused) throw error;
  }
}

async function removePlanned(
  parts: RetentionParts,
  plans: RetentionPlans,
  { id, nowMs, tags }: RetentionPlanFacts,
  { pace, progress }: JobContext,
): Promise<RetentionResult> {
  const present = new RetentionPlan(parts, { policies: parts.retentionPolicies.inForce }, pace, nowMs);
  const tally = new RetentionTally();
  let [busy, done] = [0, 0];
  for (const repository of plans.repositories(id)) {
    try {
      for await (const decision of applied(
        parts,
        present,
        repository,
        planned(plans, present, id, repository),
      )) {
        tally.add(repository, decision);
        done += 1;
        progress({ done, of: tags, repository });
        await pace.breathe();
      }
    } catch (error) {
      if (!isBusy(error)) throw error;
      busy += 1;
    }
  }
  const { removed } = tally.totals;
  return { ...tally.totals, tags, kept: tags - removed, busy };
}

/** What is planned of a repository, as it is now; what moved, was pushed again or has gone is left out. */
async function* planned(
  plans: RetentionPlans,
  present: RetentionPlan,
  id: number,
  repository: RepositoryName,
): AsyncGenerator<TagState[]> {
  for (let page = plans.page(id, { repository, limit: tagsAtOnce }); page.length > 0; ) {
    const states: TagState[] = [];
    for (const { tag, digest, pushedAtMs } of page) {
      const state = await present.tag(repository, tag);
      if (state?.digest === digest && state.pushedAtMs === pushedAtMs) states.push(state);
    }
    yield states;
    page = plans.page(id, { repository, after: page.at(-1), limit: tagsAtOnce });
  }
}

function alreadyRun(job: number | undefined): RetentionPlanRefused {
  const by = job === undefined ? '' : `, by run ${job}`;
  return new RetentionPlanRefused(`this plan has been run already${by}. Make another plan`);
}
