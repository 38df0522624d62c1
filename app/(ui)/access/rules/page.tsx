import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { RuleBrowser } from '@/components/access/rule-browser';
import { Forbidden } from '@/components/administration/forbidden';
import { accessQueries } from '@/lib/dashboard/administration/access-queries';
import { getRules } from '@/lib/server/dashboard/administration/rules-routes';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Rules' };

export default async function RulesPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Access" />;
  const state = await prefetchAnswers([{ of: accessQueries.rules, by: getRules }]);
  return (
    <HydrationBoundary state={state}>
      <RuleBrowser />
    </HydrationBoundary>
  );
}
