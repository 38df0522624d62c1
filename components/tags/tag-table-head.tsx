import { clsx } from 'clsx';
import { tagsHref } from '@/lib/dashboard/tags/tag-addresses';
import type { TagQuery } from '@/lib/dashboard/tags/tag-contracts';
import type { TagSort } from '@/lib/dashboard/tags/tag-sorts';
import { ColumnHead } from '../ui/column-head';
import { SortHeader } from '../ui/sort-header';
import { sortsOf } from '../ui/sorts-of';
import { tagColumns } from './tag-columns';
import { TickBox } from './tick-box';

interface TagTableHeadProps {
  repository: string;
  query: TagQuery;
  lanes: number;
  /** Whether all, none or some of the rows are selected. */
  selected: boolean | 'some';
  /** How many rows there are. */
  count: number;
  onSelectAll: () => void;
}

/** The head of the table: each column that it can be sorted by leads to the table sorted so. */
export function TagTableHead({ repository, query, lanes, selected, count, onSelectAll }: TagTableHeadProps) {
  const sorts = sortsOf<TagSort>(query.sort, (sort) =>
    tagsHref(repository, { ...query, cursor: undefined, sort }),
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are windowed cannot be those of a table element.
    // biome-ignore lint/a11y/useFocusableInteractive: its links are what gets the focus.
    <div
      role="row"
      aria-rowindex={1}
      className={clsx(tagColumns, 'hidden h-8 border-line border-b text-ink-dim text-meta md:grid')}
    >
      <ColumnHead>
        <TickBox label={`Select all ${count} shown`} state={selected} onTick={onSelectAll} />
      </ColumnHead>
      <ColumnHead>
        <svg width={Math.max(lanes * 10, 1)} height="1" aria-hidden="true" />
        <span className="sr-only">Tags of one digest</span>
      </ColumnHead>
      <span className="flex min-w-0 gap-4">
        <SortHeader {...sorts('name', '-name')}>Tag</SortHeader>
        <SortHeader {...sorts('-version', 'version')}>Version</SortHeader>
      </span>
      <ColumnHead>Manifest</ColumnHead>
      <ColumnHead className="hidden xl:block">Platforms</ColumnHead>
      <SortHeader {...sorts('-size', 'size')} className="justify-end">
        Size
      </SortHeader>
      <SortHeader {...sorts('-pushed', 'pushed')}>Pushed</SortHeader>
      <SortHeader {...sorts('-pulls', 'pulls')} className="hidden justify-end xl:flex">
        Pulls
      </SortHeader>
      <ColumnHead>
        <span className="sr-only">Actions</span>
      </ColumnHead>
    </div>
  );
}
