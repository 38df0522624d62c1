import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { JobPage } from '@/components/jobs/job-page';
import { jobQuery, plannedTagsPageQuery } from '@/lib/dashboard/administration/jobs-queries';
import type { SearchParameters } from '@/lib/dashboard/search-parameters';
import { getJob, getPlannedTags } from '@/lib/server/dashboard/administration/jobs-routes';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Run' };

export default async function RunPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParameters>;
}) {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Run" />;
  const { id } = await params;
  const job = decodeURIComponent(id);
  const given = (await searchParams).after;
  const after = typeof given === 'string' && given !== '' ? given : undefined;
  const state = await prefetchAnswers([
    { of: jobQuery(job), by: getJob, params: { job } },
    // Of a plan of retention; of any other run there are none, and nothing is passed on.
    {
      of: plannedTagsPageQuery(job, after),
      by: getPlannedTags,
      params: { job },
      query: after === undefined ? {} : { after },
    },
  ]);
  return (
    <HydrationBoundary state={state}>
      <JobPage key={job} id={job} />
    </HydrationBoundary>
  );
}
