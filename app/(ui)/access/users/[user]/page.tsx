import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { AccountPage } from '@/components/access/account-page';
import { Forbidden } from '@/components/administration/forbidden';
import { accountQuery } from '@/lib/dashboard/administration/access-queries';
import { getAccount } from '@/lib/server/dashboard/administration/users-routes';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Account' };

export default async function UserPage({ params }: { params: Promise<{ user: string }> }) {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Access" />;
  const name = decodeURIComponent((await params).user);
  const state = await prefetchAnswers([{ of: accountQuery(name), by: getAccount, params: { user: name } }]);
  return (
    <HydrationBoundary state={state}>
      <AccountPage key={name} name={name} />
    </HydrationBoundary>
  );
}
