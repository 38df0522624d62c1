'use client';

import { Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';

const RepositoryDeletion = lazy(() =>
  import('../changes/planned-deletion').then((changes) => ({ default: changes.RepositoryDeletion })),
);

/** The way to delete a repository, which asks for its name. */
export function DeleteRepositoryButton({ repository }: { repository: string }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        onClick={() => setAsking(true)}
        aria-label="Delete repository"
        title="Delete repository"
        className="inline-flex size-8 shrink-0 items-center justify-center rounded-control border border-line bg-surface text-ink-soft transition-colors hover:bg-sunken hover:text-danger"
      >
        <Trash2 className="size-3.5" aria-hidden="true" />
      </button>
      {isAsking && (
        <Suspense>
          <RepositoryDeletion repository={repository} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </>
  );
}
