'use client';

import { clsx } from 'clsx';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { ShownRecord } from '@/lib/dashboard/administration/audit-contract';
import { auditSubject } from '@/lib/dashboard/administration/audit-subject';
import { DigestChip } from '../digest/digest-chip';
import { ContentLink } from '../ui/content-link';
import { Time } from '../ui/time';
import { AuditDetail } from './audit-detail';
import { MovedDigest, moveOf } from './moved-digest';

/** The columns of the list: when, who, what, on what, result. */
export const auditColumns =
  'grid-cols-[minmax(0,1fr)_auto_1.5rem] gap-x-4 lg:grid-cols-[8.5rem_8rem_10rem_minmax(0,1fr)_8rem_1.5rem]';

/** One record, which opens into all that it says. */
export function AuditRow({ record, nowMs }: { record: ShownRecord; nowMs: number }) {
  const [isOpen, setOpen] = useState(false);
  const { atMs, actor, action, repository, reference, digest, result } = record;
  const isFine = result === 'ok';
  const isTag = reference !== null && /^(?:tag|manifest)\./.test(action) && /^[\w.-]+$/.test(reference);
  const move = moveOf(record);
  const subject = auditSubject(record);
  return (
    <li>
      <div
        data-row
        className={`relative grid items-center px-4 py-2 text-table transition-colors hover:bg-sunken lg:h-10 lg:py-0 ${auditColumns}`}
      >
        <span className="text-ink-soft max-lg:order-1 max-lg:text-right max-lg:text-meta">
          <Time atMs={atMs} nowMs={nowMs} />
        </span>
        <span className="min-w-0 truncate font-medium max-lg:order-first" title={actor}>
          <bdi>{actor}</bdi>
        </span>
        <span className="min-w-0 truncate max-lg:order-2">{action}</span>
        <span className="flex min-w-0 items-center gap-2 max-lg:order-4 max-lg:col-span-2 max-lg:empty:hidden">
          {repository !== null && (
            <span className="relative z-10 flex min-w-0">
              <ContentLink
                repository={repository}
                tag={isTag ? reference : null}
                digest={action.startsWith('manifest.') && !isTag ? digest : null}
              />
            </span>
          )}
          {subject !== null && (
            <span className="min-w-0 truncate text-ink-soft" title={subject}>
              <bdi>{subject}</bdi>
            </span>
          )}
          {move ? (
            <MovedDigest move={move} />
          ) : (
            digest?.includes(':') && (
              <span className="relative z-10 hidden 2xl:inline-flex">
                <DigestChip digest={digest} />
              </span>
            )
          )}
        </span>
        <span
          className={clsx(
            'min-w-0 truncate max-lg:order-3 max-lg:text-right',
            isFine ? 'text-ink-soft' : 'font-medium text-danger',
          )}
        >
          {result}
        </span>
        <button
          type="button"
          data-row-name
          onClick={() => setOpen(!isOpen)}
          aria-expanded={isOpen}
          aria-label={`All of the record: ${action} by ${actor}`}
          className="flex size-6 items-center justify-center justify-self-end max-lg:col-start-3 max-lg:row-span-2 max-lg:row-start-1 rounded-control text-ink-dim after:absolute after:inset-0"
        >
          <ChevronRight
            className={clsx('size-4 transition-transform', isOpen && 'rotate-90')}
            aria-hidden="true"
          />
        </button>
      </div>
      {isOpen && <AuditDetail record={record} />}
    </li>
  );
}
