'use client';

import { lazy, Suspense } from 'react';
import type { ShownFiles } from '@/lib/dashboard/compare/compare-path';
import { Panel } from '../images/panel';
import { buttonClass } from '../ui/button';

const FileChanges = lazy(() =>
  import('./file-changes').then(({ FileChanges }) => ({ default: FileChanges })),
);

interface ComparedFilesProps {
  a: string;
  b: string;
  shown: ShownFiles;
  /** The address that shows others. */
  hrefOf: (shown: ShownFiles) => string;
}

/** In which files two images differ: read when somebody wants to know, for their layers may be large. */
export function ComparedFiles({ a, b, shown, hrefOf }: ComparedFilesProps) {
  const { files } = shown;
  if (files)
    return (
      <Suspense fallback={<div role="status" aria-label="Loading files" className="skeleton h-32" />}>
        <FileChanges a={a} b={b} shown={{ ...shown, files }} hrefOf={hrefOf} />
      </Suspense>
    );
  return (
    <Panel title="Files">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
        <p className="text-ink-soft text-table">
          Which files were added, removed or changed is told once the layers of both are read.
        </p>
        <button
          type="button"
          className={buttonClass('plain')}
          onClick={() => window.history.replaceState(null, '', hrefOf({ ...shown, files: 'all' }))}
        >
          Compare files
        </button>
      </div>
    </Panel>
  );
}
