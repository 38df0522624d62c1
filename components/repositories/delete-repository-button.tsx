'use client';

import { Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { buttonClass } from '../ui/button';

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
        className={buttonClass('plain', 'w-8 px-0')}
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
