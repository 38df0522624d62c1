import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { QuotaBrowser } from '@/components/access/quota-browser';
import { Forbidden } from '@/components/administration/forbidden';
import { quotasQuery } from '@/lib/dashboard/administration/quota-queries';
import { getQuotas } from '@/lib/server/dashboard/administration/quota-routes';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Quotas' };

export default async function QuotasPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Access" />;
  const state = await prefetchAnswers([{ of: quotasQuery, by: getQuotas }]);
  return (
    <HydrationBoundary state={state}>
      <QuotaBrowser />
    </HydrationBoundary>
  );
}
