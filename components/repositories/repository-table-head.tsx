import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import type { RepositoryQuery, RepositorySort } from '@/lib/dashboard/contracts';
import { repositoriesHref } from '@/lib/dashboard/repository-addresses';
import { SortHeader } from '../ui/sort-header';
import { repositoryColumns } from './repository-columns';

/** The head of the list: each column that it can be sorted by leads to the list sorted so. */
export function RepositoryTableHead({ query }: { query: RepositoryQuery }) {
  const sorts = (...[first, second]: [RepositorySort, RepositorySort]) => ({
    sorted:
      query.sort === first || query.sort === second
        ? query.sort.startsWith('-')
          ? ('descending' as const)
          : ('ascending' as const)
        : undefined,
    href: repositoriesHref({ q: query.q, sort: query.sort === first ? second : first }),
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot have rows of two lines.
    // biome-ignore lint/a11y/useFocusableInteractive: its links are what gets the focus.
    <div
      role="row"
      className={clsx(repositoryColumns, 'hidden h-8 border-line border-b text-ink-dim text-meta md:grid')}
    >
      <SortHeader {...sorts('name', '-name')}>Repository</SortHeader>
      <Head className="hidden 2xl:block">Newest tag</Head>
      <SortHeader {...sorts('-tags', 'tags')} className="justify-end">
        Tags
      </SortHeader>
      <SortHeader {...sorts('-size', 'size')} className="justify-end">
        Size
      </SortHeader>
      <Head className="hidden xl:block">30 days</Head>
      <SortHeader {...sorts('-pushed', 'pushed')}>Pushed</SortHeader>
      <Head className="hidden xl:block">Pulled</Head>
      <SortHeader {...sorts('-pulls', 'pulls')} className="hidden justify-end xl:flex">
        Pulls
      </SortHeader>
    </div>
  );
}

function Head({ className, children }: { className?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as for the row.
    // biome-ignore lint/a11y/useFocusableInteractive: as for the row.
    <span role="columnheader" className={className}>
      {children}
    </span>
  );
}
