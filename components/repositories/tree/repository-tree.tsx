'use client';

import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from 'react';
import { type TreeRow as Row, treeRows, treeStep } from '@/lib/dashboard/tree/tree-rows';
import { LoadError } from '../../feedback/load-error';
import { ColumnHead } from '../../ui/column-head';
import { WindowedRows } from '../../ui/windowed-rows';
import { RepositoryListSkeleton } from '../repository-list-skeleton';
import { PendingRow } from './pending-row';
import { treeColumns, treeRowHeight } from './tree-columns';
import { TreeNote } from './tree-note';
import { TreeRow } from './tree-row';
import { useTreeLevels } from './use-tree-levels';

interface RepositoryTreeProps {
  /** The namespaces that are open. */
  open: readonly string[];
  onToggle: (namespace: string) => void;
  /** The address of the tree in which a namespace is opened or closed. */
  hrefOf: (namespace: string) => string;
  /** Stands here when there is nothing to show. */
  nothing: React.ReactNode;
}

/** Repositories by their namespaces. What is in a namespace is asked for when it is opened. */
export function RepositoryTree({ open, onToggle, hrefOf, nothing }: RepositoryTreeProps) {
  const { levels, more, retry } = useTreeLevels(open);
  const rows = useMemo(() => treeRows(levels, new Set(open)), [levels, open]);
  const { grid, isTabStop, rowRef, onKeyDown, onFocus } = useTreeKeys(rows, onToggle, retry);
  const root = levels.get('');
  if (!root?.parts.length)
    return root?.error ? (
      <LoadError what="Repositories" error={root.error} retrying={root.isLoading} onRetry={() => retry('')} />
    ) : (
      <RepositoryListSkeleton />
    );
  if (rows.length === 0) return nothing;
  return (
    <>
      <div
        ref={grid}
        role="treegrid"
        aria-label="Repositories"
        className="overflow-clip rounded-box border border-line bg-surface [&_[data-row]]:last:border-b-0"
        onKeyDown={onKeyDown}
        onFocus={onFocus}
      >
        <TreeHead />
        <WindowedRows rows={rows} height={treeRowHeight}>
          {(row, index, drawn) => {
            const common = { isTabStop: isTabStop(row, index, drawn.from, drawn.to), ref: rowRef(row) };
            return row.kind === 'repository' || row.kind === 'namespace' ? (
              <TreeRow key={row.key} row={row} hrefOf={hrefOf} onToggle={onToggle} {...common} />
            ) : (
              <PendingRow
                key={row.key}
                row={row}
                error={levels.get(row.namespace)?.error ?? null}
                onMore={more}
                onRetry={retry}
                {...common}
              />
            );
          }}
        </WindowedRows>
      </div>
      <TreeNote levels={levels} />
    </>
  );
}

function TreeHead() {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as for the rows.
    // biome-ignore lint/a11y/useFocusableInteractive: the rows get the focus.
    <div
      role="row"
      className={`${treeColumns} hidden h-8 border-line border-b text-ink-dim text-meta md:grid`}
    >
      <ColumnHead>Name</ColumnHead>
      <ColumnHead className="text-right">Repositories</ColumnHead>
      <ColumnHead className="text-right">Tags</ColumnHead>
      <ColumnHead className="text-right">Size</ColumnHead>
      <ColumnHead>Pushed</ColumnHead>
    </div>
  );
}

const wideScreens = '(min-width: 48rem)';

/** The keys of the tree. One row is what Tab leads to; the others are reached from it. */
function useTreeKeys(
  rows: readonly Row[],
  onToggle: (namespace: string) => void,
  retry: (namespace: string) => void,
) {
  const grid = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string>();
  /** The row that gets the focus as soon as it is drawn. */
  const awaited = useRef<string | undefined>(undefined);
  const activeIndex = rows.findIndex(({ key }) => key === active);

  const elementOf = (key: string) =>
    grid.current?.querySelector<HTMLElement>(`[data-tree-key="${CSS.escape(key)}"]`);
  const goTo = (index: number) => {
    const row = rows[index];
    if (!row || !grid.current) return;
    setActive(row.key);
    const element = elementOf(row.key);
    if (element) element.focus();
    else {
      awaited.current = row.key;
      const each = window.matchMedia(wideScreens).matches ? treeRowHeight.wide : treeRowHeight.narrow;
      const top = grid.current.getBoundingClientRect().top + window.scrollY + index * each;
      window.scrollTo({ top: top - window.innerHeight / 2 });
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const element = (event.target as HTMLElement).closest<HTMLElement>('[data-tree-key]');
    const at = rows.findIndex(({ key }) => key === element?.dataset.treeKey);
    // A link or a button in a row does by itself what Enter is for.
    if (event.key === 'Enter' && event.target !== element) return;
    const step = treeStep(rows, at, event.key);
    if (!step) return;
    event.preventDefault();
    if ('to' in step) goTo(step.to);
    else if ('toggle' in step) onToggle(step.toggle);
    else {
      const row = rows[step.act];
      if (row?.kind === 'failed') {
        // The row goes when what it stands for comes.
        goTo(step.act - 1);
        retry(row.namespace);
      } else element?.querySelector<HTMLElement>('a')?.click();
    }
  };
  const rowRef = useCallback(
    (row: Row) => (element: HTMLDivElement | null) => {
      if (!element || awaited.current !== row.key) return;
      awaited.current = undefined;
      element.focus();
    },
    [],
  );
  return {
    grid,
    onKeyDown,
    onFocus: (event: React.FocusEvent<HTMLElement>) => {
      const key = event.target.closest<HTMLElement>('[data-tree-key]')?.dataset.treeKey;
      if (key !== undefined) setActive(key);
    },
    /** Where the active row is out of sight, Tab leads to the first that is drawn. */
    isTabStop: (row: Row, index: number, from: number, to: number) =>
      activeIndex >= from && activeIndex < to ? row.key === active : index === from,
    rowRef,
  };
}
