import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { UserBrowser } from '@/components/access/user-browser';
import { Forbidden } from '@/components/administration/forbidden';
import { accessQueries } from '@/lib/dashboard/administration/access-queries';
import { getAccounts } from '@/lib/server/dashboard/administration/users-routes';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Users' };

export default async function UsersPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Access" />;
  const state = await prefetchAnswers([{ of: accessQueries.users, by: getAccounts }]);
  return (
    <HydrationBoundary state={state}>
      <UserBrowser />
    </HydrationBoundary>
  );
}
