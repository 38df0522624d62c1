import semver from 'semver';
import { policyPlace, type RetentionPolicy } from '@/lib/config';
import { formatDuration } from '@/lib/config/duration';
import type { Digest } from '@/lib/oci/digest';
import { nameMatcher } from '@/lib/oci/name-glob';
import type { Protection } from '@/lib/oci/protection-words';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { tagMatcher } from '@/lib/oci/tag-glob';

/** What a policy knows of a tag. Times in milliseconds since 1970. */
export interface TagState {
  name: Tag;
  digest: Digest;
  pushedAtMs: number;
  /** What a pull of it takes at most, as far as the index tells. */
  bytes?: number;
  /** When it was pulled last, by name or by the digest; absent when nobody knows of a pull. */
  lastPulledAtMs?: number;
  /** Who protects it in the dashboard; absent when nobody does. */
  protection?: Protection;
  /** Whether it carries what is said of a manifest that is there, as a signature of cosign. */
  isAttachment?: true;
}

/** What else a rule looks at. Times in milliseconds since 1970. */
export interface Circumstances {
  nowMs: number;
  /** Pulls before this time are unknown. */
  pullsKnownSinceMs: number;
  /** Whether the tag is among the last that were pushed, as many as `keepLast` says. */
  isAmongLast: (tag: TagState) => boolean;
}

/** One reason to keep a tag. */
interface KeepRule {
  /** Why it keeps the tag; `undefined` when it does not. */
  keeps: (tag: TagState, circumstances: Circumstances) => string | undefined;
  /** What is said of a tag that it does not keep. */
  otherwise: string;
}

/** A policy, read once for many tags. */
export interface Policy {
  /** Its name, or where it is written. */
  label: string;
  isAbout: (repository: RepositoryName) => boolean;
  /** Whether it decides on the tag, if no policy before it does. */
  decidesOn: (tag: Tag) => boolean;
  keepLast: number | undefined;
  keepRules: KeepRule[];
}

/** Reads a policy. @param index where it stands in `retention.policies` */
export function compilePolicy(policy: RetentionPolicy, index: number): Policy {
  const names = policy.repositories.map(nameMatcher);
  return {
    label: policy.name ?? policyPlace(policy, index),
    isAbout: (repository) => names.some((matches) => matches(repository)),
    decidesOn: policy.tags ? tagMatcher(policy.tags) : () => true,
    keepLast: policy.keepLast,
    keepRules: [...rulesOf(policy)],
  };
}

function* rulesOf(policy: RetentionPolicy): Generator<KeepRule> {
  const { keepLast, keepTags, keepVersions, keepPulledWithinMs, keepPushedWithinMs } = policy;
  if (keepTags) {
    const matches = tagMatcher(keepTags);
    yield {
      keeps: ({ name }) => (matches(name) ? 'it matches keepTags' : undefined),
      otherwise: 'it does not match keepTags',
    };
  }
  if (keepVersions !== undefined) {
    const range = new semver.Range(keepVersions);
    yield {
      keeps: ({ name }) => (range.test(name) ? `its version is in ${keepVersions}` : undefined),
      otherwise: `it is no version in ${keepVersions}`,
    };
  }
  if (keepPushedWithinMs !== undefined) {
    const within = formatDuration(keepPushedWithinMs);
    yield {
      keeps: ({ pushedAtMs }, { nowMs }) =>
        pushedAtMs >= nowMs - keepPushedWithinMs ? `it was pushed within ${within}` : undefined,
      otherwise: `it was not pushed within ${within}`,
    };
  }
  if (keepPulledWithinMs !== undefined) yield pulledWithin(keepPulledWithinMs);
  if (keepLast !== undefined) {
    yield {
      keeps: (tag, { isAmongLast }) =>
        isAmongLast(tag) ? `it is among the last ${keepLast} pushed` : undefined,
      otherwise: `it is not among the last ${keepLast} pushed`,
    };
  }
}

/**
 * Nobody has had the time to pull what was just pushed; and where pulls are known for less than the time, as
 * after the database was lost, nobody knows of an old tag that it was not pulled.
 */
function pulledWithin(withinMs: number): KeepRule {
  const within = formatDuration(withinMs);
  return {
    keeps: ({ pushedAtMs, lastPulledAtMs = 0 }, { nowMs, pullsKnownSinceMs }) => {
      const since = nowMs - withinMs;
      if (lastPulledAtMs >= since) return `it was pulled within ${within}`;
      if (pushedAtMs >= since) return `it was pushed within ${within}, the time to pull it`;
      return pullsKnownSinceMs >= since ? `pulls are counted for less than ${within}` : undefined;
    },
    otherwise: `it was not pulled within ${within}`,
  };
}
