'use client';

import { CloudUpload } from 'lucide-react';
import { counted } from '@/lib/dashboard/administration/counted';
import type { LiveUpload } from '@/lib/dashboard/live/live-contract';
import { Size } from '../ui/size';

/** That something is being pushed to a repository, how much of it has come, and how fast it comes. */
export function PushUnderWay({ uploads: { count, bytes, bytesPerSecond } }: { uploads: LiveUpload }) {
  return (
    <p className="mb-4 flex flex-wrap items-center gap-x-2 rounded-box border border-line bg-surface px-4 py-2 text-table">
      <CloudUpload aria-hidden className="size-4 shrink-0 text-ink-dim" />
      <span className="font-medium">A push is under way</span>
      <span className="text-ink-soft">
        {counted(count, 'upload')}, <Size bytes={bytes} /> so far
        {bytesPerSecond > 0 && (
          <>
            , <Size bytes={bytesPerSecond} />
            <span className="text-ink-dim">/s</span>
          </>
        )}
      </span>
    </p>
  );
}
