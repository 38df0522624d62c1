import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { DraftBrowser } from '@/components/retention/draft-browser';
import { draftQuery, readDraftAddress } from '@/lib/dashboard/administration/draft-queries';
import type { SearchParameters } from '@/lib/dashboard/search-parameters';
import { getDraft } from '@/lib/server/dashboard/administration/draft-routes';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Draft of a policy' };

export default async function DraftPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Draft of a policy" />;
  const address = readDraftAddress(await searchParams);
  const query = { ...address.draft, ...address.view };
  const state = await prefetchAnswers([{ of: draftQuery(address), by: getDraft, query }]);
  return (
    <HydrationBoundary state={state}>
      <DraftBrowser />
    </HydrationBoundary>
  );
}
