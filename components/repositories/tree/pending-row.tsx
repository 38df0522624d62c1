'use client';

import { LoaderCircle, RotateCw, TriangleAlert } from 'lucide-react';
import { type Ref, useEffect } from 'react';
import type { PendingTreeRow } from '@/lib/dashboard/tree/tree-rows';
import { problemOf } from '../../feedback/load-error';
import { Cell, Indent, treeRowClass } from './tree-row';

interface PendingRowProps {
  row: PendingTreeRow;
  error: Error | null;
  isTabStop: boolean;
  ref: Ref<HTMLDivElement>;
  onMore: (namespace: string) => void;
  onRetry: (namespace: string) => void;
}

/** Stands where more of a namespace will. When it comes into sight, that is loaded. */
export function PendingRow({ row, error, isTabStop, ref, onMore, onRetry }: PendingRowProps) {
  const { kind, namespace } = row;
  useEffect(() => {
    if (kind === 'more') onMore(namespace);
  }, [kind, namespace, onMore]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: as for the other rows.
    <div
      ref={ref}
      role="row"
      tabIndex={isTabStop ? 0 : -1}
      aria-level={row.level}
      data-row
      data-tree-key={row.key}
      className={treeRowClass}
    >
      <Cell className="col-span-full flex min-w-0 items-center gap-2 text-ink-dim">
        <Indent level={row.level} />
        <span className="w-4 shrink-0" />
        {kind === 'failed' ? (
          <>
            <TriangleAlert className="size-4 shrink-0 text-amber" aria-hidden="true" />
            <span className="min-w-0 truncate text-ink-soft" title={error ? problemOf(error) : undefined}>
              Could not be loaded{error && `: ${problemOf(error)}`}
            </span>
            <button
              type="button"
              tabIndex={-1}
              onClick={() => onRetry(namespace)}
              className="inline-flex shrink-0 items-center gap-1 rounded-control px-1.5 py-1 font-medium text-accent-ink text-meta hover:bg-sunken"
            >
              <RotateCw className="size-3.5" aria-hidden="true" />
              Retry
            </button>
          </>
        ) : (
          <>
            <LoaderCircle className="late size-4 shrink-0 animate-spin" aria-hidden="true" />
            <span className="late">Loading</span>
          </>
        )}
      </Cell>
    </div>
  );
}
