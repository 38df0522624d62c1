import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { AccountSection } from '@/components/account/account-section';
import { PasswordSection } from '@/components/account/password-section';
import { Profile } from '@/components/account/profile';
import { SessionSection } from '@/components/account/session-section';
import { TokenSection } from '@/components/account/token-section';
import { PageHeader } from '@/components/layout/page-header';
import { accountKeys } from '@/lib/dashboard/account/queries';
import { pageAccount, pageAccountLists } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Account' };

export default function AccountPage() {
  const account = pageAccount();
  const { sessions, tokens } = pageAccountLists();
  const client = new QueryClient();
  client.setQueryData(accountKeys.sessions, sessions);
  client.setQueryData(accountKeys.tokens, tokens);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeader title="Account" />
      <div className="max-w-[63.5rem] divide-y divide-line border-line border-t">
        <AccountSection title="Profile" about="Your role and your groups are set by administrators.">
          <Profile account={account} />
        </AccountSection>
        <PasswordSection name={account.name} source={account.source} />
        <TokenSection name={account.name} />
        <SessionSection idle={account.sessionIdle} lifetime={account.sessionLifetime} />
      </div>
    </HydrationBoundary>
  );
}
