'use client';

import { Download } from 'lucide-react';
import type { ArtifactContent, ArtifactPart } from '@/lib/dashboard/artifacts/artifact-contracts';
import { blobDownloadPath } from '@/lib/dashboard/files/download-paths';
import { plainText } from '@/lib/dashboard/plain-text';
import { DigestChip } from '../digest/digest-chip';
import { HostileText } from '../images/hostile-text';
import { Panel } from '../images/panel';
import { useRegistryAddress } from '../layout/registry-address';
import { CommandLine } from '../ui/command-line';
import { Size } from '../ui/size';
import { unreadWords } from './unread-words';

/** The files of a manifest, and the command that gets them. */
export function FileList({ content: { repository, digest, parts } }: { content: ArtifactContent }) {
  const { host } = useRegistryAddress();
  if (parts.length === 0) return null;
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <Panel
      title={`${parts.length.toLocaleString('en')} ${parts.length === 1 ? 'file' : 'files'}`}
      aside={<Size bytes={total} />}
    >
      <ul>
        {parts.map((part, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a manifest may name a file twice, and their order never changes.
          <FileRow key={at} part={part} downloadPath={blobDownloadPath(repository, digest, part.digest)} />
        ))}
      </ul>
      <div className="border-line border-t p-4">
        <CommandLine name="pull" command={`oras pull ${host}/${repository}@${digest}`} />
      </div>
    </Panel>
  );
}

function FileRow({
  part: { title, digest, mediaType, bytes, unread },
  downloadPath,
}: {
  part: ArtifactPart;
  downloadPath: string;
}) {
  return (
    <li data-row className="border-line border-b px-4 py-2 text-table last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3">
        {title !== null && (
          <span className="min-w-0 font-medium">
            <HostileText text={title} />
          </span>
        )}
        <DigestChip digest={digest} className="-ml-1.5" />
        {unread !== 'absent' && (
          <a
            href={downloadPath}
            download
            aria-label={`Download ${plainText((title ?? digest).slice(0, 200))}`}
            className="inline-flex h-6 items-center gap-1 rounded-control text-accent-ink text-meta underline-offset-2 hover:underline"
          >
            <Download className="size-3.5" aria-hidden="true" />
            Download
          </a>
        )}
        <span className="ml-auto">
          <Size bytes={bytes} />
        </span>
      </div>
      <p className="mt-0.5 text-ink-dim text-meta [overflow-wrap:anywhere]">
        <bdi>{plainText(mediaType.slice(0, 255))}</bdi>
        {unread !== null && unread !== 'other' && <> · {unreadWords(unread)}</>}
      </p>
    </li>
  );
}
