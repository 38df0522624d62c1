'use client';

import { clsx } from 'clsx';
import { ChevronRight, Folder } from 'lucide-react';
import Link from 'next/link';
import type { Ref } from 'react';
import { counted } from '@/lib/dashboard/administration/counted';
import { repositoryPath } from '@/lib/dashboard/repository-path';
import type { NamespaceTreeRow, RepositoryTreeRow } from '@/lib/dashboard/tree/tree-rows';
import { KindIcon } from '../../tags/kind-icon';
import { MiddleTruncate } from '../../ui/middle-truncate';
import { Size } from '../../ui/size';
import { Time } from '../../ui/time';
import { Cell, Indent } from '../../ui/tree-cells';
import { treeColumns } from './tree-columns';

interface TreeRowProps {
  row: NamespaceTreeRow | RepositoryTreeRow;
  /** Whether Tab leads to this row. */
  isTabStop: boolean;
  ref: Ref<HTMLDivElement>;
  onToggle: (namespace: string) => void;
  /** The address of the tree in which a namespace is opened or closed: it works before the script does. */
  hrefOf: (namespace: string) => string;
}

/** One repository, or one namespace with what lies below it added up. */
export function TreeRow({ row, isTabStop, ref, onToggle, hrefOf }: TreeRowProps) {
  const isNamespace = row.kind === 'namespace';
  const name = row.path.slice(row.path.lastIndexOf('/') + 1);
  const { tags, bytes, pushedAtMs } = isNamespace ? row.below : row.repository;
  const uncounted = isNamespace ? row.below.uncounted : 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element has no rows that open.
    <div
      ref={ref}
      role="row"
      tabIndex={isTabStop ? 0 : -1}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={isNamespace ? row.isOpen : undefined}
      data-row
      data-row-link
      data-tree-key={row.key}
      className={treeRowClass}
    >
      <Cell className="flex min-w-0 items-center gap-2">
        <Indent level={row.level} />
        {isNamespace ? (
          <ChevronRight
            aria-hidden="true"
            className={clsx(
              'size-4 shrink-0 text-ink-dim transition-transform motion-reduce:transition-none',
              row.isOpen && 'rotate-90',
            )}
          />
        ) : (
          <span className="w-4 shrink-0" />
        )}
        {isNamespace ? (
          <>
            <Folder className="size-4 shrink-0 text-ink-dim" aria-hidden="true" />
            <a
              href={hrefOf(row.path)}
              tabIndex={-1}
              title={`${row.path}/`}
              aria-label={`${name}/`}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                onToggle(row.path);
              }}
              className="flex min-w-0 outline-none after:absolute after:inset-0"
            >
              <MiddleTruncate text={name} />
              <span className="text-ink-dim">/</span>
            </a>
          </>
        ) : (
          <>
            {row.repository.kind === null ? (
              <span className="size-4 shrink-0" />
            ) : (
              <KindIcon kind={row.repository.kind} />
            )}
            <Link
              href={repositoryPath(row.path)}
              prefetch={false}
              tabIndex={-1}
              title={row.path}
              aria-label={name}
              className="flex min-w-0 font-medium outline-none after:absolute after:inset-0"
            >
              <MiddleTruncate text={name} />
            </Link>
          </>
        )}
      </Cell>
      <Cell className="order-3 text-ink-soft tabular-nums max-md:text-meta md:order-none md:text-right">
        {isNamespace && (
          <>
            <Indent level={row.level} isSecondLine />
            {row.below.repositories.toLocaleString('en')}
            <span className="md:sr-only">
              {row.below.repositories === 1 ? ' repository' : ' repositories'}
            </span>
            <span className="md:hidden">{tags !== null && `, ${counted(tags, 'tag')}`}</span>
          </>
        )}
        {!isNamespace && tags !== null && (
          <span className="md:hidden">
            <Indent level={row.level} isSecondLine />
            {counted(tags, 'tag')}
          </span>
        )}
      </Cell>
      <Cell className="hidden text-right text-ink-soft tabular-nums md:block">
        {tags === null ? <Unknown /> : tags.toLocaleString('en')}
        {tags !== null && <span className="sr-only">{tags === 1 ? ' tag' : ' tags'}</span>}
        <AndMore uncounted={uncounted} />
      </Cell>
      <Cell className="text-right">
        {bytes === null ? (
          <span className="block text-ink-dim text-meta">not counted yet</span>
        ) : (
          <>
            <Size bytes={bytes} />
            <AndMore uncounted={uncounted} />
          </>
        )}
      </Cell>
      <Cell className="order-4 min-w-0 text-right text-ink-soft max-md:text-meta md:order-none md:text-left">
        {pushedAtMs === null ? (
          bytes !== null && <span className="text-ink-dim">no tags</span>
        ) : (
          <span className="flex min-w-0 justify-end gap-1.5 md:justify-start">
            <Time atMs={pushedAtMs} nowMs={row.nowMs} />
            {!isNamespace && <Pusher name={row.repository.pushedBy} />}
          </span>
        )}
      </Cell>
    </div>
  );
}

/** Of every row of the tree. */
export const treeRowClass = clsx(
  treeColumns,
  'relative grid h-14 content-center border-line border-b text-table -outline-offset-2 transition-colors hover:bg-sunken md:h-10',
);

function AndMore({ uncounted }: { uncounted: number }) {
  if (uncounted === 0) return null;
  return (
    <span
      className="text-ink-dim"
      title={`${counted(uncounted, 'repository', 'repositories')} not counted yet`}
    >
      <span aria-hidden="true">+</span>
      <span className="sr-only"> and what is not counted yet</span>
    </span>
  );
}

function Unknown() {
  return (
    <span className="text-ink-dim" title="not counted yet">
      <span aria-hidden="true">–</span>
      <span className="sr-only">not counted yet</span>
    </span>
  );
}

function Pusher({ name }: { name: string | null }) {
  if (name === null || name === 'anonymous') return null;
  return (
    <bdi className="hidden truncate text-ink-dim xl:inline" title={`Pushed by ${name}`}>
      {name}
    </bdi>
  );
}
