import type { RetentionPolicy } from '@/lib/config';
import type { Digest } from '@/lib/oci/digest';
import { protectionWords } from '@/lib/oci/protection-words';
import type { Tag } from '@/lib/oci/reference';
import { NewestTags } from './newest-tags';
import { type Circumstances, compilePolicy, type Policy, type TagState } from './policy';

/** What is to become of a tag, and why. */
export interface Decision {
  tag: Tag;
  digest: Digest;
  keep: boolean;
  /** A sentence without its full stop. */
  reason: string;
  /** The policy that decided; absent when none did. */
  policy?: string;
}

/**
 * Decides what policies keep of one repository. It reads the tags twice, so that a repository of any size can be
 * gone through in pages: `count` first gets each tag, then `decide`.
 */
export class Evaluation {
  readonly #policies: { policy: Policy; newest: NewestTags | undefined; circumstances: Circumstances }[];
  readonly #protectedBy: (tag: Tag) => string | undefined;

  /**
   * @param policies those about the repository, in their order
   * @param protectedBy the setting that forbids to remove a tag
   */
  constructor(
    policies: readonly Policy[],
    protectedBy: (tag: Tag) => string | undefined,
    times: { nowMs: number; pullsKnownSinceMs: number },
  ) {
    this.#protectedBy = protectedBy;
    this.#policies = policies.map((policy) => {
      const newest = policy.keepLast === undefined ? undefined : new NewestTags(policy.keepLast);
      const isAmongLast = (tag: TagState) => newest?.includes(tag) ?? false;
      return { policy, newest, circumstances: { ...times, isAmongLast } };
    });
  }

  /** Whether the first reading changes anything: only `keepLast` looks at other tags. */
  get needsCount(): boolean {
    return this.#policies.some(({ newest }) => newest !== undefined);
  }

  /** The first reading. A signature of an image takes no image's place among the last. */
  count(tag: TagState): void {
    if (!tag.isAttachment) this.#decider(tag)?.newest?.add(tag);
  }

  /** The second reading. The first policy whose `tags` match decides. */
  decide(tag: TagState): Decision {
    const { name, digest } = tag;
    const guard = this.#protectedBy(name);
    const decider = this.#decider(tag);
    const policy = decider?.policy.label;
    const about = { tag: name, digest, ...(policy !== undefined && { policy }) };
    if (guard !== undefined) return { ...about, keep: true, reason: `it is protected by ${guard}` };
    if (tag.protection) return { ...about, keep: true, reason: `it is ${protectionWords(tag.protection)}` };
    if (!decider) return { ...about, keep: true, reason: 'no policy decides on it' };
    if (tag.isAttachment)
      return { ...about, keep: true, reason: 'it says something of a manifest that is there' };
    const rules = decider.policy.keepRules;
    if (rules.length === 0)
      return { ...about, keep: true, reason: 'its policy has no keep rule, and so removes nothing' };
    for (const rule of rules) {
      const reason = rule.keeps(tag, decider.circumstances);
      if (reason !== undefined) return { ...about, keep: true, reason };
    }
    return { ...about, keep: false, reason: rules.map(({ otherwise }) => otherwise).join('; ') };
  }

  #decider({ name }: TagState) {
    return this.#policies.find(({ policy }) => policy.decidesOn(name));
  }
}

/**
 * What one policy alone keeps of the tags of one repository. Pure.
 * @param nowMs milliseconds since 1970, as are all times
 * @param pullsKnownSinceMs pulls before this time are unknown
 */
export function decide(
  tags: readonly TagState[],
  policy: RetentionPolicy,
  nowMs: number,
  pullsKnownSinceMs = 0,
): Decision[] {
  const evaluation = new Evaluation([compilePolicy(policy, 0)], () => undefined, {
    nowMs,
    pullsKnownSinceMs,
  });
  for (const tag of tags) evaluation.count(tag);
  return tags.map((tag) => evaluation.decide(tag));
}
