'use client';

import { tagsHref } from '@/lib/dashboard/tags/tag-addresses';
import type { TagQuery } from '@/lib/dashboard/tags/tag-contracts';
import { type TagSort, tagSorts } from '@/lib/dashboard/tags/tag-sorts';
import { SortSelect } from '../ui/sort-select';

const words: Readonly<Record<TagSort, string>> = {
  '-pushed': 'Pushed last',
  pushed: 'Pushed first',
  '-version': 'Highest version',
  version: 'Lowest version',
  name: 'Name',
  '-name': 'Name, backwards',
  '-size': 'Largest',
  size: 'Smallest',
  '-pulls': 'Pulled most',
  pulls: 'Pulled least',
};

/** By what tags are sorted, on narrow screens. */
export function TagSortSelect({ repository, query }: { repository: string; query: TagQuery }) {
  return (
    <SortSelect
      label="Sort tags"
      sort={query.sort}
      sorts={tagSorts}
      words={words}
      hrefOf={(sort) => tagsHref(repository, { ...query, cursor: undefined, sort })}
    />
  );
}
