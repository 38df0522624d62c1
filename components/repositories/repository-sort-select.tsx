'use client';

import { type RepositoryQuery, type RepositorySort, repositorySorts } from '@/lib/dashboard/contracts';
import { repositoriesHref } from '@/lib/dashboard/repository-addresses';
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
};

/** By what repositories are sorted, on narrow screens. */
export function RepositorySortSelect({ query }: { query: RepositoryQuery }) {
  return (
    <SortSelect
      label="Sort repositories"
      sort={query.sort}
      sorts={repositorySorts}
      words={words}
      hrefOf={(sort) => repositoriesHref({ q: query.q, sort })}
    />
  );
}
