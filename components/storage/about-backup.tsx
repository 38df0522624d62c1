import Link from 'next/link';
import { counted } from '@/lib/dashboard/administration/counted';
import type { StorageAnswer } from '@/lib/dashboard/administration/storage-contract';
import { Size } from '../ui/size';
import { Time } from '../ui/time';

/** What a backup is, where it goes, and how the last one came out. */
export function AboutBackup({ backup, nowMs }: Pick<StorageAnswer, 'backup' | 'nowMs'>) {
  const { folder, keep, last } = backup;
  return (
    <>
      Takes all repositories with their tags, manifests and blobs, and the history, while clients push and
      pull.{' '}
      {folder === null ? (
        <>
          Set <code className="font-mono">backup.folder</code> to begin one here; the command line makes them
          anywhere.
        </>
      ) : (
        <>
          It goes to <span className="font-mono [overflow-wrap:anywhere]">{folder}</span>, where the newest{' '}
          {keep === 1 ? 'one stays' : `${keep} stay`}.
        </>
      )}{' '}
      {last ? (
        <>
          The{' '}
          <Link href={`/jobs/${last.job}`} className="underline">
            last backup
          </Link>{' '}
          ended <Time atMs={last.endedAtMs} nowMs={nowMs} /> and has <Size bytes={last.bytes} /> of{' '}
          {counted(last.repositories, 'repository', 'repositories')}.
        </>
      ) : (
        'None was made yet.'
      )}
    </>
  );
}
