'use client';

import { useRouter } from 'next/navigation';
import { type RepositoryQuery, type RepositorySort, repositorySorts } from '@/lib/dashboard/contracts';
import { repositoriesHref } from '@/lib/dashboard/repository-addresses';

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

/** What the list's head is on wide screens: by what repositories are sorted. */
export function RepositorySortSelect({ query }: { query: RepositoryQuery }) {
  const router = useRouter();
  return (
    <select
      aria-label="Sort repositories"
      value={query.sort}
      onChange={(event) =>
        router.push(repositoriesHref({ q: query.q, sort: event.target.value as RepositorySort }), {
          scroll: false,
        })
      }
      className="h-9 shrink-0 rounded-control border border-edge bg-surface px-2 text-body md:hidden"
    >
      {repositorySorts.map((sort) => (
        <option key={sort} value={sort}>
          {words[sort]}
        </option>
      ))}
    </select>
  );
}
