'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { Download, ScrollText } from 'lucide-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import type { AuditPage, AuditQuery } from '@/lib/dashboard/administration/audit-contract';
import {
  auditPageQuery,
  exportPath,
  readAuditQuery,
  tailMs,
} from '@/lib/dashboard/administration/audit-queries';
import { counted } from '@/lib/dashboard/administration/counted';
import { withQuery } from '@/lib/dashboard/repository-path';
import { durationWords, timeWords } from '@/lib/dashboard/time-words';
import { ListHead } from '../administration/list-head';
import { ListSkeleton } from '../administration/list-skeleton';
import { LoadError } from '../feedback/load-error';
import { Notice } from '../feedback/notice';
import { StaleBanner } from '../feedback/stale-banner';
import { PageHeader } from '../layout/page-header';
import { buttonClass } from '../ui/button';
import { Pager } from '../ui/pager';
import { AuditFilters } from './audit-filters';
import { AuditRow, auditColumns } from './audit-row';

/** The audit trail: who did what to what, and what came of it; new records come while somebody looks at it. */
export function AuditBrowser() {
  const query = readAuditQuery(Object.fromEntries(useSearchParams()));
  const isFirst = query.after === undefined;
  const [isLive, setLive] = useState(true);
  const { data, error, dataUpdatedAt, isFetching, isPlaceholderData, refetch } = useQuery({
    ...auditPageQuery(query),
    placeholderData: keepPreviousData,
    // A hidden tab is not asked for: refetchIntervalInBackground is off.
    refetchInterval: isLive && isFirst ? tailMs : false,
  });
  const retry = () => void refetch();
  return (
    <>
      <PageHeader
        title="Audit"
        action={
          <div className="flex flex-wrap items-center gap-3">
            {isFirst && (
              <label className="flex items-center gap-2 text-table">
                <input
                  type="checkbox"
                  checked={isLive}
                  onChange={(event) => setLive(event.target.checked)}
                  className="size-4 accent-accent-fill"
                />
                Live
              </label>
            )}
            <a href={exportPath(query)} download className={buttonClass('plain')}>
              <Download className="size-3.5" aria-hidden="true" />
              Export
            </a>
          </div>
        }
      />
      <AuditFilters query={query} actions={data?.actions ?? []} />
      {error && data && !isPlaceholderData && (
        <StaleBanner error={error} updatedAtMs={dataUpdatedAt} retrying={isFetching} onRetry={retry} />
      )}
      {error && (!data || isPlaceholderData) && (
        <LoadError what="The audit trail" error={error} retrying={isFetching} onRetry={retry} />
      )}
      {!data && !error && <ListSkeleton what="the audit trail" />}
      {data && !(error && isPlaceholderData) && (
        <div className={clsx('transition-opacity', isPlaceholderData && 'late-dim')}>
          <Records page={data} query={query} />
        </div>
      )}
    </>
  );
}

function Records({ page, query }: { page: AuditPage; query: AuditQuery }) {
  const { records, nowMs, next, keptMs, lookedBackToMs } = page;
  const { after, ...filter } = query;
  const hrefOf = (last: string | undefined) => withQuery('/audit', { ...filter, after: last });
  const whatFollows = () => {
    if (lookedBackToMs !== null)
      return `; those from before ${timeWords(lookedBackToMs, nowMs)} were not looked at yet`;
    return next === null
      ? `; they are kept for ${durationWords(keptMs)}`
      : ' on this page, older ones follow';
  };
  const isFiltered = Object.values(filter).some((value) => value !== undefined && value !== '');
  if (records.length === 0 && after === undefined && next === null)
    return (
      <Notice
        Icon={ScrollText}
        title={isFiltered ? 'No record matches' : 'Nothing was recorded yet'}
        actions={
          isFiltered && (
            <Link href="/audit" className={buttonClass('plain')}>
              Show all records
            </Link>
          )
        }
      >
        Records are kept for {durationWords(keptMs)}.
      </Notice>
    );
  return (
    <>
      <div className="overflow-hidden rounded-box border border-line bg-surface">
        <ListHead columns={auditColumns}>
          <span>When</span>
          <span>Who</span>
          <span>Action</span>
          <span>On what</span>
          <span>Result</span>
        </ListHead>
        <ul aria-label="Records" className="divide-y divide-line">
          {keyed(records).map(({ key, record }) => (
            <AuditRow key={key} record={record} nowMs={nowMs} />
          ))}
        </ul>
      </div>
      <Pager
        scope={hrefOf(undefined)}
        last={after}
        next={next}
        hrefOf={hrefOf}
        summary={`${counted(records.length, 'record')}${whatFollows()}`}
        quiet={false}
      />
    </>
  );
}

/** Records have no name of their own: equal ones are told apart by their place among each other. */
function keyed(records: AuditPage['records']) {
  const seen = new Map<string, number>();
  return records.map((record) => {
    const { atMs, actor, action, repository, reference, digest, requestId } = record;
    const base = [atMs, actor, action, repository, reference, digest, requestId].join(' ');
    const times = (seen.get(base) ?? 0) + 1;
    seen.set(base, times);
    return { key: `${base} ${times}`, record };
  });
}
