'use client';

import { useQuery } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { jobTitles } from '@/lib/dashboard/administration/job-words';
import type { JobDetail } from '@/lib/dashboard/administration/jobs-contract';
import { jobQuery, refreshRunningMs } from '@/lib/dashboard/administration/jobs-queries';
import { ApiError } from '@/lib/dashboard/fetch-json';
import { Panel } from '../administration/panel';
import { Unloaded } from '../administration/unloaded';
import { useMayChange } from '../administration/use-may-change';
import { Notice } from '../feedback/notice';
import { Breadcrumbs } from '../layout/breadcrumbs';
import { PageHeader } from '../layout/page-header';
import { buttonClass } from '../ui/button';
import { BackupOutcome } from './backup-outcome';
import { CancelJob } from './cancel-job';
import { CorruptList } from './corrupt-list';
import { FindingList } from './finding-list';
import { JobFacts } from './job-facts';
import { PlanOutcome } from './plan-outcome';
import { ProgressBar } from './progress-bar';
import { RetentionPlanOutcome } from './retention-plan-outcome';
import { RunPlan } from './run-plan';
import { RunRetentionPlan } from './run-retention-plan';

/** One run: how far it has come, and all that came out of it. */
export function JobPage({ id }: { id: string }) {
  const mayChange = useMayChange();
  const query = useQuery({
    ...jobQuery(id),
    refetchInterval: ({ state }) => (state.data?.job.state === 'running' ? refreshRunningMs : false),
  });
  const { data, error } = query;
  if (error instanceof ApiError && error.status === 404) return <NoJob />;
  const title = data ? `${jobTitles[data.job.kind]} #${data.job.id}` : `Run #${id}`;
  const isRunning = data?.job.state === 'running';
  return (
    <>
      <Breadcrumbs trail={[{ href: '/storage', word: 'Storage' }]} />
      <PageHeader
        title={title}
        action={
          mayChange &&
          data &&
          (isRunning ? <CancelJob id={data.job.id} /> : <NextStep key={data.job.id} detail={data} />)
        }
      />
      <Unloaded what="The run" query={query} rows={3} />
      {data && (
        <>
          <div className="mb-5 max-w-4xl" aria-live="polite">
            <p className="mb-2 text-body [overflow-wrap:anywhere]">{data.job.words}.</p>
            {isRunning && <ProgressBar fraction={data.job.fraction} label={`Progress: ${data.job.words}`} />}
          </div>
          <JobFacts job={data.job} totals={data.totals} nowMs={data.nowMs} />
          <Outcome detail={data} />
        </>
      )}
    </>
  );
}

/** What can be done with a plan. */
function NextStep({ detail }: { detail: JobDetail }) {
  const { job, retention } = detail;
  if (job.kind === 'plan') return <RunPlan detail={detail} />;
  return retention && <RunRetentionPlan id={job.id} plan={retention} />;
}

function Outcome({ detail }: { detail: JobDetail }) {
  const { job, findings, corrupt, unreadable, retention, plan } = detail;
  if (job.kind === 'plan' && job.state === 'done') return <PlanOutcome detail={detail} />;
  if (retention) return <RetentionPlanOutcome id={job.id} plan={retention} />;
  if (plan !== null)
    return (
      <p className="text-table">
        <Link
          href={`/jobs/${plan}`}
          prefetch={false}
          className="text-accent-ink underline underline-offset-2"
        >
          The plan #{plan}
        </Link>{' '}
        lists the tags that it was to remove.
      </p>
    );
  if (detail.backup) return <BackupOutcome backup={detail.backup} />;
  if (findings.length > 0)
    return (
      <Panel title="What was found">
        <FindingList {...detail} />
      </Panel>
    );
  if (corrupt.length + unreadable.length > 0)
    return (
      <Panel title="What was found">
        <CorruptList corrupt={corrupt} unreadable={unreadable} />
      </Panel>
    );
  return null;
}

function NoJob() {
  return (
    <>
      <PageHeader title="Run" />
      <Notice
        Icon={SearchX}
        title="There is no such run"
        actions={
          <Link href="/storage" className={buttonClass('plain')}>
            Show all runs
          </Link>
        }
      >
        It was so long ago that it is forgotten, or its number is wrong.
      </Notice>
    </>
  );
}
