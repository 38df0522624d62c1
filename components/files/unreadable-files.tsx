import { Download, FileX } from 'lucide-react';
import { blobDownloadPath } from '@/lib/dashboard/files/download-paths';
import type { FilesAnswer } from '@/lib/dashboard/files/file-contracts';
import { unreadableWords } from '@/lib/dashboard/files/file-words';
import { Notice } from '../feedback/notice';
import { buttonClass } from '../ui/button';

/** Stands where files would that can not be told of, and says why. */
export function UnreadableFiles({
  answer: { repository, digest, reason, at, layer, layers },
}: {
  answer: Extract<FilesAnswer, { state: 'unreadable' }>;
}) {
  const { title, why } = unreadableWords[reason];
  const isStored = reason !== 'absent' && reason !== 'foreign';
  return (
    <Notice
      Icon={FileX}
      title={title}
      actions={
        at !== null &&
        isStored && (
          <a href={blobDownloadPath(repository, digest, at.digest)} download className={buttonClass('plain')}>
            <Download className="size-3.5" aria-hidden="true" />
            Download layer {at.position}
          </a>
        )
      }
    >
      {at !== null && layers.length > 1 && `It is about layer ${at.position} of ${layers.length}. `}
      {why}
      {at !== null && layer === null && layers.length > 1 && ' Other layers can be chosen above.'}
    </Notice>
  );
}
