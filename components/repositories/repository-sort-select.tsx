'use client';

import type { RepositoryQuery } from '@/lib/dashboard/contracts';
import { type RepositorySort, repositorySorts } from '@/lib/dashboard/repository-sorts';
import { type RepositoryView, viewHref } from '@/lib/dashboard/tree/tree-addresses';
import { SortSelect } from '../ui/sort-select';

const words: Readonly<Record<RepositorySort, string>> = {
  name: 'Name',
  '-name': 'Name, backwards',
  '-pushed': 'Pushed last',
  pushed: 'Pushed first',
  '-size': 'Largest',
  size: 'Smallest',
  '-tags': 'Most tags',
  tags: 'Fewest tags',
  '-pulls': 'Pulled most',
  pulls: 'Pulled least',
  '-pulled': 'Pulled last',
  pulled: 'Not pulled for longest',
};

/** By what repositories are sorted, on narrow screens. */
export function RepositorySortSelect({ query, view }: { query: RepositoryQuery; view: RepositoryView }) {
  return (
    <SortSelect
      label="Sort repositories"
      sort={query.sort}
      sorts={repositorySorts}
      words={words}
      hrefOf={(sort) => viewHref(view, { ...query, cursor: undefined, sort })}
    />
  );
}
