import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { type UntaggedContent, untaggedContent } from '@/lib/storage/listing/untagged-content';
import type { JobRequest, Jobs } from '../jobs';
import { decidedTags, GoingState, policiesState } from './look-for-going';
import { type RetentionParts, RetentionPlan } from './plan';
import { RetentionPlans } from './retention-plans';
import { RetentionTally, type RetentionTotals } from './totals';

/** What a plan of a run of retention came to; its tags are with `RetentionPlans`. */
export interface RetentionPlanResult extends RetentionTotals, UntaggedContent {}

/**
 * Decides on all tags by the policies in force and keeps what would go, as the job `retention-plan`; changes nothing else.
 * @throws JobRunning when another one is made, and the signal's reason once it is aborted
 */
export async function planRetention(
  parts: RetentionParts,
  jobs: Jobs,
  request: JobRequest,
): Promise<RetentionPlanResult> {
  let run = 0;
  const onBegun = (id: number) => {
    run = id;
    request.onBegun?.(id);
  };
  return await jobs.run({ kind: 'retention-plan', ...request, onBegun }, async ({ pace, progress }) => {
    const plans = new RetentionPlans(parts.database);
    await plans.forgetOld(pace);
    const policies = parts.retentionPolicies.inForce;
    const nowMs = Date.now();
    plans.begin(run, { nowMs, policies: policiesState(policies) });
    const tally = new RetentionTally();
    const state = new GoingState();
    const content = new LostContent(parts, () => pace.breathe());
    for await (const { repository, tags } of decidedTags(
      new RetentionPlan(parts, { policies }, pace, nowMs),
    )) {
      await content.follow(repository);
      for (const one of tags) {
        tally.add(repository, one.decision);
        content.add(one.state.digest, one.decision.keep);
      }
      const going = tags.filter(({ decision }) => !decision.keep);
      for (const one of going) state.add(repository, one.state);
      plans.add(
        run,
        going.map(
          ({ state: { name, digest, pushedAtMs, bytes = 0 }, decision: { reason, policy = '' } }) => ({
            repository,
            tag: name,
            digest,
            pushedAtMs,
            bytes,
            reason,
            policy,
          }),
        ),
      );
      progress({ ...tally.totals, repository });
    }
    await content.follow(undefined);
    plans.finish(run, { state: state.end(), tags: tally.totals.removed });
    return { ...tally.totals, ...content.sum };
  });
}

/** Adds up what no tag reaches any more once those that go have gone; the tags of a repository come one after the other. */
class LostContent {
  readonly sum: UntaggedContent = { manifests: 0, freedBytes: 0, keptBytes: 0 };
  readonly #parts: RetentionParts;
  readonly #breathe: () => Promise<void>;
  #repository: RepositoryName | undefined;
  #going = new Set<Digest>();
  #staying = new Set<Digest>();

  constructor(parts: RetentionParts, breathe: () => Promise<void>) {
    this.#parts = parts;
    this.#breathe = breathe;
  }

  /** Says whose tags follow; `undefined` when none do. */
  async follow(repository: RepositoryName | undefined): Promise<void> {
    const before = this.#repository;
    if (before === repository) return;
    const tags = { going: this.#going, staying: this.#staying };
    this.#repository = repository;
    this.#going = new Set();
    this.#staying = new Set();
    if (before === undefined) return;
    const lost = await untaggedContent(this.#parts.database, before, tags, this.#breathe);
    this.sum.manifests += lost.manifests;
    this.sum.freedBytes += lost.freedBytes;
    this.sum.keptBytes += lost.keptBytes;
  }

  add(digest: Digest, keep: boolean): void {
    (keep ? this.#staying : this.#going).add(digest);
  }
}
