'use client';

import { useQueries } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { Minus, PencilLine, Plus, SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { type ChangedFile, changeWords, differenceWords } from '@/lib/dashboard/files/difference-words';
import type { FileComparison, FileComparisonQuery } from '@/lib/dashboard/files/file-comparison-contract';
import { fileComparisonQuery } from '@/lib/dashboard/files/file-comparison-query';
import type { FileChange } from '@/lib/dashboard/files/file-kinds';
import { plainText } from '@/lib/dashboard/plain-text';
import { Failure } from '../feedback/failure';
import { buttonClass } from '../ui/button';
import { ColumnHead } from '../ui/column-head';
import { WindowedRows } from '../ui/windowed-rows';

const columns = 'grid-cols-[auto_minmax(0,1fr)] gap-x-4 px-4 md:grid-cols-[8rem_minmax(0,1fr)_minmax(0,1fr)]';
const signs = { added: Plus, removed: Minus, changed: PencilLine, metadata: SlidersHorizontal } as const;

interface FileChangeListProps {
  query: FileComparisonQuery;
  first: Extract<FileComparison, { state: 'ready' }>;
  outdated: boolean;
}

/** The paths in which two images differ, page after page, of which the rows in sight are drawn. */
export function FileChangeList({ query, first, outdated }: FileChangeListProps) {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const pages = useQueries({
    queries: cursors.map((cursor) => ({
      ...fileComparisonQuery({ ...query, cursor }),
      refetchOnWindowFocus: false,
    })),
  });
  const read = [first, ...pages.flatMap(({ data }) => (data?.state === 'ready' ? [data] : []))];
  const rows = read.flatMap(({ changes }) => changes);
  const next = read.at(-1)?.next ?? null;
  const isLoading = read.length <= cursors.length;
  const failed = pages.find(({ error, data }) => error && !data);
  return (
    <div className={clsx('transition-opacity', outdated && 'late-dim')} aria-busy={outdated}>
      {/* biome-ignore lint/a11y/useSemanticElements: rows that are windowed cannot be those of a table element. */}
      <div role="table" aria-label="Files that differ" aria-rowcount={first.total + 1}>
        {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: a row of titles is not acted on. */}
        <div
          role="row"
          className={`hidden h-8 items-center border-line border-b text-ink-dim text-meta md:grid ${columns}`}
        >
          <ColumnHead>Change</ColumnHead>
          <ColumnHead>Path</ColumnHead>
          <ColumnHead>What</ColumnHead>
        </div>
        <WindowedRows rows={rows} height={{ wide: 32, narrow: 48 }}>
          {(one, at) => <ChangeRow key={one.path} file={one} index={at} />}
        </WindowedRows>
      </div>
      {failed?.error && (
        <div className="p-3">
          <Failure error={failed.error} />
        </div>
      )}
      {next !== null && (
        <div className="flex items-center justify-between gap-4 border-line border-t px-4 py-2.5 text-ink-dim text-meta">
          {rows.length.toLocaleString('en')} of {first.total.toLocaleString('en')}
          <button
            type="button"
            className={buttonClass('plain')}
            aria-disabled={isLoading}
            onClick={() => (failed ? void failed.refetch() : !isLoading && setCursors([...cursors, next]))}
          >
            {isLoading && !failed ? 'Loading more' : 'Show more'}
          </button>
        </div>
      )}
    </div>
  );
}

function ChangeRow({ file, index }: { file: ChangedFile; index: number }) {
  const words = plainText(differenceWords(file).join(', ').slice(0, 500));
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are windowed cannot be those of a table element.
    // biome-ignore lint/a11y/useFocusableInteractive: there is nothing to do with it.
    <div
      role="row"
      aria-rowindex={index + 2}
      data-row
      className={`grid h-12 content-center items-center border-line border-b text-table last:border-b-0 md:h-8 ${columns}`}
    >
      <Cell className="max-md:order-2 max-md:text-meta">
        <Change change={file.change} />
      </Cell>
      <Cell className="min-w-0 truncate max-md:order-1 max-md:col-span-full" title={plainText(file.path)}>
        <bdi className="font-mono text-meta">{plainText(file.path)}</bdi>
      </Cell>
      <Cell
        className="min-w-0 truncate text-ink-soft max-md:order-3 max-md:text-right max-md:text-meta"
        title={words}
      >
        <bdi>{words}</bdi>
      </Cell>
    </div>
  );
}

function Change({ change }: { change: FileChange }) {
  const Sign = signs[change];
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-ink-soft">
      <Sign className="size-3 shrink-0" aria-hidden="true" />
      {changeWords[change]}
    </span>
  );
}

function Cell({
  className,
  title,
  children,
}: {
  className: string;
  title?: string;
  children: React.ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as for the row.
    <span role="cell" title={title} className={className}>
      {children}
    </span>
  );
}
