import Link from 'next/link';
import type { ReactNode } from 'react';
import type { FileContent, FileEntry } from '@/lib/dashboard/files/file-contracts';
import { kindWords, modeText, ownerText, stateText } from '@/lib/dashboard/files/file-words';
import { folderOf, type OpenEntry } from '@/lib/dashboard/files/files-address';
import type { ManifestView } from '@/lib/dashboard/images/manifest-contracts';
import { plainText } from '@/lib/dashboard/plain-text';
import { HostileText } from '../images/hostile-text';
import { Size } from '../ui/size';
import { Time } from '../ui/time';

interface FileFactsProps {
  view: ManifestView;
  opened: OpenEntry;
  known: FileEntry | undefined;
  content: FileContent | undefined;
  hrefTo: (folder: string) => string;
}

/** What is said of an entry beside what is in it. */
export function FileFacts({ view, opened, known, content, hrefTo }: FileFactsProps) {
  const path = known?.path ?? content?.path;
  const bytes = known?.bytes ?? content?.bytes;
  const position = view.layers.findIndex(({ digest }) => digest === opened.layer) + 1;
  const command = view.layers[position - 1]?.command;
  const owner = known ? ownerText(known) : null;
  return (
    <dl className="mb-4 grid gap-x-8 gap-y-1 text-table sm:grid-cols-2">
      {path !== undefined && (
        <Fact term="Path" isLong>
          <span className="font-mono text-meta leading-5">
            <HostileText text={path} />
          </span>
        </Fact>
      )}
      {known?.linkTarget != null && (
        <Fact term="Leads to" isLong>
          <LinkTarget target={known.linkTarget} path={known.linkPath} hrefTo={hrefTo} />
        </Fact>
      )}
      {known && <Fact term="Kind">{kindWords[known.kind]}</Fact>}
      {bytes !== undefined && (
        <Fact term="Size">
          <Size bytes={bytes} />
        </Fact>
      )}
      {known?.mode != null && (
        <Fact term="Mode">
          <span className="font-mono text-meta leading-5">{modeText(known.kind, known.mode)}</span>
        </Fact>
      )}
      {known && owner !== null && (
        <Fact term="Owner">
          <bdi>{plainText(owner)}</bdi>
          {(known.owner !== '' || known.group !== '') && (
            <span className="text-ink-dim">
              {' '}
              {known.uid}:{known.gid}
            </span>
          )}
        </Fact>
      )}
      {known?.device != null && <Fact term="Device">{known.device}</Fact>}
      {known?.modifiedMs != null && (
        <Fact term="Modified">
          <Time atMs={known.modifiedMs} nowMs={view.nowMs} />
        </Fact>
      )}
      {known && stateText(known) !== '' && <Fact term="State">{stateText(known)}</Fact>}
      {position > 0 && (
        <Fact term="Layer" isLong>
          {position}
          {command != null && (
            <span className="ml-2 font-mono text-ink-soft text-meta">
              <HostileText text={command.slice(0, 300)} />
            </span>
          )}
        </Fact>
      )}
    </dl>
  );
}

function LinkTarget({
  target,
  path,
  hrefTo,
}: {
  target: string;
  path: string | null;
  hrefTo: FileFactsProps['hrefTo'];
}) {
  return (
    <span className="font-mono text-meta leading-5">
      <HostileText text={target} />
      {path !== null && (
        <Link
          href={hrefTo(folderOf(path))}
          prefetch={false}
          scroll={false}
          className="ml-3 font-sans text-accent-ink underline underline-offset-2"
        >
          Show the folder of it
        </Link>
      )}
    </span>
  );
}

function Fact({ term, isLong = false, children }: { term: string; isLong?: boolean; children: ReactNode }) {
  return (
    <div
      className={
        isLong
          ? 'grid grid-cols-[5.5rem_minmax(0,1fr)] gap-3 sm:col-span-2'
          : 'grid grid-cols-[5.5rem_minmax(0,1fr)] gap-3'
      }
    >
      <dt className="text-ink-dim">{term}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
