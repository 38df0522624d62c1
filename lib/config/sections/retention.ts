import semver from 'semver';
import { z } from 'zod';
import {
  boolean,
  duration,
  fullList,
  groups,
  integer,
  list,
  optionalSetting,
  requiredSetting,
  setting,
  text,
} from '../setting';
import { isRepositoryGlob, repositoryGlobsAllowed } from './repositories';

/** What a tag can match: its characters, and `*`. */
const tagGlob = /^[a-zA-Z0-9_*][a-zA-Z0-9._*-]{0,127}$/;
export const isTagGlob = (value: string) => tagGlob.test(value);
export const tagGlobsAllowed = 'tags of letters, digits and . _ -, with the wildcard *';
const tagGlobs = list(tagGlobsAllowed, isTagGlob);
const fullTagGlobs = fullList(tagGlobsAllowed, isTagGlob);
const isRange = (value: string) => value.trim() !== '' && semver.validRange(value) !== null;

/** The settings of one policy. */
export const policySettings = {
  name: optionalSetting(
    text('a text of 1 to 64 characters', (value) => /^[^\p{C}]{1,64}$/u.test(value)),
    { description: 'What the policy is called in reports.', example: 'nightly builds' },
  ),
  repositories: requiredSetting(fullList(repositoryGlobsAllowed, isRepositoryGlob), {
    description: 'The repositories that the policy is about: patterns as in `repositories.allow`.',
    example: '[team-a/**]',
  }),
  tags: optionalSetting(fullTagGlobs, {
    description: 'The tags that the policy decides on; all when it is absent.',
    example: '["nightly-*"]',
  }),
  keepLast: optionalSetting(integer(1, 100_000), {
    description: 'Keeps this many of its tags in each repository: those that were pushed last.',
    example: '10',
  }),
  keepTags: optionalSetting(fullTagGlobs, {
    description: 'Keeps tags that match one of these patterns.',
    example: '[latest, "release-*"]',
  }),
  keepVersions: optionalSetting(text('a range of versions as npm has it, in quotes', isRange), {
    description:
      'Keeps tags that are a version in this range, with or without a `v` before it. Prereleases are in a range only if it names one of the same version.',
    example: '">=1.0.0"',
  }),
  keepPulledWithin: optionalSetting(duration('1s', '3650d'), {
    description:
      'Keeps tags that were pulled within this time, by name or by the digest that they point to, and those that were pushed within it.',
    example: '90d',
  }),
  keepPushedWithin: optionalSetting(duration('1s', '3650d'), {
    description: 'Keeps tags that were pushed within this time.',
    example: '30d',
  }),
  untaggedAfter: optionalSetting(duration('0s', '3650d'), {
    description: 'Stands in for `maintenance.untaggedAfter` in these repositories, whatever `tags` says.',
    example: '3d',
  }),
  immutable: optionalSetting(tagGlobs, {
    description:
      'Tags that, once pushed, can neither be moved to another manifest nor be deleted, whatever `tags` and `retention.enabled` say.',
    example: '["v*"]',
  }),
  protected: optionalSetting(tagGlobs, {
    description:
      'Tags that can be moved but not be deleted, whatever `tags` and `retention.enabled` say; nor the manifest that they point to.',
    example: '[latest]',
  }),
};

/** Which tags go by themselves, and which must not go or move. */
export const retentionSettings = z
  .strictObject({
    enabled: setting(boolean(), false, {
      description:
        'Whether the policies remove tags. With `false` they are only simulated: see `cyberdock retention simulate`. What `immutable` and `protected` forbid is forbidden in any case.',
      example: 'true',
    }),
    interval: setting(duration('0s', '365d'), '24h', {
      description:
        'How often the policies are applied. `0s` leaves it to `cyberdock retention run`, which can run in any case.',
      example: '6h',
    }),
    policies: setting(groups('a list of policies, each a group of settings', policySettings), [], {
      description:
        'What is kept of which repositories. For each tag the first policy decides whose `repositories` and `tags` match; the tag is kept if one of its `keep…` settings says so, else it is removed. A policy without any `keep…` setting removes nothing. See [retention](retention.md).',
      example: '[{"repositories": ["team-a/**"], "keepLast": 10, "keepTags": ["latest"]}]',
    }),
  })
  .meta({
    description:
      'Which tags are removed by themselves, and which must not be removed or moved. In variables, policies are written as JSON.',
  });

/** A policy as it was read, before its times have their unit in their names. */
export type WrittenPolicy = z.output<typeof retentionSettings>['policies'][number];
type Times = 'keepPulledWithin' | 'keepPushedWithin' | 'untaggedAfter';

/** One policy: what is kept of some repositories, and what is protected. Times in milliseconds. */
export type RetentionPolicy = Omit<WrittenPolicy, Times> & { [Key in Times as `${Key}Ms`]?: number } & {
  /** What it is called where it is kept, if that is not the configuration: `policy 3`. */
  id?: string;
};

/** Where a policy stands: `policy 3`, `retention.policies[0]`. @param index among those of the configuration */
export function policyPlace({ id }: Pick<RetentionPolicy, 'id'>, index: number): string {
  return id ?? `retention.policies[${index}]`;
}

/** @returns the section as the server uses it: units in the names. */
export function retentionConfig({ enabled, interval, policies }: z.output<typeof retentionSettings>) {
  return { enabled, intervalMs: interval, policies: policies.map(policyConfig) };
}

/** A policy as the server uses it. */
export function policyConfig(written: WrittenPolicy): RetentionPolicy {
  const { keepPulledWithin, keepPushedWithin, untaggedAfter, ...policy } = written;
  return {
    ...policy,
    keepPulledWithinMs: keepPulledWithin,
    keepPushedWithinMs: keepPushedWithin,
    untaggedAfterMs: untaggedAfter,
  };
}

/** The section as the server uses it. */
export type RetentionConfig = ReturnType<typeof retentionConfig>;
