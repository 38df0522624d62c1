import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { JobPage } from '@/components/jobs/job-page';
import { jobQuery } from '@/lib/dashboard/administration/jobs-queries';
import { getJob } from '@/lib/server/dashboard/administration/jobs-routes';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Run' };

export default async function RunPage({ params }: { params: Promise<{ id: string }> }) {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Run" />;
  const { id } = await params;
  const job = decodeURIComponent(id);
  const state = await prefetchAnswers([{ of: jobQuery(job), by: getJob, params: { job } }]);
  return (
    <HydrationBoundary state={state}>
      <JobPage key={job} id={job} />
    </HydrationBoundary>
  );
}
