import { clsx } from 'clsx';
import Link from 'next/link';
import type { StoreItem, StorePage, StoreQuery } from '@/lib/dashboard/administration/inventory-contract';
import { storeHref } from '@/lib/dashboard/administration/inventory-queries';
import { whyWords } from '@/lib/dashboard/administration/inventory-words';
import { digestFace } from '@/lib/dashboard/digest-face';
import { ColumnHead } from '../ui/column-head';
import { MiddleTruncate } from '../ui/middle-truncate';
import { moveBetweenRows } from '../ui/move-between-rows';
import { Size } from '../ui/size';
import { SortHeader } from '../ui/sort-header';
import { SortSelect } from '../ui/sort-select';
import { sortsOf } from '../ui/sorts-of';
import { WindowedRows } from '../ui/windowed-rows';

const columns =
  'grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 md:grid-cols-[11.25rem_5rem_6rem_minmax(0,10rem)_minmax(0,1fr)]';
const rowHeight = { wide: 40, narrow: 64 } as const;

const kinds: Readonly<Record<StoreItem['kind'], string>> = {
  layer: 'Layer',
  config: 'Config',
  manifest: 'Manifest',
  index: 'Index',
  upload: 'Upload',
  unknown: 'Unknown',
};

interface StoreTableProps {
  page: StorePage;
  query: StoreQuery;
  outdated: boolean;
  /** The address at which the users of a digest are shown. */
  hrefOf: (digest: string) => string;
}

/** A page of things in the store, of which those in sight are drawn. */
export function StoreTable({ page: { items, nowMs }, query, outdated, hrefOf }: StoreTableProps) {
  const sortHref = (sort: StoreQuery['sort']) => storeHref({ reason: query.reason, sort });
  const sorts = sortsOf<StoreQuery['sort']>(query.sort, sortHref);
  return (
    <div className={clsx('transition-opacity', outdated && 'late-dim')} aria-busy={outdated}>
      <div className="mb-3 flex md:hidden">
        <SortSelect
          label="Sort things"
          sort={query.sort}
          sorts={['-size', 'size']}
          words={{ '-size': 'Largest first', size: 'Smallest first' }}
          hrefOf={sortHref}
        />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: rows that are windowed cannot be those of a table element. */}
      <div
        role="table"
        aria-label="Things in the store"
        aria-rowcount={-1}
        className="overflow-clip rounded-box border border-line bg-surface [&_[data-row]]:last:border-b-0"
      >
        {/* biome-ignore lint/a11y/useSemanticElements: as for the table. */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: its links are what gets the focus. */}
        <div
          role="row"
          aria-rowindex={1}
          className={clsx(columns, 'hidden h-8 border-line border-b text-ink-dim text-meta md:grid')}
        >
          <ColumnHead>Digest</ColumnHead>
          <ColumnHead>What</ColumnHead>
          <SortHeader {...sorts('-size', 'size')} className="justify-end">
            Size
          </SortHeader>
          <ColumnHead>Repositories</ColumnHead>
          <ColumnHead>Why</ColumnHead>
        </div>
        <WindowedRows rows={items} height={rowHeight} onKeyDown={moveBetweenRows}>
          {(item, index) => (
            <Row
              key={`${item.digest} ${item.repository} ${item.reason}`}
              item={item}
              rowIndex={index + 2}
              nowMs={nowMs}
              href={hrefOf(item.digest)}
            />
          )}
        </WindowedRows>
      </div>
    </div>
  );
}

interface RowProps {
  item: StoreItem;
  rowIndex: number;
  nowMs: number;
  href: string;
}

function Row({ item, rowIndex, nowMs, href }: RowProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as for the table.
    // biome-ignore lint/a11y/useFocusableInteractive: what can be done stands in its cells.
    <div
      role="row"
      aria-rowindex={rowIndex}
      data-row
      className={clsx(
        columns,
        'grid h-16 content-center border-line border-b text-table transition-colors hover:bg-sunken md:h-10',
      )}
    >
      <Cell className="min-w-0">
        <Name item={item} href={href} />
      </Cell>
      <Cell className="hidden text-ink-soft md:block">{kinds[item.kind]}</Cell>
      <Cell className="text-right">
        <Size bytes={item.bytes} />
      </Cell>
      <Cell className="hidden min-w-0 text-ink-soft md:flex">
        {item.repository === null ? (
          item.holders.toLocaleString('en')
        ) : (
          <MiddleTruncate text={item.repository} />
        )}
      </Cell>
      <Cell className="min-w-0 truncate text-ink-soft max-md:col-span-2 max-md:text-meta">
        <span title={whyWords(item, nowMs)}>{whyWords(item, nowMs)}</span>
      </Cell>
    </div>
  );
}

function Name({ item: { digest, kind }, href }: Pick<RowProps, 'item' | 'href'>) {
  if (kind === 'upload') return <code className="block truncate font-mono text-meta">{digest}</code>;
  const { prefix, short, hue } = digestFace(digest);
  return (
    <Link
      href={href}
      prefetch={false}
      scroll={false}
      data-row-link
      title={digest}
      aria-label={`Who uses ${prefix}${short}`}
      className="digest-chip -ml-1.5 underline decoration-line underline-offset-4"
    >
      <span className="digest-hue flex size-3 items-center justify-center" data-hue={hue} aria-hidden="true">
        <span className="size-2.5 rounded-[3px] bg-current" />
      </span>
      <span>
        <span className="text-ink-soft">{prefix}</span>
        {short}
      </span>
    </Link>
  );
}

function Cell({ className, children }: { className: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as for the row.
    <div role="cell" className={className}>
      {children}
    </div>
  );
}
