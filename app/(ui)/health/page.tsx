import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { HealthBrowser } from '@/components/health/health-browser';
import { activityQuery, healthQuery } from '@/lib/dashboard/administration/health-queries';
import { getActivity } from '@/lib/server/dashboard/administration/activity-routes';
import { getHealth } from '@/lib/server/dashboard/content-routes';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Health' };

export default async function HealthPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Health" />;
  const state = await prefetchAnswers([
    { of: healthQuery, by: getHealth },
    { of: activityQuery, by: getActivity },
  ]);
  return (
    <HydrationBoundary state={state}>
      <HealthBrowser />
    </HydrationBoundary>
  );
}
