'use client';

import { useMemo } from 'react';
import { steppedRow, treeRows } from '@/lib/dashboard/tree/tree-rows';
import { LoadError } from '../../feedback/load-error';
import { ColumnHead } from '../../ui/column-head';
import { PendingTreeRow } from '../../ui/pending-tree-row';
import { useTreeKeys } from '../../ui/use-tree-keys';
import { WindowedRows } from '../../ui/windowed-rows';
import { RepositoryListSkeleton } from '../repository-list-skeleton';
import { treeColumns, treeRowHeight } from './tree-columns';
import { TreeNote } from './tree-note';
import { TreeRow, treeRowClass } from './tree-row';
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
  const { grid, isTabStop, rowRef, onKeyDown, onFocus } = useTreeKeys(rows, {
    height: treeRowHeight,
    look: steppedRow,
    onToggle,
    onAct: (row, element) => {
      if (row.kind !== 'failed') element.querySelector<HTMLElement>('a')?.click();
      else retry(row.namespace);
      return row.kind === 'failed';
    },
  });
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
              <PendingTreeRow
                key={row.key}
                kind={row.kind}
                treeKey={row.key}
                level={row.level}
                branch={row.namespace}
                className={treeRowClass}
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
