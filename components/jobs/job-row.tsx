import Link from 'next/link';
import { jobTitles, tookWords } from '@/lib/dashboard/administration/job-words';
import type { JobSummary } from '@/lib/dashboard/administration/jobs-contract';
import { Time } from '../ui/time';
import { JobState } from './job-state';

/** The columns of a list of runs: what, state, what came out, when, how long. */
export const jobColumns =
  'grid-cols-[minmax(0,1fr)_auto] gap-x-4 lg:grid-cols-[12rem_8rem_minmax(0,1fr)_10rem_6rem]';

/** One run, which leads to its page. */
export function JobRow({ job, nowMs }: { job: JobSummary; nowMs: number }) {
  return (
    <li
      data-row
      className={`relative grid items-center px-4 py-2 transition-colors hover:bg-sunken lg:h-10 lg:py-0 ${jobColumns}`}
    >
      <Link
        href={`/jobs/${job.id}`}
        prefetch={false}
        data-row-link
        className="min-w-0 truncate rounded-control font-medium text-table after:absolute after:inset-0"
      >
        {jobTitles[job.kind]} <span className="text-ink-dim">#{job.id}</span>
      </Link>
      <span className="flex text-table">
        <JobState job={job} />
      </span>
      <span className="min-w-0 truncate text-ink-soft text-table max-lg:col-span-2" title={job.words}>
        {job.words}
      </span>
      <span className="text-ink-dim text-meta lg:text-table">
        <Time atMs={job.startedAtMs} nowMs={nowMs} />
        <span className="lg:hidden"> · {job.actor ?? job.cause}</span>
      </span>
      <span className="text-right text-ink-dim text-meta tabular-nums lg:text-table">
        {tookWords((job.endedAtMs ?? nowMs) - job.startedAtMs)}
      </span>
    </li>
  );
}
