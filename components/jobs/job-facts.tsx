import type { ReactNode } from 'react';
import { tookWords } from '@/lib/dashboard/administration/job-words';
import type { JobDetail } from '@/lib/dashboard/administration/jobs-contract';
import { Size } from '../ui/size';
import { Time } from '../ui/time';
import { JobState } from './job-state';

/** What begins runs that nobody asks for, and where somebody does whose name was not written down. */
const causes = {
  schedule: 'the schedule of the server',
  'command line': 'the command line',
  dashboard: 'somebody at the dashboard',
  start: 'the start of the server',
};

/** When a run began, by what, how long it took, and what it came to. */
export function JobFacts({ job, totals, nowMs }: Pick<JobDetail, 'job' | 'totals' | 'nowMs'>) {
  const { startedAtMs, endedAtMs, cause, actor } = job;
  return (
    <dl className="mb-6 grid max-w-4xl gap-x-8 rounded-box border border-line bg-surface px-4 py-1 text-table sm:grid-cols-2">
      <Fact term="State">
        <span className="flex">
          <JobState job={job} />
        </span>
      </Fact>
      <Fact term="Begun by">
        {actor !== null && <bdi>{actor}</bdi>}
        {actor !== null && cause !== 'dashboard' && ', '}
        {(actor === null || cause !== 'dashboard') && causes[cause]}
      </Fact>
      <Fact term="Began">
        <Time atMs={startedAtMs} nowMs={nowMs} />
      </Fact>
      <Fact term={endedAtMs === null ? 'Runs for' : 'Took'}>
        {tookWords((endedAtMs ?? nowMs) - startedAtMs)}
      </Fact>
      {totals && (
        <>
          <Fact term={job.kind === 'plan' ? 'Would come free' : 'Freed'}>
            <Size bytes={totals.freeBytes} />
          </Fact>
          <Fact term="After the grace period">
            {totals.waiting.count === 0 ? (
              'nothing waits'
            ) : (
              <>
                <Size bytes={totals.waiting.bytes} />
                <span className="text-ink-dim"> in {totals.waiting.count}</span>
              </>
            )}
          </Fact>
        </>
      )}
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[9rem_minmax(0,1fr)] gap-3 py-2">
      <dt className="text-ink-dim">{term}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
