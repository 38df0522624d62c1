'use client';

import { lazy, Suspense, useState } from 'react';
import { Panel } from '../images/panel';
import { buttonClass } from '../ui/button';

const FileChanges = lazy(() =>
  import('./file-changes').then(({ FileChanges }) => ({ default: FileChanges })),
);

/** In which files two images differ: read when somebody wants to know, for their layers may be large. */
export function ComparedFiles({ a, b }: { a: string; b: string }) {
  const [isOpen, setOpen] = useState(false);
  if (isOpen)
    return (
      <Suspense fallback={<div role="status" aria-label="Loading files" className="skeleton h-32" />}>
        <FileChanges a={a} b={b} />
      </Suspense>
    );
  return (
    <Panel title="Files">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
        <p className="text-ink-soft text-table">
          Which files were added, removed or changed is told once the layers of both are read.
        </p>
        <button type="button" className={buttonClass('plain')} onClick={() => setOpen(true)}>
          Compare files
        </button>
      </div>
    </Panel>
  );
}
