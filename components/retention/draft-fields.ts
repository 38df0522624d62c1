import type { DraftField } from '@/lib/dashboard/administration/draft-fields';

/** A field of the form: what it is called there, and what may stand in it. */
interface FieldWords {
  name: DraftField;
  label: string;
  hint: string;
  placeholder: string;
}

/** What the policy is about. Without all of these but the name nothing is simulated. */
export const aboutFields: readonly FieldWords[] = [
  { name: 'name', label: 'Name', hint: 'what reports call it', placeholder: 'nightly builds' },
  {
    name: 'repositories',
    label: 'Repositories',
    hint: '* is within one part of a name, ** across parts; commas between patterns',
    placeholder: 'team/**',
  },
  {
    name: 'tags',
    label: 'Tags that it decides on',
    hint: 'patterns; a single * is all tags',
    placeholder: 'nightly-*, pr-*',
  },
];

/** What keeps a tag. */
export const keepFields: readonly FieldWords[] = [
  {
    name: 'keepLast',
    label: 'Among the last pushed',
    hint: 'how many, in each repository',
    placeholder: '10',
  },
  { name: 'keepTags', label: 'By name', hint: 'patterns', placeholder: 'latest, release-*' },
  { name: 'keepVersions', label: 'Versions', hint: 'a range, as npm reads it', placeholder: '>=1.0.0' },
  { name: 'keepPulledWithin', label: 'Pulled within', hint: 'or pushed within it', placeholder: '90d' },
  { name: 'keepPushedWithin', label: 'Pushed within', hint: 'since the last push', placeholder: '30d' },
];

/** What else it says of these repositories. */
export const otherFields: readonly FieldWords[] = [
  { name: 'untaggedAfter', label: 'Untagged go after', hint: 'manifests; 0s keeps them', placeholder: '3d' },
  { name: 'immutable', label: 'Immutable tags', hint: 'neither moved nor deleted', placeholder: 'v*' },
  { name: 'protected', label: 'Protected tags', hint: 'not deleted', placeholder: 'latest' },
];
