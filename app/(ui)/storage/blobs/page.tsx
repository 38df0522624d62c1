import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { StoreBrowser } from '@/components/storage/store-browser';
import { readStoreQuery, storePageQuery } from '@/lib/dashboard/administration/inventory-queries';
import type { SearchParameters } from '@/lib/dashboard/search-parameters';
import { getStoreBlobs } from '@/lib/server/dashboard/administration/inventory-routes';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'What is in the store' };

export default async function StoreBlobsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="What is in the store" />;
  const query = readStoreQuery(await searchParams);
  const state = await prefetchAnswers([{ of: storePageQuery(query), by: getStoreBlobs, query }]);
  return (
    <HydrationBoundary state={state}>
      <StoreBrowser />
    </HydrationBoundary>
  );
}
