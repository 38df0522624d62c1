'use client';

import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useState } from 'react';
import { jobsListQuery, refreshRunningMs } from '@/lib/dashboard/administration/jobs-queries';
import { refreshMs } from '@/lib/dashboard/list-queries';
import { ListHead } from '../administration/list-head';
import { Unloaded } from '../administration/unloaded';
import { Notice } from '../feedback/notice';
import { useRefreshMs } from '../layout/live';
import { buttonClass } from '../ui/button';
import { moveBetweenRows } from '../ui/move-between-rows';
import { JobRow, jobColumns } from './job-row';

/** The latest runs of maintenance, and the way to those before. */
export function JobList() {
  const [before, setBefore] = useState<number>();
  const oftenMs = useRefreshMs(refreshMs);
  const query = useQuery({
    ...jobsListQuery({ before }),
    refetchInterval: ({ state }) =>
      state.data?.jobs.some((job) => job.state === 'running') ? refreshRunningMs : oftenMs,
  });
  const { data } = query;
  if (!data) return <Unloaded what="The runs" query={query} rows={4} />;
  if (data.jobs.length === 0)
    return (
      <Notice Icon={History} title="Nothing has run yet">
        Runs that the server begins by itself are listed here too.
      </Notice>
    );
  return (
    <>
      <div className="rounded-box border border-line bg-surface">
        <ListHead columns={jobColumns}>
          <span>Run</span>
          <span>State</span>
          <span>What came out</span>
          <span>Began</span>
          <span className="text-right">Took</span>
        </ListHead>
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
