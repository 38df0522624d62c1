'use client';

import { useRouter } from 'next/navigation';
import { tagsHref } from '@/lib/dashboard/tags/tag-addresses';
import { type TagQuery, type TagSort, tagSorts } from '@/lib/dashboard/tags/tag-contracts';

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

/** What the table's head is on wide screens: by what tags are sorted. */
export function TagSortSelect({ repository, query }: { repository: string; query: TagQuery }) {
  const router = useRouter();
  return (
    <select
      aria-label="Sort tags"
      value={query.sort}
      onChange={(event) =>
        router.push(tagsHref(repository, { q: query.q, sort: event.target.value as TagSort }), {
          scroll: false,
        })
      }
      className="h-9 shrink-0 rounded-control border border-edge bg-surface px-2 text-body md:hidden"
    >
      {tagSorts.map((sort) => (
        <option key={sort} value={sort}>
          {words[sort]}
        </option>
      ))}
    </select>
  );
}
