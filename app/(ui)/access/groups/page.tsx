import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { GroupBrowser } from '@/components/access/group-browser';
import { Forbidden } from '@/components/administration/forbidden';
import { accessQueries } from '@/lib/dashboard/administration/access-queries';
import { getGroups } from '@/lib/server/dashboard/administration/groups-routes';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Groups' };

export default async function GroupsPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Access" />;
  const state = await prefetchAnswers([{ of: accessQueries.groups, by: getGroups }]);
  return (
    <HydrationBoundary state={state}>
      <GroupBrowser />
    </HydrationBoundary>
  );
}
