import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { StorageBrowser } from '@/components/storage/storage-browser';
import { jobsListQuery } from '@/lib/dashboard/administration/jobs-queries';
import {
  readStorageQuery,
  storageDaysQueryOf,
  storageQueryOf,
} from '@/lib/dashboard/administration/storage-queries';
import type { SearchParameters } from '@/lib/dashboard/search-parameters';
import { getJobs } from '@/lib/server/dashboard/administration/jobs-routes';
import { getStorage, getStorageDays } from '@/lib/server/dashboard/administration/storage-routes';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Storage' };

export default async function StoragePage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Storage" />;
  const { sort, days } = readStorageQuery(await searchParams);
  const state = await prefetchAnswers([
    { of: storageQueryOf(sort), by: getStorage, query: { sort } },
    { of: storageDaysQueryOf(days), by: getStorageDays, query: { days } },
    { of: jobsListQuery({}), by: getJobs },
  ]);
  return (
    <HydrationBoundary state={state}>
      <StorageBrowser />
    </HydrationBoundary>
  );
}
