/** The settings of a policy, as `retention.policies` of the configuration has them, in its order. */
export const draftFields = [
  'name',
  'repositories',
  'tags',
  'keepLast',
  'keepTags',
  'keepVersions',
  'keepPulledWithin',
  'keepPushedWithin',
  'untaggedAfter',
  'immutable',
  'protected',
] as const;
export type DraftField = (typeof draftFields)[number];

/** The longest text of a setting. */
export const writtenLengthMax = 400;
