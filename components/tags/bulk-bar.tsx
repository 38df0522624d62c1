'use client';

import { Copy, GitCompareArrows, Lock, LockOpen, Trash2, X } from 'lucide-react';
import Link from 'next/link';
import { allMatching, selectionWords } from '@/lib/dashboard/tags/selection-words';
import { comparisonHref } from '@/lib/dashboard/tags/tag-addresses';
import type { TagPage, TagQuery } from '@/lib/dashboard/tags/tag-contracts';
import {
  areAllSelected,
  selectedCount,
  type TagSelection,
  withShown,
} from '@/lib/dashboard/tags/tag-selection';
import { buttonClass } from '../ui/button';
import { useCopy } from '../ui/use-copy';

interface BulkBarProps {
  page: TagPage;
  query: TagQuery;
  selection: TagSelection;
  onSelect: (selection: TagSelection) => void;
  onDelete: () => void;
  onProtect: (isProtected: boolean) => void;
  onClear: () => void;
}

/**
 * What can be done with the tags that are selected. It stays in sight at the lower edge; globals.css keeps what gets the
 * focus above it (WCAG 2.2, 2.4.11).
 */
export function BulkBar(props: BulkBarProps) {
  const { page, query, selection, onSelect, onDelete, onProtect, onClear } = props;
  const { tags, matching, rights } = page;
  const count = selectedCount(selection);
  const { state, copy } = useCopy(
    [...selection.picked.keys()].sort().join('\n'),
    `${count === 1 ? 'Name' : `${count} names`} copied`,
  );
  const compared = selection.all
    ? undefined
    : comparisonHref(page.repository, [...selection.picked.values()]);
  const isOfOther =
    selection.all !== undefined && (selection.all.q !== query.q || selection.all.attached !== query.attached);
  const guarded = new Set(tags.flatMap(({ name, protection }) => (protection ? [name] : [])));
  const areProtected = [...selection.picked.keys()].every((name) => guarded.has(name));
  return (
    <section
      aria-label="Selected tags"
      data-bulk-bar
      className="floating sticky bottom-3 z-10 mt-3 flex flex-wrap items-center gap-2 rounded-box border border-line bg-surface py-2 pr-2 pl-4 text-table"
    >
      <p className="mr-auto min-w-0 font-medium [overflow-wrap:anywhere]">
        {selectionWords(selection)}
        {selection.isFull && (
          <span className="font-normal text-ink-soft">: no more can be picked one by one</span>
        )}
      </p>
      {!selection.all && !areAllSelected(selection, tags) && tags.length > 1 && (
        <button
          type="button"
          className={buttonClass('quiet')}
          onClick={() => onSelect(withShown(selection, tags))}
        >
          Select all {tags.length} shown
        </button>
      )}
      {(!selection.all || isOfOther) && matching > tags.length && (
        <button
          type="button"
          className={buttonClass('quiet')}
          onClick={() => onSelect(allMatching(query, matching))}
        >
          Select all {matching.toLocaleString('en')} {query.q === '' ? 'tags' : 'matching'}
        </button>
      )}
      {!selection.all && (
        <button type="button" className={buttonClass('plain')} onClick={copy}>
          <Copy className="size-3.5" aria-hidden="true" />
          {state === 'copied' ? 'Copied' : count === 1 ? 'Copy name' : 'Copy names'}
        </button>
      )}
      {compared && (
        <Link href={compared} prefetch={false} className={buttonClass('plain')}>
          <GitCompareArrows className="size-3.5" aria-hidden="true" />
          Compare
        </Link>
      )}
      {rights.administer && !selection.all && (
        <button type="button" className={buttonClass('plain')} onClick={() => onProtect(!areProtected)}>
          {areProtected ? (
            <LockOpen className="size-3.5" aria-hidden="true" />
          ) : (
            <Lock className="size-3.5" aria-hidden="true" />
          )}
          {areProtected ? 'Lift protection of' : 'Protect'} {count} {count === 1 ? 'tag' : 'tags'}
        </button>
      )}
      {rights.delete && (
        <button type="button" className={buttonClass('plain', 'text-danger!')} onClick={onDelete}>
          <Trash2 className="size-3.5" aria-hidden="true" />
          Delete {count.toLocaleString('en')} {count === 1 ? 'tag' : 'tags'}
        </button>
      )}
      <button type="button" className={buttonClass('quiet')} onClick={onClear}>
        <X className="size-3.5" aria-hidden="true" />
        Clear
      </button>
    </section>
  );
}
