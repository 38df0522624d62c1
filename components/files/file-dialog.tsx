'use client';

import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { fileDownloadPath } from '@/lib/dashboard/files/download-paths';
import type { FileContent, FileEntry } from '@/lib/dashboard/files/file-contracts';
import { fileContentQuery } from '@/lib/dashboard/files/file-queries';
import { kindWords, shownName } from '@/lib/dashboard/files/file-words';
import type { OpenEntry } from '@/lib/dashboard/files/files-address';
import type { ManifestView } from '@/lib/dashboard/images/manifest-contracts';
import { plainText } from '@/lib/dashboard/plain-text';
import { sizeText } from '@/lib/dashboard/size-words';
import { LoadError } from '../feedback/load-error';
import { HostileText } from '../images/hostile-text';
import { buttonClass } from '../ui/button';
import { CopyButton } from '../ui/copy-button';
import { Dialog } from '../ui/dialog';
import { FileFacts } from './file-facts';
import { HexView } from './hex-view';
import { TextView } from './text-view';

interface FileDialogProps {
  view: ManifestView;
  opened: OpenEntry;
  /** What the list says of it; undefined where the list is not that far. */
  known: FileEntry | undefined;
  /** The address of a folder. */
  hrefTo: (folder: string) => string;
  onClose: () => void;
}

/** A look into a file: what it is, its text or its first bytes, and the way to save it. */
export function FileDialog({ view, opened, known, hrefTo, onClose }: FileDialogProps) {
  const { repository, digest } = view;
  const { layer, entry } = opened;
  const isReadable = known?.isReadable ?? true;
  const { data, error, isFetching, refetch } = useQuery({
    ...fileContentQuery(repository, digest, layer, entry),
    enabled: isReadable,
    refetchOnWindowFocus: false,
  });
  const name = shownName(known?.name ?? data?.name ?? 'File');
  return (
    <Dialog isWide title={<HostileText text={name} />} onClose={onClose}>
      <FileFacts view={view} opened={opened} known={known} content={data} hrefTo={hrefTo} />
      {error && !data && (
        <LoadError what="The file" error={error} retrying={isFetching} onRetry={() => void refetch()} />
      )}
      {isReadable && !data && !error && (
        <div role="status" aria-label="Loading the file" className="skeleton h-60" />
      )}
      {known && !isReadable && <p className="text-ink-soft text-table">{unreadable(known)}</p>}
      {data && <Content content={data} name={name} />}
      {isReadable && (
        <div className="mt-3 flex flex-wrap items-center gap-2">
          <a
            href={fileDownloadPath(repository, digest, layer, entry)}
            download
            className={buttonClass('plain')}
          >
            <Download className="size-3.5" aria-hidden="true" />
            Download file
          </a>
          {data?.text != null && !data.isTruncated && (
            <CopyButton text={data.text} label="Copy the text" done="Text copied" className="px-2 text-table">
              Copy text
            </CopyButton>
          )}
        </div>
      )}
    </Dialog>
  );
}

function Content({ content, name }: { content: FileContent; name: string }) {
  const { bytes, text, hex, kind, isTruncated } = content;
  if (bytes === 0) return <p className="text-ink-soft text-table">The file is empty.</p>;
  const shown = text === null ? (hex?.length ?? 0) / 2 : new TextEncoder().encode(text).length;
  return (
    <>
      <p className="mb-2 text-ink-dim text-meta">
        {text === null
          ? `Binary${kind === null ? '' : `, ${plainText(kind)} by its first bytes`}.`
          : 'Text. HTML, scripts and escapes in it are shown, never run.'}
        {isTruncated && ` The first ${sizeText(shown)} of ${sizeText(bytes)} are shown; download it for all.`}
      </p>
      {text !== null && <TextView text={text} name={name} />}
      {text === null && hex !== null && <HexView bytes={bytesOf(hex)} name={name} />}
    </>
  );
}

function unreadable({ kind, linkPath, hiddenBy }: FileEntry): string {
  switch (kind) {
    case 'symbolic-link':
      return linkPath === null
        ? 'The link leads nowhere in what is shown.'
        : 'The link holds nothing but where it leads.';
    case 'whiteout':
      return 'It holds nothing: it removes what the layers below have under this name.';
    case 'opaque':
      return 'It holds nothing: it hides all that the layers below have in this folder.';
    case 'file':
    case 'hard-link':
      return hiddenBy === null
        ? 'What is in it can not be read here.'
        : 'What was in it can not be read here any more.';
    default:
      return `${kindWords[kind]}: it has no content.`;
  }
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
