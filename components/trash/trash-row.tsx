'use client';

import { Boxes, FileText, Tag } from 'lucide-react';
import type { TrashEntry } from '@/lib/dashboard/administration/trash-contract';
import { deletedName } from '@/lib/dashboard/administration/trash-words';
import { DigestChip } from '../digest/digest-chip';
import { buttonClass } from '../ui/button';
import { ContentLink } from '../ui/content-link';
import { MiddleTruncate } from '../ui/middle-truncate';
import { Size } from '../ui/size';
import { Time } from '../ui/time';

const kinds = {
  tag: { Icon: Tag, word: 'Tag' },
  manifest: { Icon: FileText, word: 'Manifest' },
  repository: { Icon: Boxes, word: 'Repository' },
};

/** The columns of the list: what, by whom, until when, how much, what can be done. */
export const trashColumns =
  'grid-cols-[minmax(0,1fr)_auto] gap-x-4 lg:grid-cols-[minmax(0,1fr)_14rem_8rem_5.5rem_10rem]';

interface TrashRowProps {
  entry: TrashEntry;
  /** The server's clock. */
  nowMs: number;
  /** Whether they may let it go for good. */
  mayChange: boolean;
  isRestoring: boolean;
  onRestore: () => void;
  onPurge: () => void;
}

/** One deletion that can be undone. */
export function TrashRow({ entry, nowMs, mayChange, isRestoring, onRestore, onPurge }: TrashRowProps) {
  const { kind, repository, digest } = entry;
  const { Icon, word } = kinds[kind];
  const name = deletedName(entry);
  return (
    <li
      data-row
      className={`grid items-center px-4 py-2.5 transition-colors hover:bg-sunken lg:h-12 lg:py-0 ${trashColumns}`}
    >
      <div className="flex min-w-0 items-center gap-x-2.5 max-lg:col-span-2 max-lg:flex-wrap">
        <span title={word}>
          <Icon className="size-4 shrink-0 text-ink-dim" aria-label={word} role="img" />
        </span>
        <span className="flex min-w-0 font-medium text-table max-lg:max-w-[calc(100%-1.75rem)]">
          {kind === 'repository' ? (
            <MiddleTruncate text={repository} />
          ) : (
            <ContentLink repository={repository} tag={kind === 'tag' ? entry.tags[0]?.name : null} />
          )}
        </span>
        {kind !== 'repository' && digest !== null && (
          <span className="max-lg:w-full max-lg:pl-5 lg:max-2xl:hidden">
            <DigestChip digest={digest} />
          </span>
        )}
        {kind !== 'tag' && (
          <span className="hidden truncate text-meta text-ink-dim sm:inline">{tagsOf(entry)}</span>
        )}
      </div>
      <p className="min-w-0 truncate text-table max-lg:col-span-2 max-lg:pl-6.5 max-lg:text-meta">
        <span className="text-ink-dim lg:hidden">deleted </span>
        <Time atMs={entry.deletedAtMs} nowMs={nowMs} />
        <span className="text-ink-dim"> by </span>
        <bdi title={entry.address ?? undefined}>{entry.actor}</bdi>
        {entry.cause !== 'delete' && <span className="text-ink-dim"> ({entry.cause})</span>}
      </p>
      <p className="text-table max-lg:pl-6.5 max-lg:text-meta">
        <span className="text-ink-dim lg:hidden">goes for good </span>
        <Time atMs={entry.expiresAtMs} nowMs={nowMs} />
      </p>
      <p className="text-right text-table">
        {kind === 'tag' ? (
          <span className="text-ink-dim" title="The manifest stayed in the repository">
            –
          </span>
        ) : (
          <Size bytes={entry.bytes} />
        )}
      </p>
      {(entry.mayRestore || mayChange) && (
        <div className="flex justify-end gap-2 max-lg:col-span-2 max-lg:mt-2 max-lg:justify-start max-lg:pl-6.5">
          {entry.mayRestore && (
            <button
              type="button"
              className={buttonClass('plain')}
              onClick={onRestore}
              aria-disabled={isRestoring}
              aria-label={`Restore ${name}`}
            >
              {isRestoring ? 'Restoring' : 'Restore'}
            </button>
          )}
          {mayChange && (
            <button
              type="button"
              className={buttonClass('quiet')}
              onClick={onPurge}
              aria-label={`Purge ${name}`}
            >
              Purge
            </button>
          )}
        </div>
      )}
    </li>
  );
}

function tagsOf({ tags, tagCount }: TrashEntry): string {
  if (tagCount === 0) return 'no tags';
  const named = tags.slice(0, 3).map(({ name }) => name);
  const more = tagCount - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}
