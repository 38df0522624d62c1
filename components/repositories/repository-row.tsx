import { clsx } from 'clsx';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { RepositorySummary } from '@/lib/dashboard/contracts';
import { repositoryPath } from '@/lib/dashboard/repository-path';
import { DigestChip } from '../digest/digest-chip';
import { KindIcon } from '../tags/kind-icon';
import { MiddleTruncate } from '../ui/middle-truncate';
import { Size } from '../ui/size';
import { Time } from '../ui/time';
import { GrowthLine } from './growth-line';
import { repositoryColumns } from './repository-columns';
import { RepositoryName } from './repository-name';
import { Star } from './star';

interface RepositoryRowProps {
  repository: RepositorySummary;
  nowMs: number;
}

/** One repository: its name, which leads to its page, what its newest tag is, and its figures. */
export function RepositoryRow({ repository, nowMs }: RepositoryRowProps) {
  const {
    name,
    kind,
    isStarred,
    newest,
    tags,
    bytes,
    uniqueBytes,
    pushedAtMs,
    pushedBy,
    pulls,
    recentPulls,
    pulledAtMs,
  } = repository;
  const isCounted = repository.countedAtMs !== null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot have rows of two lines.
    // biome-ignore lint/a11y/useFocusableInteractive: what can be done stands in its cells.
    <div
      role="row"
      data-row
      className={clsx(
        repositoryColumns,
        'relative grid border-line border-b py-1.5 text-table transition-colors last:border-b-0 hover:bg-sunken md:h-10 md:py-0',
      )}
    >
      <Cell className="flex min-w-0 items-center gap-2">
        <Star repository={name} isStarred={isStarred} className="relative z-10 -mx-1 size-6 shrink-0" />
        {kind === null ? <span className="size-4 shrink-0" /> : <KindIcon kind={kind} />}
        <Link
          href={repositoryPath(name)}
          prefetch={false}
          data-row-link
          aria-label={name}
          className="flex min-w-0 outline-none after:absolute after:inset-0 focus-visible:after:rounded-control focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2"
        >
          <RepositoryName name={name} />
        </Link>
      </Cell>
      <Cell className="hidden min-w-0 2xl:block">
        {newest && (
          <span className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-2 font-mono text-meta">
            <MiddleTruncate text={newest.name} />
            <DigestChip digest={newest.digest} />
          </span>
        )}
      </Cell>
      <Cell className="order-3 pl-6 text-ink-soft tabular-nums max-md:text-meta md:order-none md:pl-0 md:text-right">
        {tags === null ? <Unknown /> : tags.toLocaleString('en')}
        {tags !== null && <span className="md:sr-only">{tags === 1 ? ' tag' : ' tags'}</span>}
      </Cell>
      <Cell className="text-right">
        {bytes === null ? (
          <span className="block text-ink-dim text-meta">not counted yet</span>
        ) : (
          <Size bytes={bytes} />
        )}
      </Cell>
      <Cell className="hidden text-right text-ink-soft 2xl:block">
        {uniqueBytes === null ? <Unknown word="not known" /> : <Size bytes={uniqueBytes} />}
      </Cell>
      <Cell className="hidden xl:block">
        <GrowthLine growth={repository.growth} />
      </Cell>
      <Cell className="order-4 min-w-0 text-right text-ink-soft max-md:text-meta md:order-none md:text-left">
        {pushedAtMs !== null ? (
          <span className="flex min-w-0 justify-end gap-1.5 md:justify-start">
            <Time atMs={pushedAtMs} nowMs={nowMs} />
            <Pusher name={pushedBy} />
          </span>
        ) : isCounted ? (
          <span className="text-ink-dim">no tags</span>
        ) : (
          <Unknown />
        )}
      </Cell>
      <Cell className="hidden min-w-0 text-ink-soft xl:block">
        {pulledAtMs === null ? <Unknown word="not pulled" /> : <Time atMs={pulledAtMs} nowMs={nowMs} />}
      </Cell>
      <Cell className="hidden text-right text-ink-soft tabular-nums xl:block">
        <span
          title={recentPulls === null ? undefined : `${recentPulls.toLocaleString('en')} in 30 days`}
          className={clsx(pulls === 0 && 'text-ink-dim')}
        >
          {pulls.toLocaleString('en')}
        </span>
      </Cell>
    </div>
  );
}

function Cell({ className, children }: { className: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as for the row.
    <div role="cell" className={className}>
      {children}
    </div>
  );
}

/** Stands for a figure that there is not: a dash, and the word for who can't see why. */
function Unknown({ word = 'not counted yet' }: { word?: string }) {
  return (
    <span className="text-ink-dim" title={word}>
      <span aria-hidden="true">–</span>
      <span className="sr-only">{word}</span>
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
