import type { RetentionConfig } from '@/lib/config';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Pace } from '../pace';
import type { Decision } from './evaluation';
import { type RetentionParts, RetentionPlan } from './plan';

/** What would become of some tags of a repository. */
export interface SimulatedTags {
  repository: RepositoryName;
  decisions: Decision[];
}

/**
 * Tells what the policies would do to the present state, and changes nothing: every tag of every repository that
 * a policy is about, in pages.
 * @param options.repository only this one, also if no policy is about it
 * @param options.nowMs milliseconds since 1970
 */
export async function* simulateRetention(
  parts: RetentionParts,
  config: Pick<RetentionConfig, 'policies'>,
  pace: Pace,
  options: { repository?: RepositoryName; nowMs?: number } = {},
): AsyncGenerator<SimulatedTags> {
  const plan = new RetentionPlan(parts, config, pace, options.nowMs);
  const repositories = options.repository === undefined ? plan.repositories() : [options.repository];
  for await (const repository of repositories) {
    const evaluation = await plan.evaluate(repository);
    for await (const tags of plan.tags(repository)) {
      yield { repository, decisions: tags.map((tag) => evaluation.decide(tag)) };
    }
  }
}
