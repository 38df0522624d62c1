'use client';

import { clsx } from 'clsx';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { counted } from '@/lib/dashboard/administration/counted';
import { tagsHref } from '@/lib/dashboard/tags/tag-addresses';
import type { TagRow as Row, TagPage, TagQuery } from '@/lib/dashboard/tags/tag-contracts';
import {
  areAllSelected,
  extended,
  isSelected,
  type TagSelection,
  toggled,
  withShown,
} from '@/lib/dashboard/tags/tag-selection';
import { tagTracks } from '@/lib/dashboard/tags/tag-tracks';
import type { TagStep } from '../changes/tag-actions';
import { Pager } from '../ui/pager';
import { WindowedRows } from '../ui/windowed-rows';

import { selectByKey } from './select-by-key';
import { rowHeight } from './tag-columns';
import { TagRow } from './tag-row';
import { TagTableHead } from './tag-table-head';

const TagActions = lazy(() =>
  import('../changes/tag-actions').then(({ TagActions }) => ({ default: TagActions })),
);

const FoldedNote = lazy(() => import('./attached-tags').then(({ FoldedNote }) => ({ default: FoldedNote })));

const NoTags = lazy(() => import('./no-tags').then(({ NoTags }) => ({ default: NoTags })));

interface TagTableProps {
  page: TagPage;
  query: TagQuery;
  /** Whether this is still the answer to what was asked before. */
  outdated: boolean;
  selection: TagSelection;
  onSelect: (change: (before: TagSelection) => TagSelection) => void;
}

/** One page of a repository's tags, of which those in sight are drawn. */
export function TagTable({ page, query, outdated, selection, onSelect }: TagTableProps) {
  const { repository, tags, next, matching } = page;
  const [chosen, setChosen] = useState<{ tag: Row; begin?: TagStep }>();
  const close = useCallback(() => setChosen(undefined), []);
  const tracks = useMemo(() => tagTracks(tags.map(({ digest }) => digest)), [tags]);
  const byKey = {
    toggle: (index: number) => {
      const tag = tags[index];
      if (tag) onSelect((before) => toggled(before, tag, tags));
    },
    remove: (index: number) => {
      const tag = tags[index];
      if (tag && page.rights.delete) setChosen({ tag, begin: 'delete' });
    },
    extend: (from: number, to: number) => {
      const tag = tags[to];
      // A range that goes on keeps its beginning.
      if (tag) onSelect((before) => extended(before, tag, tags, before.anchor ?? tags[from]?.name));
    },
  };
  const hrefOf = (cursor: string | undefined) => tagsHref(repository, { ...query, cursor });
  return (
    <div className={clsx('transition-opacity', outdated && 'late-dim')} aria-busy={outdated}>
      {tags.length === 0 ? (
        <Suspense>
          <NoTags page={page} query={query} />
        </Suspense>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: rows that are windowed cannot be those of a table element.
        <div
          role="table"
          aria-label="Tags"
          aria-rowcount={next === null && query.cursor === undefined ? tags.length + 1 : -1}
          className="overflow-clip rounded-box border border-line bg-surface [&_[data-row]]:last:border-b-0"
        >
          <TagTableHead
            repository={repository}
            query={query}
            lanes={tracks.lanes}
            selected={
              areAllSelected(selection, tags) || (tags.some((tag) => isSelected(selection, tag)) && 'some')
            }
            count={tags.length}
            onSelectAll={() => onSelect((before) => withShown(before, tags))}
          />
          <WindowedRows rows={tags} height={rowHeight} onKeyDown={(event) => selectByKey(event, byKey)}>
            {(tag, index) => (
              <TagRow
                key={tag.name}
                repository={repository}
                tag={tag}
                platform={query.platform}
                nowMs={page.nowMs}
                rowIndex={index + 2}
                track={{ cells: tracks.rows[index] ?? [], lanes: tracks.lanes }}
                isSelected={isSelected(selection, tag)}
                onSelect={(isRange) =>
                  onSelect((before) => (isRange ? extended : toggled)(before, tag, tags))
                }
                onMore={() => setChosen({ tag })}
              />
            )}
          </WindowedRows>
        </div>
      )}
      {(page.folded > 0 || query.attached === 'shown') && (
        <Suspense>
          <FoldedNote page={page} query={query} />
        </Suspense>
      )}
      <Pager
        scope={tagsHref(repository, { ...query, cursor: undefined })}
        last={query.cursor}
        next={next}
        hrefOf={hrefOf}
        summary={summaryOf(tags.length, matching, query)}
        quiet={tags.length === 0}
      />
      {chosen && (
        <Suspense>
          <TagActions
            key={chosen.tag.name}
            repository={repository}
            {...chosen}
            rights={page.rights}
            nowMs={page.nowMs}
            onClose={close}
          />
        </Suspense>
      )}
    </div>
  );
}

function summaryOf(shown: number, matching: number, { q, cursor }: TagQuery): string {
  const all = q === '' ? counted(matching, 'tag') : `${counted(matching, 'tag')} with “${q}”`;
  return shown < matching || cursor !== undefined ? `${shown.toLocaleString('en')} of ${all}` : all;
}
