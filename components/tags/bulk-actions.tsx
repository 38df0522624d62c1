'use client';

import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { selectionWords } from '@/lib/dashboard/tags/selection-words';
import type { TagPage, TagQuery } from '@/lib/dashboard/tags/tag-contracts';
import { nothingSelected, selectedCount, type TagSelection } from '@/lib/dashboard/tags/tag-selection';
import { announce } from '../feedback/announcer';
import { BulkBar } from './bulk-bar';

const BulkDeletion = lazy(() =>
  import('../changes/bulk-deletion').then(({ BulkDeletion }) => ({ default: BulkDeletion })),
);
const BulkProtection = lazy(() =>
  import('../changes/bulk-protection').then(({ BulkProtection }) => ({ default: BulkProtection })),
);

interface BulkActionsProps {
  page: TagPage;
  query: TagQuery;
  selection: TagSelection;
  onSelect: (selection: TagSelection) => void;
  onClear: () => void;
  /** Told of the plan whose tags are being deleted behind the page. */
  onBegun: (plan: number) => void;
}

/** What can be done with the tags that are selected. */
export function BulkActions(props: BulkActionsProps) {
  const { page, query, selection, onSelect, onClear, onBegun } = props;
  const { repository } = page;
  const [doomed, setDoomed] = useState<TagSelection>();
  const [guarded, setGuarded] = useState<{ names: string[]; isProtected: boolean; atMs: number }>();
  const words = selectionWords(selection);
  const said = useRef(selectionWords(nothingSelected));
  useEffect(() => {
    if (said.current !== words) announce(words);
    said.current = words;
  }, [words]);
  return (
    <>
      {selectedCount(selection) > 0 && (
        <BulkBar
          page={page}
          query={query}
          selection={selection}
          onSelect={onSelect}
          onDelete={() => setDoomed(selection)}
          onProtect={(isProtected) =>
            setGuarded({ names: [...selection.picked.keys()], isProtected, atMs: Date.now() })
          }
          onClear={onClear}
        />
      )}
      {guarded && (
        <Suspense>
          <BulkProtection
            key={guarded.atMs}
            repository={repository}
            names={guarded.names}
            isProtected={guarded.isProtected}
            onDone={onClear}
            onClose={() => setGuarded(undefined)}
          />
        </Suspense>
      )}
      {doomed && (
        <Suspense>
          <BulkDeletion
            repository={repository}
            selection={doomed}
            onBegun={(next) => {
              onClear();
              setDoomed(undefined);
              onBegun(next);
            }}
            onDeleted={onClear}
            onClose={() => setDoomed(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}
