'use client';

import { useSearchParams } from 'next/navigation';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { TagPage, TagQuery } from '@/lib/dashboard/tags/tag-contracts';
import { selectedCount, selectionWords, type TagSelection } from '@/lib/dashboard/tags/tag-selection';
import { announce } from '../feedback/announcer';
import { BulkBar } from './bulk-bar';

const BulkDeletion = lazy(() =>
  import('../changes/bulk-deletion').then(({ BulkDeletion }) => ({ default: BulkDeletion })),
);
const DeletionRun = lazy(() =>
  import('../changes/deletion-run').then(({ DeletionRun }) => ({ default: DeletionRun })),
);

interface BulkActionsProps {
  page: TagPage;
  query: TagQuery;
  selection: TagSelection;
  onSelect: (selection: TagSelection) => void;
  onClear: () => void;
}

/** What can be done with the tags that are selected, and how far the deletion of all that matched has come. */
export function BulkActions({ page, query, selection, onSelect, onClear }: BulkActionsProps) {
  const { repository } = page;
  const [doomed, setDoomed] = useState<TagSelection>();
  const asked = Number(useSearchParams().get('deletion') ?? Number.NaN);
  const [plan, setPlan] = useState(Number.isSafeInteger(asked) && asked > 0 ? asked : undefined);
  const words = selectionWords(selection);
  const said = useRef(words);
  useEffect(() => {
    if (said.current !== words) announce(words);
    said.current = words;
  }, [words]);
  const follow = (next: number | undefined) => {
    setPlan(next);
    // The page that is loaded again goes on to show it.
    const url = new URL(window.location.href);
    if (next === undefined) url.searchParams.delete('deletion');
    else url.searchParams.set('deletion', String(next));
    window.history.replaceState(null, '', `${url.pathname}${url.search}`);
  };
  return (
    <>
      {plan !== undefined && (
        <Suspense>
          <DeletionRun key={plan} repository={repository} plan={plan} onClose={() => follow(undefined)} />
        </Suspense>
      )}
      {selectedCount(selection) > 0 && (
        <BulkBar
          page={page}
          query={query}
          selection={selection}
          onSelect={onSelect}
          onDelete={() => setDoomed(selection)}
          onClear={onClear}
        />
      )}
      {doomed && (
        <Suspense>
          <BulkDeletion
            repository={repository}
            selection={doomed}
            onBegun={(next) => {
              onClear();
              setDoomed(undefined);
              follow(next);
            }}
            onDeleted={onClear}
            onClose={() => setDoomed(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}
