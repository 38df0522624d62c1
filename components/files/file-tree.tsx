'use client';

import { clsx } from 'clsx';
import { useEffect, useMemo } from 'react';
import {
  type EntryRow,
  type FileLevel,
  fileRows,
  folderToSearch,
  type FileRow as Row,
  steppedFileRow,
} from '@/lib/dashboard/files/file-rows';
import { foldersOf } from '@/lib/dashboard/files/files-address';
import { ColumnHead } from '../ui/column-head';
import { PendingTreeRow } from '../ui/pending-tree-row';
import { SortHeader } from '../ui/sort-header';
import { Cell, Indent } from '../ui/tree-cells';
import { useTreeKeys } from '../ui/use-tree-keys';
import { WindowedRows } from '../ui/windowed-rows';
import { fileColumns, fileRowClass, fileRowHeight } from './file-columns';
import { FileRow } from './file-row';

interface FileTreeProps {
  levels: ReadonlyMap<string, FileLevel>;
  more: (folder: string) => void;
  retry: (folder: string) => void;
  /** The folders that are open. */
  open: readonly string[];
  /** The folder that the address names. */
  path: string;
  nowMs: number;
  /** Whether these are what a search found, without the folders around them. */
  isFlat: boolean;
  outdated: boolean;
  sort: 'name' | '-size';
  sortHref: (sort: 'name' | '-size') => string;
  hrefOf: (row: EntryRow) => string | undefined;
  onToggle: (folder: string) => void;
  /** Shows what an entry is. */
  onOpen: (row: EntryRow) => void;
}

/** Files and folders as a tree, or what a search found of them, of which the rows in sight are drawn. */
export function FileTree(props: FileTreeProps) {
  const { levels, more, retry, open, path, isFlat, outdated, onToggle, onOpen } = props;
  const rows = useMemo(() => fileRows(levels, new Set(open)), [levels, open]);
  const { grid, isTabStop, rowRef, onKeyDown, onFocus } = useTreeKeys<Row>(rows, {
    height: fileRowHeight,
    look: isFlat ? flatRow : steppedFileRow,
    onToggle,
    onAct: (row) => {
      if (row.kind === 'entry') onOpen(row);
      if (row.kind === 'failed') retry(row.folder);
      return row.kind === 'failed';
    },
  });
  // What an address names may lie beyond the first page of its folder.
  const searched = isFlat ? undefined : folderToSearch(levels, foldersOf(path));
  useEffect(() => {
    if (searched !== undefined) more(searched);
  }, [searched, more]);
  return (
    <div
      ref={grid}
      role="treegrid"
      aria-label={isFlat ? 'Files that were found' : 'Files'}
      aria-busy={outdated}
      className={clsx(
        'overflow-clip rounded-box border border-line bg-surface transition-opacity [&_[data-row]]:last:border-b-0',
        outdated && 'late-dim',
      )}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
    >
      <Head sort={props.sort} sortHref={props.sortHref} />
      <WindowedRows rows={rows} height={fileRowHeight}>
        {(row, index, drawn) => {
          const common = { isTabStop: isTabStop(row, index, drawn.from, drawn.to), ref: rowRef(row) };
          if (row.kind === 'entry')
            return (
              <FileRow
                key={row.key}
                row={row}
                nowMs={props.nowMs}
                showsPath={isFlat}
                href={props.hrefOf(row)}
                onOpen={(one) => (one.canOpen && !isFlat ? onToggle(one.entry.path) : onOpen(one))}
                {...common}
              />
            );
          if (row.kind === 'empty') return <EmptyRow key={row.key} row={row} {...common} />;
          return (
            <PendingTreeRow
              key={row.key}
              kind={row.kind}
              treeKey={row.key}
              level={row.level}
              branch={row.folder}
              error={levels.get(row.folder)?.error ?? null}
              onMore={more}
              onRetry={retry}
              className={fileRowClass}
              {...common}
            />
          );
        }}
      </WindowedRows>
    </div>
  );
}

/** In what a search found, nothing opens in its place. */
function flatRow(row: Row) {
  const { level, isWaiting } = steppedFileRow(row);
  return { level, isWaiting };
}

function EmptyRow({ row, isTabStop, ref }: { row: Row; isTabStop: boolean; ref: React.Ref<HTMLDivElement> }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as for the other rows.
    <div
      ref={ref}
      role="row"
      tabIndex={isTabStop ? 0 : -1}
      aria-level={row.level}
      data-row
      data-tree-key={row.key}
      className={fileRowClass}
    >
      <Cell className="col-span-full flex min-w-0 items-center gap-2 text-ink-dim">
        <Indent level={row.level} />
        <span className="w-4 shrink-0" />
        Nothing lies in this folder.
      </Cell>
    </div>
  );
}

function Head({ sort, sortHref }: Pick<FileTreeProps, 'sort' | 'sortHref'>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as for the rows.
    // biome-ignore lint/a11y/useFocusableInteractive: the rows get the focus.
    <div
      role="row"
      className={`${fileColumns} hidden h-8 border-line border-b text-ink-dim text-meta md:grid`}
    >
      <SortHeader sorted={sort === 'name' ? 'ascending' : undefined} href={sortHref('name')}>
        Name
      </SortHeader>
      <SortHeader
        sorted={sort === '-size' ? 'descending' : undefined}
        href={sortHref('-size')}
        className="justify-end"
      >
        Size
      </SortHeader>
      <ColumnHead>Mode</ColumnHead>
      <ColumnHead className="hidden xl:block">Owner</ColumnHead>
      <ColumnHead className="text-right">Layer</ColumnHead>
      <ColumnHead className="hidden xl:block">Modified</ColumnHead>
      <ColumnHead>State</ColumnHead>
    </div>
  );
}
