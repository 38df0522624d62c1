'use client';

import { CloudUpload } from 'lucide-react';
import { counted } from '@/lib/dashboard/administration/counted';
import { Bytes } from '../administration/bytes';
import { useUploadsTo } from '../layout/live';

/** That something is being pushed to a repository, how much of it has come, and how fast it comes. */
export function RunningPush({ repository }: { repository: string }) {
  const uploads = useUploadsTo(repository);
  if (!uploads) return null;
  const { count, bytes, bytesPerSecond } = uploads;
  return (
    <p className="mb-4 flex flex-wrap items-center gap-x-2 rounded-box border border-line bg-surface px-4 py-2 text-table">
      <CloudUpload aria-hidden className="size-4 shrink-0 text-ink-dim" />
      <span className="font-medium">A push is under way</span>
      <span className="text-ink-soft">
        {counted(count, 'upload')}, <Bytes bytes={bytes} /> so far
        {bytesPerSecond > 0 && (
          <>
            , <Bytes bytes={bytesPerSecond} />
            <span className="text-ink-dim">/s</span>
          </>
        )}
      </span>
    </p>
  );
}
