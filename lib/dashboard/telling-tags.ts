import type { TaggedManifest } from './content';

const natural = new Intl.Collator('en', { numeric: true });

/**
 * The tags that say most about a repository: `latest`, then the rest from the highest version down, so that
 * `1.10` stands before `1.2`. Numbers in names are compared as numbers.
 */
export function tellingTags(tags: readonly TaggedManifest[], limit: number): TaggedManifest[] {
  return [...tags]
    .sort(
      (a, b) => Number(b.name === 'latest') - Number(a.name === 'latest') || natural.compare(b.name, a.name),
    )
    .slice(0, limit);
}
