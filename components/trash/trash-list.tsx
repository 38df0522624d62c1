'use client';

import { clsx } from 'clsx';
import { SearchX, Trash2, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { counted } from '@/lib/dashboard/administration/counted';
import type { TrashEntry, TrashPage, TrashQuery } from '@/lib/dashboard/administration/trash-contract';
import { withQuery } from '@/lib/dashboard/repository-path';
import { ListHead } from '../administration/list-head';
import { Notice } from '../feedback/notice';
import { readsEverything } from '../layout/navigation-entries';
import { useViewer } from '../layout/viewer';
import { buttonClass } from '../ui/button';
import { Pager } from '../ui/pager';
import { TrashRow, trashColumns } from './trash-row';

interface TrashListProps {
  page: TrashPage;
  query: TrashQuery;
  /** Whether this is still the answer to what was asked before. */
  outdated: boolean;
  mayChange: boolean;
  restoringId: string | undefined;
  onRestore: (entry: TrashEntry) => void;
  onPurge: (entry: TrashEntry) => void;
}

/** One page of the trash. */
export function TrashList({ page, query, outdated, mayChange, ...actions }: TrashListProps) {
  const { entries, unreadable, nowMs, next } = page;
  const hrefOf = (after: string | undefined) => withQuery('/trash', { repository: query.repository, after });
  return (
    <div className={clsx('transition-opacity', outdated && 'late-dim')} aria-busy={outdated}>
      {unreadable.length > 0 && <Unreadable files={unreadable} />}
      {entries.length === 0 ? (
        <Nothing repository={query.repository} isFirst={query.after === undefined} />
      ) : (
        <div className="rounded-box border border-line bg-surface">
          <ListHead columns={trashColumns}>
            <span>What</span>
            <span>Deleted</span>
            <span>Goes for good</span>
            <span className="text-right">Size</span>
          </ListHead>
          <ul aria-label="Deletions" className="divide-y divide-line">
            {entries.map((entry) => (
              <TrashRow
                key={entry.id}
                entry={entry}
                nowMs={nowMs}
                mayChange={mayChange}
                isRestoring={actions.restoringId === entry.id}
                onRestore={() => actions.onRestore(entry)}
                onPurge={() => actions.onPurge(entry)}
              />
            ))}
          </ul>
        </div>
      )}
      <Pager
        scope={hrefOf(undefined)}
        last={query.after}
        next={next}
        hrefOf={hrefOf}
        summary={`${counted(entries.length, 'deletion')}${next === null ? '' : ' on this page, more follow'}`}
        quiet={entries.length === 0}
      />
    </div>
  );
}

function Nothing({ repository, isFirst }: { repository: string | undefined; isFirst: boolean }) {
  const viewer = useViewer();
  if (isFirst && repository === undefined)
    return (
      <Notice Icon={Trash2} title="Nothing was deleted">
        Tags, manifests and repositories that somebody deletes are kept here for a time.
        {!readsEverything(viewer) && ' You see those that you may delete, or have deleted yourself.'}
      </Notice>
    );
  return (
    <Notice
      Icon={SearchX}
      title={isFirst ? `Nothing of ${repository} is in the trash` : 'No more deletions'}
      actions={
        <Link href="/trash" className={buttonClass('plain')}>
          Show all deletions
        </Link>
      }
    >
      {isFirst ? 'Write the whole name of the repository, or show all deletions.' : 'This was the last page.'}
    </Notice>
  );
}

function Unreadable({ files }: { files: readonly string[] }) {
  return (
    <div className="mb-3 flex items-start gap-2 rounded-box border border-amber-line bg-amber-wash px-3 py-2 text-table">
      <TriangleAlert className="mt-0.5 size-4 shrink-0 text-amber" aria-hidden="true" />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p className="font-medium">{counted(files.length, 'entry', 'entries')} can not be read.</p>
        <p>Bring these files back from a backup, or remove them: {files.slice(0, 5).join(', ')}</p>
      </div>
    </div>
  );
}
