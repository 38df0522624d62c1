import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { RetentionPolicy } from '@/lib/config';
import { digestOf } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import { decide, Evaluation } from './evaluation';
import { compilePolicy, type TagState } from './policy';

const dayMs = 86_400_000;
const nowMs = 1000 * dayMs;
const digest = digestOf(Buffer.from('x'));
const tagOf = (name: string, ageDays = 0, pulledDaysAgo?: number): TagState => ({
  name: name as Tag,
  digest,
  pushedAtMs: nowMs - ageDays * dayMs,
  ...(pulledDaysAgo !== undefined && { lastPulledAtMs: nowMs - pulledDaysAgo * dayMs }),
});
const policyOf = (rules: Partial<RetentionPolicy>): RetentionPolicy => ({ repositories: ['**'], ...rules });
const keptOf = (tags: TagState[], rules: Partial<RetentionPolicy>, pullsKnownSinceMs = 0) =>
  decide(tags, policyOf(rules), nowMs, pullsKnownSinceMs)
    .filter(({ keep }) => keep)
    .map(({ tag }) => tag as string);

describe('decide', () => {
  const versions = ['v1.0.0', '1.2.0', 'v2.0.0-rc.1', 'v2.0.0', '1.2', 'latest'].map((name) => tagOf(name));

  test.each<[string, Partial<RetentionPolicy>, TagState[], string[]]>([
    ['no rule', {}, [tagOf('a', 999)], ['a']],
    ['keepLast', { keepLast: 2 }, [tagOf('a', 3), tagOf('b', 1), tagOf('c', 2)], ['b', 'c']],
    ['keepLast, more than there are', { keepLast: 9 }, [tagOf('a', 3), tagOf('b', 1)], ['a', 'b']],
    [
      'keepLast of equal age',
      { keepLast: 2 },
      ['b-1', 'b-3', 'b-2'].map((name) => tagOf(name, 5)),
      ['b-3', 'b-2'],
    ],
    ['keepTags', { keepTags: ['latest', 'v2*'] }, versions, ['v2.0.0-rc.1', 'v2.0.0', 'latest']],
    ['keepVersions', { keepVersions: '>=1.0.0' }, versions, ['v1.0.0', '1.2.0', 'v2.0.0']],
    ['keepVersions, one major', { keepVersions: '1.x' }, versions, ['v1.0.0', '1.2.0']],
    ['keepVersions with a prerelease', { keepVersions: '>=2.0.0-0' }, versions, ['v2.0.0-rc.1', 'v2.0.0']],
    [
      'keepPushedWithin',
      { keepPushedWithinMs: 7 * dayMs },
      [tagOf('a', 6), tagOf('b', 7), tagOf('c', 7.1), tagOf('future', -5)],
      ['a', 'b', 'future'],
    ],
    [
      'keepPulledWithin',
      { keepPulledWithinMs: 7 * dayMs },
      [tagOf('a', 99, 6), tagOf('b', 99, 8), tagOf('c', 99), tagOf('fresh', 6), tagOf('old', 8)],
      ['a', 'fresh'],
    ],
    [
      'any of several rules',
      { keepLast: 1, keepTags: ['stable'], keepPulledWithinMs: dayMs },
      [tagOf('stable', 50), tagOf('new', 30), tagOf('used', 50, 0), tagOf('gone', 50)],
      ['stable', 'new', 'used'],
    ],
    [
      'tags: others are not its business',
      { tags: ['x-*'], keepLast: 1 },
      [tagOf('x-1', 1), tagOf('x-2', 2), tagOf('y', 9)],
      ['x-1', 'y'],
    ],
  ])('keeps by %s', (_rule, rules, tags, kept) => {
    expect(keptOf(tags, rules)).toEqual(kept);
  });

  it('removes nothing for not having been pulled while pulls are known for less than the time', () => {
    const tags = [tagOf('a', 99), tagOf('b', 99, 8)];
    const rules = { keepPulledWithinMs: 7 * dayMs };
    expect(keptOf(tags, rules, nowMs - 6 * dayMs)).toEqual(['a', 'b']);
    expect(keptOf(tags, rules, Number.POSITIVE_INFINITY)).toEqual(['a', 'b']);
    expect(keptOf(tags, rules, nowMs - 8 * dayMs)).toEqual([]);
  });

  it('gives a reason for each tag, and the policy by its name', () => {
    const rules = { name: 'nightly', keepLast: 1, keepPulledWithinMs: 7 * dayMs, keepTags: ['x'] };
    expect(decide([tagOf('a', 8), tagOf('b', 20), tagOf('x', 99)], policyOf(rules), nowMs)).toEqual([
      { tag: 'a', digest, policy: 'nightly', keep: true, reason: 'it is among the last 1 pushed' },
      {
        tag: 'b',
        digest,
        policy: 'nightly',
        keep: false,
        reason: 'it does not match keepTags; it was not pulled within 7d; it is not among the last 1 pushed',
      },
      { tag: 'x', digest, policy: 'nightly', keep: true, reason: 'it matches keepTags' },
    ]);
  });
});

