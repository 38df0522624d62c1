import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { RetentionBrowser } from '@/components/retention/retention-browser';
import { simulationQuery } from '@/lib/dashboard/administration/retention-queries';
import { getRetention } from '@/lib/server/dashboard/administration/retention-routes';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Retention policies' };

export default async function RetentionPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Retention policies" />;
  const state = await prefetchAnswers([{ of: simulationQuery, by: getRetention }]);
  return (
    <HydrationBoundary state={state}>
      <RetentionBrowser />
    </HydrationBoundary>
  );
}
