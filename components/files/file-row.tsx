'use client';

import { clsx } from 'clsx';
import { ChevronRight, EyeOff, type LucideIcon, Minus, PencilLine, Plus } from 'lucide-react';
import type { MouseEvent, Ref } from 'react';
import { digestFace } from '@/lib/dashboard/digest-face';
import type { FileEntry } from '@/lib/dashboard/files/file-contracts';
import type { FileState } from '@/lib/dashboard/files/file-kinds';
import type { EntryRow } from '@/lib/dashboard/files/file-rows';
import { modeText, ownerText, shownName, stateText } from '@/lib/dashboard/files/file-words';
import { plainText } from '@/lib/dashboard/plain-text';
import { Size } from '../ui/size';
import { Time } from '../ui/time';
import { Cell, Indent } from '../ui/tree-cells';
import { fileRowClass } from './file-columns';
import { FileKindIcon } from './kind-icon';

interface FileRowProps {
  row: EntryRow;
  nowMs: number;
  /** Whether the whole path stands in the place of the name: where folders are not shown around it. */
  showsPath: boolean;
  /** Where its name leads; undefined where it leads nowhere. */
  href: string | undefined;
  onOpen: (row: EntryRow) => void;
  isTabStop: boolean;
  ref: Ref<HTMLDivElement>;
}

/** One entry of an image: what it is called, how large, whose, from which layer, and what became of it. */
export function FileRow({ row, nowMs, showsPath, href, onOpen, isTabStop, ref }: FileRowProps) {
  const { entry, level, canOpen, isOpen } = row;
  const { kind, bytes, mode, layer, modifiedMs } = entry;
  const owner = ownerText(entry);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element has no rows that open.
    <div
      ref={ref}
      role="row"
      tabIndex={isTabStop ? 0 : -1}
      aria-level={level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={canOpen && !showsPath ? isOpen : undefined}
      data-row
      data-row-link
      data-tree-key={row.key}
      className={fileRowClass}
    >
      <Cell className="flex min-w-0 items-center gap-2">
        <Indent level={level} />
        {canOpen && !showsPath ? (
          <ChevronRight
            aria-hidden="true"
            className={clsx(
              'size-4 shrink-0 text-ink-dim transition-transform motion-reduce:transition-none',
              isOpen && 'rotate-90',
            )}
          />
        ) : (
          <span className={clsx('w-4 shrink-0', showsPath && 'hidden')} />
        )}
        <FileKindIcon kind={kind} />
        <Name entry={entry} showsPath={showsPath} href={href} onOpen={() => onOpen(row)} />
      </Cell>
      <Cell className="text-right">
        {kind === 'file' || kind === 'folder' ? <Size bytes={bytes} /> : <Nothing />}
      </Cell>
      <Cell className="hidden font-mono text-ink-soft text-meta md:block">
        {mode === null ? <Nothing /> : modeText(kind, mode)}
      </Cell>
      <Cell className="hidden min-w-0 truncate text-ink-soft xl:block">
        {owner === null ? (
          <Nothing />
        ) : (
          <bdi title={`${entry.uid}:${entry.gid}`}>{plainText(owner.slice(0, 100))}</bdi>
        )}
      </Cell>
      <Cell className="hidden text-right text-ink-soft tabular-nums md:block">
        {layer === null ? <Nothing /> : <LayerNumber layer={layer} />}
      </Cell>
      <Cell className="hidden min-w-0 truncate text-ink-soft xl:block">
        {modifiedMs === null ? <Nothing /> : <Time atMs={modifiedMs} nowMs={nowMs} />}
      </Cell>
      <Cell className="col-span-full flex min-w-0 items-center text-ink-soft max-md:text-meta md:col-auto">
        <span className="shrink-0 md:hidden">
          <Indent level={level} isSecondLine />
        </span>
        <State entry={entry} />
        {layer !== null && <span className="ml-2 shrink-0 md:hidden">layer {layer.position}</span>}
      </Cell>
    </div>
  );
}

function Name({
  entry: { name, path, kind, linkTarget, hiddenBy, flagged },
  showsPath,
  href,
  onOpen,
}: {
  entry: FileEntry;
  showsPath: boolean;
  href: string | undefined;
  onOpen: () => void;
}) {
  const shown = shownName(showsPath ? path : name);
  const Struck = hiddenBy === null ? 'span' : 's';
  const onClick = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onOpen();
  };
  return (
    <span className="flex min-w-0 items-baseline gap-2">
      {href === undefined ? (
        <Struck className="truncate text-ink-soft" title={shownName(path)}>
          <bdi>{shown}</bdi>
        </Struck>
      ) : (
        <a
          href={href}
          tabIndex={-1}
          title={shownName(path)}
          onClick={onClick}
          className={clsx(
            'min-w-0 truncate outline-none after:absolute after:inset-0',
            hiddenBy === null ? kind === 'folder' && 'font-medium' : 'text-ink-soft',
          )}
        >
          <Struck>
            <bdi>{shown}</bdi>
          </Struck>
        </a>
      )}
      {linkTarget !== null && (
        <span className="min-w-0 truncate text-ink-dim text-meta">
          <span aria-hidden="true">→ </span>
          <span className="sr-only">leads to </span>
          <bdi>{plainText(linkTarget.slice(0, 500))}</bdi>
        </span>
      )}
      {flagged && <span className="shrink-0 text-amber text-meta">leads out of its folder</span>}
    </span>
  );
}

const signs: Readonly<Record<FileState, LucideIcon>> = { added: Plus, changed: PencilLine, removed: Minus };

/** What became of an entry: a sign, and the word for it. */
function State({ entry }: { entry: FileEntry }) {
  const text = stateText(entry);
  if (text === '') return null;
  const Icon = entry.state === null ? EyeOff : signs[entry.state];
  return (
    <span className={clsx('inline-flex min-w-0 items-center gap-1.5', text === 'added' && 'text-ink-dim')}>
      <Icon className="size-3 shrink-0" aria-hidden="true" />
      <span className="truncate">{text}</span>
    </span>
  );
}

/** The place of a layer from the bottom, in the colour of its digest. */
function LayerNumber({ layer: { digest, position } }: { layer: { digest: string; position: number } }) {
  return (
    <span title={`Layer ${position}, ${digest}`} className="inline-flex items-center gap-1.5">
      <span
        aria-hidden="true"
        data-hue={digestFace(digest).hue}
        className="digest-hue flex size-2 items-center justify-center"
      >
        <span className="size-2 rounded-[2px] bg-current" />
      </span>
      {position}
    </span>
  );
}

function Nothing() {
  return (
    <span className="text-ink-dim">
      <span aria-hidden="true">–</span>
      <span className="sr-only">not said</span>
    </span>
  );
}
