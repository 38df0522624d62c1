'use client';

import { clsx } from 'clsx';
import { Ellipsis } from 'lucide-react';
import Link from 'next/link';
import { lazy, Suspense } from 'react';
import { pullForms } from '@/lib/dashboard/image-commands';
import { tagPath } from '@/lib/dashboard/repository-path';
import type { TagRow as Row } from '@/lib/dashboard/tags/tag-contracts';
import type { TrackCell } from '@/lib/dashboard/tags/tag-tracks';
import { timeWords } from '@/lib/dashboard/time-words';
import { DigestChip } from '../digest/digest-chip';
import { useRegistryAddress } from '../layout/registry-address';
import { CopyButton } from '../ui/copy-button';
import { MiddleTruncate } from '../ui/middle-truncate';
import { Size, SizeRange } from '../ui/size';
import { Time } from '../ui/time';
import { KindIcon } from './kind-icon';
import { PlatformList } from './platform-list';
import { tagColumns } from './tag-columns';
import { TagMarks } from './tag-marks';
import { TagTrack } from './tag-track';
import { TickBox } from './tick-box';

const AttachedTo = lazy(() => import('./attached-tags').then(({ AttachedTo }) => ({ default: AttachedTo })));

interface TagRowProps {
  repository: string;
  tag: Row;
  /** The platform whose size is shown; absent for all. */
  platform: string | undefined;
  nowMs: number;
  /** Its number in the table, from 2 on: the head is the first row. */
  rowIndex: number;
  track: { cells: readonly TrackCell[]; lanes: number };
  isSelected: boolean;
  /** @param isRange whether all from the last one on are meant */
  onSelect: (isRange: boolean) => void;
  onMore: () => void;
}

/** One tag: its name, the manifest that it points to, what that is, and the command that pulls it. */
export function TagRow(props: TagRowProps) {
  const { repository, tag, platform, nowMs, rowIndex, track, isSelected, onSelect, onMore } = props;
  const { host } = useRegistryAddress();
  const [pull] = pullForms(host, repository, tag, tag.kind);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are windowed cannot be those of a table element.
    // biome-ignore lint/a11y/useFocusableInteractive: what can be done stands in its cells.
    <div
      role="row"
      aria-rowindex={rowIndex}
      data-row
      className={clsx(
        tagColumns,
        'grid h-16 content-center border-line border-b text-table transition-colors hover:bg-sunken md:h-10',
        isSelected && 'bg-sunken',
      )}
    >
      <Cell className="row-span-2 md:row-span-1">
        <TickBox label={`Select ${tag.name}`} state={isSelected} onTick={onSelect} />
      </Cell>
      <Cell className="hidden md:block">
        <TagTrack {...track} />
      </Cell>
      <Cell className="flex min-w-0 items-center gap-2">
        <KindIcon kind={tag.kind} />
        <Link
          href={tagPath(repository, tag.name)}
          prefetch={false}
          data-row-name
          aria-label={tag.name}
          className="flex min-w-0 rounded-control font-mono underline-offset-4 hover:underline"
        >
          <MiddleTruncate text={tag.name} />
        </Link>
        <TagMarks tag={tag} />
        {tag.attachedTo !== null && (
          <Suspense>
            <AttachedTo repository={repository} digest={tag.attachedTo} />
          </Suspense>
        )}
      </Cell>
      <Cell className="order-3 flex min-w-0 items-center gap-x-2 overflow-hidden md:order-none">
        {/* Where both have no room, the size stays. */}
        <span className="-ml-1.5 min-w-0 max-md:overflow-hidden max-md:[&_button]:-outline-offset-2">
          <DigestChip digest={tag.digest} />
        </span>
        <span className="shrink-0 text-ink-soft text-meta md:hidden">
          {platform === undefined ? (
            <Size bytes={tag.bytes.max} />
          ) : (
            <TagSize tag={tag} platform={platform} />
          )}
        </span>
      </Cell>
      <Cell className="hidden min-w-0 text-ink-soft text-meta xl:block">
        <PlatformList platforms={tag.platforms} />
      </Cell>
      <Cell className="hidden text-right md:block">
        <TagSize tag={tag} platform={platform} />
      </Cell>
      <Cell className="order-4 min-w-0 text-ink-soft max-md:text-meta md:order-none">
        <span className="flex min-w-0 justify-end gap-1.5 md:justify-start">
          <Time atMs={tag.pushedAtMs} nowMs={nowMs} />
          {tag.pushedBy !== null && tag.pushedBy !== 'anonymous' && (
            <bdi className="hidden truncate text-ink-dim xl:inline" title={`Pushed by ${tag.pushedBy}`}>
              {tag.pushedBy}
            </bdi>
          )}
        </span>
      </Cell>
      <Cell className="hidden text-right text-ink-soft tabular-nums xl:block">
        <PullCount tag={tag} nowMs={nowMs} />
      </Cell>
      <Cell className="flex justify-end md:-mr-2">
        <CopyButton
          text={pull?.text ?? ''}
          label={`Copy pull command for ${tag.name}`}
          done="Pull command copied"
          rowTarget
          className="px-2 font-medium text-meta md:px-1.5"
        />
        <button
          type="button"
          onClick={onMore}
          aria-label={`More of ${tag.name}`}
          aria-haspopup="dialog"
          title="Pull, point, protect, delete"
          className="flex size-7 items-center justify-center rounded-control text-ink-soft transition-colors hover:bg-sunken hover:text-ink"
        >
          <Ellipsis className="size-4" aria-hidden="true" />
        </button>
      </Cell>
    </div>
  );
}

function Cell({ className, children }: { className: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as for the row.
    <div role="cell" className={className}>
      {children}
    </div>
  );
}

function PullCount({ tag, nowMs }: { tag: Row; nowMs: number }) {
  if (tag.pulledAtMs === null) return <span className="text-ink-dim">0</span>;
  return (
    <span title={`Pulled last ${timeWords(Math.min(tag.pulledAtMs, nowMs), nowMs)}`}>
      {tag.pulls.toLocaleString('en')}
    </span>
  );
}

function TagSize({ tag, platform }: Pick<TagRowProps, 'tag' | 'platform'>) {
  if (platform === undefined) return <SizeRange {...tag.bytes} />;
  if (tag.platformBytes === null)
    return (
      <span className="text-ink-dim" title={`not for ${platform}`}>
        <span aria-hidden="true">–</span>
        <span className="sr-only">not for {platform}</span>
      </span>
    );
  return <Size bytes={tag.platformBytes} />;
}
