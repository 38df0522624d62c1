'use client';

import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useState } from 'react';
import { jobsListQuery, refreshRunningMs } from '@/lib/dashboard/administration/jobs-queries';
import { refreshMs } from '@/lib/dashboard/list-queries';
import { ListSkeleton } from '../administration/list-skeleton';
import { LoadError } from '../feedback/load-error';
import { Notice } from '../feedback/notice';
import { buttonClass } from '../ui/button';
import { moveBetweenRows } from '../ui/move-between-rows';
import { JobRow, jobColumns } from './job-row';

/** The latest runs of maintenance, and the way to those before. */
export function JobList() {
  const [before, setBefore] = useState<number>();
  const { data, error, isFetching, refetch } = useQuery({
    ...jobsListQuery({ before }),
    refetchInterval: ({ state }) =>
      state.data?.jobs.some((job) => job.state === 'running') ? refreshRunningMs : refreshMs,
  });
  if (!data && error)
    return <LoadError what="The runs" error={error} retrying={isFetching} onRetry={() => void refetch()} />;
  if (!data) return <ListSkeleton what="runs" rows={4} />;
  if (data.jobs.length === 0)
    return (
      <Notice Icon={History} title="Nothing has run yet">
        Runs that the server begins by itself are listed here too.
      </Notice>
    );
  return (
    <>
      <div className="rounded-box border border-line bg-surface">
        <div
          className={`hidden h-8 items-center border-line border-b px-4 text-ink-dim text-meta lg:grid ${jobColumns}`}
          aria-hidden="true"
        >
          <span>Run</span>
          <span>State</span>
          <span>What came out</span>
          <span>Began</span>
          <span className="text-right">Took</span>
        </div>
        <ul aria-label="Runs" onKeyDown={moveBetweenRows} className="divide-y divide-line">
          {data.jobs.map((job) => (
            <JobRow key={job.id} job={job} nowMs={data.nowMs} />
          ))}
        </ul>
      </div>
      <div className="mt-3 flex justify-end gap-2">
        {before !== undefined && (
          <button type="button" className={buttonClass('plain')} onClick={() => setBefore(undefined)}>
            Latest runs
          </button>
        )}
        {data.next !== null && (
          <button
            type="button"
            className={buttonClass('plain')}
            onClick={() => setBefore(data.next ?? undefined)}
          >
            Earlier runs
          </button>
        )}
      </div>
    </>
  );
}
