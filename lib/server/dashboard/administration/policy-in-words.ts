import { policyPlace, type RetentionPolicy } from '@/lib/config';
import { formatDuration } from '@/lib/config/duration';
import type { RetentionAnswer } from '@/lib/dashboard/administration/retention-contract';

/** A policy as people read it. @param index where it stands in `retention.policies` */
export function policyInWords(policy: RetentionPolicy, index: number): RetentionAnswer['policies'][number] {
  return {
    name: policy.name ?? policyPlace(policy, index),
    repositories: policy.repositories,
    says: sayingsOf(policy),
  };
}

/** What a policy says, rule by rule. */
export function sayingsOf(policy: RetentionPolicy): string[] {
  return [...rulesOf(policy)];
}

function* rulesOf(policy: RetentionPolicy): Generator<string> {
  const { tags, keepLast, keepTags, keepVersions, keepPulledWithinMs, keepPushedWithinMs } = policy;
  if (tags) yield `decides on ${tags.join(', ')}`;
  if (keepLast !== undefined) yield `keeps the last ${keepLast} pushed`;
  if (keepTags) yield `keeps ${keepTags.join(', ')}`;
  if (keepVersions !== undefined) yield `keeps versions ${keepVersions}`;
  if (keepPulledWithinMs !== undefined)
    yield `keeps what was pulled within ${formatDuration(keepPulledWithinMs)}`;
  if (keepPushedWithinMs !== undefined)
    yield `keeps what was pushed within ${formatDuration(keepPushedWithinMs)}`;
  if (policy.untaggedAfterMs !== undefined)
    yield `untagged manifests go after ${formatDuration(policy.untaggedAfterMs)}`;
  if (policy.immutable?.length) yield `${policy.immutable.join(', ')} can not be moved or deleted`;
  if (policy.protected?.length) yield `${policy.protected.join(', ')} can not be deleted`;
}
