import type { RetentionConfig } from '@/lib/config';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Origin } from '@/lib/storage/origin';
import { isFault, StorageError } from '@/lib/storage/storage-error';
import type { JobContext } from '../jobs';
import type { Decision } from './evaluation';
import { type RetentionParts, RetentionPlan } from './plan';
import type { TagState } from './policy';
import { RemovalWatch } from './removal-watch';
import { RetentionTally, type RetentionTotals } from './totals';

const origin: Origin = { actor: 'retention', cause: 'retention' };

/** What a run did. */
export interface RetentionResult extends RetentionTotals {
  /** Repositories that another process kept locked: their turn comes with the next run. */
  busy: number;
}

/**
 * Removes the tags that no policy keeps, one after the other, each under its repository's lock for as long as
 * one takes. Each is decided on again with what is known just then, and goes only while it is the tag that was
 * decided on: one that is pushed or pulled meanwhile stays. Ended at any point, the next run goes on.
 * @param options.onRemoved is told of each tag that went
 * @param options.nowMs milliseconds since 1970
 */
export async function runRetention(
  parts: RetentionParts,
  config: Pick<RetentionConfig, 'policies'>,
  { pace, progress }: Pick<JobContext, 'pace' | 'progress'>,
  options: { onRemoved?: (repository: RepositoryName, decision: Decision) => void; nowMs?: number } = {},
): Promise<RetentionResult> {
  const plan = new RetentionPlan(parts, config, pace, options.nowMs);
  const tally = new RetentionTally();
  let busy = 0;
  for await (const repository of plan.repositories()) {
    try {
      for await (const decision of applied(parts, plan, repository, plan.tags(repository))) {
        tally.add(repository, decision);
        if (!decision.keep) options.onRemoved?.(repository, decision);
        progress({ ...tally.totals, repository });
        await pace.breathe();
      }
    } catch (error) {
      if (!isBusy(error)) throw error;
      busy += 1;
    }
  }
  return { ...tally.totals, busy };
}

/** Whether another process kept a repository locked for longer than a run waits. */
export function isBusy(error: unknown): boolean {
  return error instanceof StorageError && error.fault.code === 'BUSY';
}

/**
 * Decides on tags of a repository and removes those that go.
 * @param pages the tags, in their order
 * @returns what was done, not what was planned
 * @throws StorageError BUSY, see `isBusy`
 */
export async function* applied(
  parts: RetentionParts,
  plan: RetentionPlan,
  repository: RepositoryName,
  pages: AsyncIterable<TagState[]>,
): AsyncGenerator<Decision> {
  const { database, manifests, pulls } = parts;
  const others = new RemovalWatch(database, repository);
  let evaluation = await plan.evaluate(repository);
  for await (const tags of pages) {
    for (const tag of tags) {
      const planned = evaluation.decide(tag);
      if (planned.keep) {
        yield planned;
        continue;
      }
      if (evaluation.needsCount && others.hasHappened()) evaluation = await plan.evaluate(repository);
      pulls.flush();
      const present = await plan.tag(repository, tag.name);
      if (!present) continue;
      const decision = evaluation.decide(present);
      const only = { ifDigest: present.digest, ifPushedAtMs: present.pushedAtMs };
      if (decision.keep || (await removed(manifests.untag(repository, tag.name, origin, only))))
        yield decision;
      else yield { ...decision, keep: true, reason: 'it changed while it was decided on' };
    }
  }
}

/** Whether a tag went: one that somebody protects just then stays. */
async function removed(untagged: Promise<boolean>): Promise<boolean> {
  return await untagged.catch((error: unknown) => {
    if (isFault(error, 'TAG_PROTECTED')) return false;
    throw error;
  });
}
