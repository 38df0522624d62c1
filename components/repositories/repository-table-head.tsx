import { clsx } from 'clsx';
import type { RepositoryQuery } from '@/lib/dashboard/contracts';
import type { RepositorySort } from '@/lib/dashboard/repository-sorts';
import { type RepositoryView, viewHref } from '@/lib/dashboard/tree/tree-addresses';
import { ColumnHead } from '../ui/column-head';
import { SortHeader } from '../ui/sort-header';
import { sortsOf } from '../ui/sorts-of';
import { repositoryColumns } from './repository-columns';

/** The head of the list: each column that it can be sorted by leads to the list sorted so. */
export function RepositoryTableHead({ query, view }: { query: RepositoryQuery; view: RepositoryView }) {
  const sorts = sortsOf<RepositorySort>(query.sort, (sort) =>
    viewHref(view, { ...query, cursor: undefined, sort }),
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot have rows of two lines.
    // biome-ignore lint/a11y/useFocusableInteractive: its links are what gets the focus.
    <div
      role="row"
      className={clsx(repositoryColumns, 'hidden h-8 border-line border-b text-ink-dim text-meta md:grid')}
    >
      <SortHeader {...sorts('name', '-name')}>Repository</SortHeader>
      <ColumnHead className="hidden 2xl:block">Newest tag</ColumnHead>
      <SortHeader {...sorts('-tags', 'tags')} className="justify-end">
        Tags
      </SortHeader>
      <SortHeader {...sorts('-size', 'size')} className="justify-end">
        Size
      </SortHeader>
      <ColumnHead className="hidden text-right 2xl:block">Unique</ColumnHead>
      <ColumnHead className="hidden xl:block">30 days</ColumnHead>
      <SortHeader {...sorts('-pushed', 'pushed')}>Pushed</SortHeader>
      <SortHeader {...sorts('-pulled', 'pulled')} className="hidden xl:flex">
        Pulled
      </SortHeader>
      <SortHeader {...sorts('-pulls', 'pulls')} className="hidden justify-end xl:flex">
        Pulls
      </SortHeader>
    </div>
  );
}
