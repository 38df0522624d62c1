'use client';

import { LoaderCircle, RotateCw, TriangleAlert } from 'lucide-react';
import { type Ref, useEffect } from 'react';
import { problemOf } from '../feedback/load-error';
import { Cell, Indent } from './tree-cells';

interface PendingTreeRowProps {
  /** Whether more is being loaded, could not be, or is loaded when this row comes into sight. */
  kind: 'loading' | 'failed' | 'more';
  /** What `data-tree-key` says. */
  treeKey: string;
  level: number;
  /** What it stands in. */
  branch: string;
  error: Error | null;
  isTabStop: boolean;
  ref: Ref<HTMLDivElement>;
  onMore: (branch: string) => void;
  onRetry: (branch: string) => void;
  /** That of the other rows. */
  className: string;
}

/** Stands in a tree where more of a branch will. When it comes into sight, that is loaded. */
export function PendingTreeRow({
  kind,
  treeKey,
  level,
  branch,
  error,
  isTabStop,
  ref,
  onMore,
  onRetry,
  className,
}: PendingTreeRowProps) {
  useEffect(() => {
    if (kind === 'more') onMore(branch);
  }, [kind, branch, onMore]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: as for the other rows.
    <div
      ref={ref}
      role="row"
      tabIndex={isTabStop ? 0 : -1}
      aria-level={level}
      data-row
      data-tree-key={treeKey}
      className={className}
    >
      <Cell className="col-span-full flex min-w-0 items-center gap-2 text-ink-dim">
        <Indent level={level} />
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
              onClick={() => onRetry(branch)}
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
