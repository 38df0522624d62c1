import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { tagsHref } from '@/lib/dashboard/tags/tag-addresses';
import type { TagQuery, TagSort } from '@/lib/dashboard/tags/tag-contracts';
import { SortHeader } from '../ui/sort-header';
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
  const sorts = (...[first, second]: [TagSort, TagSort]) => ({
    sorted:
      query.sort === first || query.sort === second
        ? query.sort.startsWith('-')
          ? ('descending' as const)
          : ('ascending' as const)
        : undefined,
    href: tagsHref(repository, { q: query.q, sort: query.sort === first ? second : first }),
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are windowed cannot be those of a table element.
    // biome-ignore lint/a11y/useFocusableInteractive: its links are what gets the focus.
    <div
      role="row"
      aria-rowindex={1}
      className={clsx(tagColumns, 'hidden h-8 border-line border-b text-ink-dim text-meta md:grid')}
    >
      <Head>
        <TickBox label={`Select all ${count} shown`} state={selected} onTick={onSelectAll} />
      </Head>
      <Head>
        <svg width={Math.max(lanes * 10, 1)} height="1" aria-hidden="true" />
        <span className="sr-only">Tags of one digest</span>
      </Head>
      <span className="flex min-w-0 gap-4">
        <SortHeader {...sorts('name', '-name')}>Tag</SortHeader>
        <SortHeader {...sorts('-version', 'version')}>Version</SortHeader>
      </span>
      <Head>Manifest</Head>
      <Head className="hidden xl:block">Platforms</Head>
      <SortHeader {...sorts('-size', 'size')} className="justify-end">
        Size
      </SortHeader>
      <SortHeader {...sorts('-pushed', 'pushed')}>Pushed</SortHeader>
      <SortHeader {...sorts('-pulls', 'pulls')} className="hidden justify-end xl:flex">
        Pulls
      </SortHeader>
      <Head>
        <span className="sr-only">Actions</span>
      </Head>
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