describe('several policies', () => {
  const evaluate = (tags: TagState[], policies: RetentionPolicy[], guard?: string) => {
    const evaluation = new Evaluation(
      policies.map(compilePolicy),
      (tag) => (tag === guard ? 'retention.policies[0].protected' : undefined),
      { nowMs, pullsKnownSinceMs: 0 },
    );
    for (const tag of tags) evaluation.count(tag);
    return tags.map((tag) => evaluation.decide(tag)).map(({ tag, keep, policy }) => [tag, keep, policy]);
  };

  it('the first whose tags match decides, and counts its own tags alone', () => {
    const policies = [policyOf({ tags: ['pr-*'], keepLast: 1 }), policyOf({ keepLast: 1, name: 'all' })];
    const tags = [tagOf('pr-1', 5), tagOf('pr-2', 1), tagOf('v1', 9), tagOf('v2', 8)];
    expect(evaluate(tags, policies)).toEqual([
      ['pr-1', false, 'retention.policies[0]'],
      ['pr-2', true, 'retention.policies[0]'],
      ['v1', false, 'all'],
      ['v2', true, 'all'],
    ]);
  });

  it('a policy without a keep rule, put first, exempts its tags from those that follow', () => {
    const policies = [policyOf({ tags: ['release-*'] }), policyOf({ keepLast: 1 })];
    const kept = evaluate([tagOf('release-1', 99), tagOf('a', 98), tagOf('b', 1)], policies);
    expect(kept.map(([, keep]) => keep)).toEqual([true, false, true]);
  });

  it('what is protected never goes', () => {
    const kept = evaluate([tagOf('a', 9), tagOf('b', 1)], [policyOf({ keepLast: 1 })], 'a');
    expect(kept.map(([, keep]) => keep)).toEqual([true, true]);
  });
});

describe('whatever the tags and the policy', () => {
  const name = fc.oneof(
    fc.constantFrom('latest', 'v1.0.0', 'v2.0.0-rc.1', '1.5.0'),
    fc.string({ unit: fc.constantFrom('a', 'b', '1'), minLength: 1, maxLength: 3 }),
  );
  const day = fc.integer({ min: -2, max: 12 });
  const tags = fc.uniqueArray(
    fc.tuple(name, day, fc.option(day, { nil: undefined })).map((parts) => tagOf(...parts)),
    { selector: (tag) => tag.name, maxLength: 25 },
  );
  const globs = fc.constantFrom(['a*'], ['latest'], ['*1*', 'b'], ['none']);
  const days = fc.integer({ min: 1, max: 10 }).map((count) => count * dayMs);
  const keepRules: Record<string, fc.Arbitrary<unknown>> = {
    keepLast: fc.integer({ min: 1, max: 8 }),
    keepTags: globs,
    keepVersions: fc.constantFrom('>=1.0.0', '*', '2.x'),
    keepPulledWithinMs: days,
    keepPushedWithinMs: days,
  };
  const rules = fc.record({ ...keepRules, tags: globs }, { requiredKeys: [] }) as fc.Arbitrary<
    Partial<RetentionPolicy>
  >;
  const hasRule = (policy: Partial<RetentionPolicy>) =>
    Object.keys(keepRules).some((key) => policy[key as keyof RetentionPolicy] !== undefined);

  it('never are fewer than keepLast kept of the tags that it decides on', () => {
    fc.assert(
      fc.property(tags, rules, (all, policy) => {
        fc.pre(policy.keepLast !== undefined);
        const decided = decide(all, policyOf(policy), nowMs).filter(
          ({ reason }) => reason !== 'no policy decides on it',
        );
        const kept = decided.filter(({ keep }) => keep).length;
        expect(kept).toBeGreaterThanOrEqual(Math.min(policy.keepLast ?? 0, decided.length));
      }),
      { numRuns: 1000 },
    );
  });

  it('another keep rule never removes more than before, once there is one', () => {
    const added = fc
      .constantFrom(...Object.entries(keepRules))
      .chain(([key, value]) => value.map((given) => ({ [key]: given })));
    fc.assert(
      fc.property(tags, rules, added, (all, policy, more) => {
        fc.pre(hasRule(policy) && !((Object.keys(more)[0] as string) in policy));
        const before = keptOf(all, policy);
        expect(keptOf(all, { ...policy, ...more })).toEqual(expect.arrayContaining(before));
      }),
      { numRuns: 1000 },
    );
  });

  it('the order in which tags come changes nothing', () => {
    fc.assert(
      fc.property(tags, rules, fc.infiniteStream(fc.nat()), (all, policy, numbers) => {
        const shuffled = all
          .map((tag) => ({ tag, at: numbers.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ tag }) => tag);
        expect(keptOf(shuffled, policy).sort()).toEqual(keptOf(all, policy).sort());
      }),
      { numRuns: 1000 },
    );
  });

  it('a later time never keeps what an earlier one removed', () => {
    fc.assert(
      fc.property(tags, rules, fc.nat({ max: 20 }), (all, policy, later) => {
        const keptLater = decide(all, policyOf(policy), nowMs + later * dayMs).filter(({ keep }) => keep);
        expect(keptOf(all, policy)).toEqual(expect.arrayContaining(keptLater.map(({ tag }) => tag)));
      }),
      { numRuns: 500 },
    );
  });
});

test('what is said of a manifest that is there stays with it, and takes no place among the last', () => {
  const signature: TagState = { ...tagOf(`sha256-${'a'.repeat(64)}.sig`, 0), isAttachment: true };
  const tags = [tagOf('old', 3), tagOf('new', 2), signature];
  expect(keptOf(tags, { keepLast: 1 })).toEqual(['new', signature.name]);
  expect(keptOf([tagOf('old', 3), { ...signature, isAttachment: undefined }], { keepLast: 1 })).toEqual([
    signature.name,
  ]);
});
