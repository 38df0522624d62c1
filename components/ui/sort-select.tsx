'use client';

import { useRouter } from 'next/navigation';

interface SortSelectProps<Sort extends string> {
  /** What is sorted: "Sort tags". */
  label: string;
  sort: Sort;
  sorts: readonly Sort[];
  words: Readonly<Record<Sort, string>>;
  hrefOf: (sort: Sort) => string;
}

/** What a table's head is on wide screens: by what it is sorted. */
export function SortSelect<Sort extends string>({
  label,
  sort,
  sorts,
  words,
  hrefOf,
}: SortSelectProps<Sort>) {
  const router = useRouter();
  return (
    <select
      aria-label={label}
      value={sort}
      onChange={(event) => router.push(hrefOf(event.target.value as Sort), { scroll: false })}
      className="h-9 shrink-0 rounded-control border border-edge bg-surface px-2 text-body md:hidden"
    >
      {sorts.map((one) => (
        <option key={one} value={one}>
          {words[one]}
        </option>
      ))}
    </select>
  );
}
