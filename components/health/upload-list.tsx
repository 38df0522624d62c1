import type { Activity } from '@/lib/dashboard/health-contract';
import { ContentLink } from '../ui/content-link';
import { Size } from '../ui/size';
import { Time } from '../ui/time';

interface UploadListProps {
  uploads: Activity['uploads'];
  nowMs: number;
  /** Bytes a second of an upload since the look before; undefined at the first look. */
  speedOf: (id: string, bytes: number) => number | undefined;
}

/** Uploads that were begun and not finished: whose, how much, how fast, how old. */
export function UploadList({ uploads, nowMs, speedOf }: UploadListProps) {
  return (
    <ul aria-label="Open uploads" className="divide-y divide-line rounded-box border border-line bg-surface">
      {uploads.map(({ id, repository, startedAtMs, activeAtMs, bytes }) => {
        const speed = speedOf(id, bytes);
        return (
          <li
            data-row
            key={id}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 py-2 text-table lg:h-10 lg:grid-cols-[minmax(0,1fr)_6rem_8rem_10rem_12rem] lg:py-0"
          >
            <span className="flex min-w-0 font-medium">
              <ContentLink repository={repository} />
            </span>
            <span className="text-right">
              <Size bytes={bytes} />
            </span>
            <span className="text-right text-ink-soft max-lg:hidden">
              {speed !== undefined && speed > 0 && (
                <>
                  <Size bytes={Math.round(speed)} />
                  <span className="text-ink-dim">/s</span>
                </>
              )}
            </span>
            <span className="text-ink-dim max-lg:text-meta">
              begun <Time atMs={startedAtMs} nowMs={nowMs} />
            </span>
            <span className="text-ink-dim max-lg:text-right max-lg:text-meta">
              last byte <Time atMs={activeAtMs} nowMs={nowMs} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}
