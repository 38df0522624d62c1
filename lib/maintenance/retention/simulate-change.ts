import type { RetentionPolicy } from '@/lib/config';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { tagRulesOf } from '@/lib/storage/tag-rules';
import type { Pace } from '../pace';
import type { Decision } from './evaluation';
import { type RetentionParts, RetentionPlan } from './plan';

/** What would become of a tag, and whether it would go without the change too. */
export interface ChangedDecision extends Decision {
  wouldGoBefore: boolean;
}

/** Some tags of a repository, in ASCII order; the pages of a repository come one after the other. */
export interface ChangedTags {
  repository: RepositoryName;
  decisions: ChangedDecision[];
}

/** Policies before and after a change. */
export interface PolicyChange {
  before: readonly RetentionPolicy[];
  after: readonly RetentionPolicy[];
  /** Policies whose `immutable` and `protected` hold besides those, whatever is simulated. */
  guards?: readonly RetentionPolicy[];
}

/**
 * Tells what other policies would do to the present state, and what those in force would, by the code of the real run and
 * at one time; changes nothing. All repositories come that one of the policies is about.
 * @param options.repository only this one
 * @param options.nowMs milliseconds since 1970
 * @throws the pace's reason once it is aborted
 */
export async function* simulateChange(
  parts: RetentionParts,
  { before, after, guards = [] }: PolicyChange,
  pace: Pace,
  { repository, nowMs = Date.now() }: { repository?: RepositoryName; nowMs?: number } = {},
): AsyncGenerator<ChangedTags> {
  const planOf = (policies: readonly RetentionPolicy[]) =>
    new RetentionPlan(parts, { policies: [...policies] }, pace, nowMs, tagRulesOf([...guards, ...policies]));
  const [present, changed] = [planOf(before), planOf(after)];
  const repositories = repository === undefined ? planOf([...before, ...after]).repositories() : [repository];
  for await (const name of repositories) {
    const [old, next] = [await present.evaluate(name), await changed.evaluate(name)];
    for await (const tags of changed.tags(name)) {
      const decisions = tags.map((tag) => ({ ...next.decide(tag), wouldGoBefore: !old.decide(tag).keep }));
      yield { repository: name, decisions };
    }
  }
}
