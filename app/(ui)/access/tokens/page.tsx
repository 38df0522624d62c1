import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { TokenBrowser } from '@/components/access/token-browser';
import { Forbidden } from '@/components/administration/forbidden';
import { accessQueries } from '@/lib/dashboard/administration/access-queries';
import { getAccountTokens } from '@/lib/server/dashboard/administration/access-tokens-routes';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Tokens' };

export default async function TokensPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Access" />;
  const state = await prefetchAnswers([{ of: accessQueries.tokens, by: getAccountTokens }]);
  return (
    <HydrationBoundary state={state}>
      <TokenBrowser />
    </HydrationBoundary>
  );
}
