import { policyPlace, type RetentionPolicy, writtenPolicy } from '@/lib/config';
import { formatDuration } from '@/lib/config/duration';
import type { ShownPolicy } from '@/lib/dashboard/administration/retention-contract';
import type { RetentionPolicies, StoredPolicy } from '@/lib/storage/retention-policies';

/** All policies as people read them: those of the configuration, then those of the database, also what is switched off. */
export function policiesInWords({
  written,
  stored,
}: Pick<RetentionPolicies, 'written' | 'stored'>): ShownPolicy[] {
  return [
    ...written.map((policy, index) => policyInWords(policy, index)),
    ...stored.map((one, index) => ({ ...policyInWords(one.policy, index), stored: storedInWords(one) })),
  ];
}

function storedInWords({ policy, ...said }: StoredPolicy): ShownPolicy['stored'] {
  const settings = Object.entries(writtenPolicy(policy)).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : String(value),
  ]);
  return { ...said, settings: Object.fromEntries(settings) };
}

function policyInWords(policy: RetentionPolicy, index: number): ShownPolicy {
  return {
    place: policyPlace(policy, index),
    stored: null,
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
