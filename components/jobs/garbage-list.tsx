import Link from 'next/link';
import { Fragment } from 'react';
import { counted } from '@/lib/dashboard/administration/counted';
import type { JobDetail } from '@/lib/dashboard/administration/jobs-contract';
import { repositoryPath } from '@/lib/dashboard/repository-path';
import { timeWords } from '@/lib/dashboard/time-words';
import { ListHead } from '../administration/list-head';
import { DigestChip } from '../digest/digest-chip';
import { ContentLink } from '../ui/content-link';
import { Size } from '../ui/size';

const columns =
  'grid-cols-[minmax(0,1fr)_auto] gap-x-4 lg:grid-cols-[6rem_minmax(0,1fr)_12rem_minmax(0,1fr)_5.5rem]';

/** More would slow the page down; the rest is counted. */
const shownMax = 200;

interface GarbageListProps {
  label: string;
  garbage: JobDetail['garbage'];
  /** How many there are in all. */
  total: number;
  nowMs: number;
}

/** What a plan would take, now or when its time has come, item by item. */
export function GarbageList({ label, garbage, total, nowMs }: GarbageListProps) {
  const hidden = total - Math.min(garbage.length, shownMax);
  return (
    <>
      <div className="rounded-box border border-line bg-surface">
        <ListHead columns={columns}>
          <span>What</span>
          <span>Repository</span>
          <span>Digest</span>
          <span>Why it goes</span>
          <span className="text-right">Size</span>
        </ListHead>
        <ul aria-label={label} className="divide-y divide-line">
          {garbage
            .slice(0, shownMax)
            .map(({ kind, repository, name, bytes, reason, sharedWith, dueAtMs }) => (
              <li
                data-row
                key={`${kind} ${repository} ${name}`}
                className={`grid items-center px-4 py-2 text-table lg:min-h-10 lg:py-1 ${columns}`}
              >
                <span className="text-ink-soft capitalize">{kind}</span>
                <span className="flex min-w-0 max-lg:order-first max-lg:col-span-2 max-lg:font-medium">
                  {repository === null ? (
                    <span className="text-ink-dim">none</span>
                  ) : (
                    <ContentLink repository={repository} digest={kind === 'manifest' ? name : null} />
                  )}
                </span>
                <span className="min-w-0">
                  {name.includes(':') ? (
                    <DigestChip digest={name} className="-ml-1.5" />
                  ) : (
                    <code className="block truncate font-mono text-meta">{name}</code>
                  )}
                </span>
                <span className="min-w-0 text-ink-soft max-lg:text-meta [overflow-wrap:anywhere]">
                  {reason}
                  {dueAtMs !== null && dueWords(dueAtMs, nowMs)}
                  {sharedWith.length > 0 && '; its bytes stay with '}
                  {sharedWith.map((other, at) => (
                    <Fragment key={other}>
                      {at > 0 && ', '}
                      <Link
                        href={repositoryPath(other)}
                        prefetch={false}
                        className="rounded-control underline decoration-line underline-offset-4 hover:decoration-current"
                      >
                        {other}
                      </Link>
                    </Fragment>
                  ))}
                </span>
                <span className="text-right">
                  <Size bytes={bytes} />
                </span>
              </li>
            ))}
        </ul>
      </div>
      {hidden > 0 && (
        <p className="mt-2 text-ink-dim text-meta">
          And {counted(hidden, 'thing')} more: cyberdock gc plan --full --json lists all.
        </p>
      )}
    </>
  );
}

function dueWords(dueAtMs: number, nowMs: number): string {
  return dueAtMs <= nowMs
    ? '; its time has come by now'
    : `; it goes ${timeWords(dueAtMs, nowMs)} at the earliest`;
}
