import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { HistoryBrowser } from '@/components/history/history-browser';
import { Breadcrumbs, repositoryTrail } from '@/components/layout/breadcrumbs';
import { historyPageQuery, readHistoryQuery } from '@/lib/dashboard/history/history-queries';
import { listHistory } from '@/lib/dashboard/history/list-history';
import { pageContent } from '@/lib/server/dashboard/page-caller';
import { pageRepository } from '@/lib/server/dashboard/page-repository';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'History' };

interface HistoryPageProps {
  params: Promise<{ repo: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function HistoryPage({ params, searchParams }: HistoryPageProps) {
  const scope = pageRepository(pageContent(), (await params).repo);
  const query = readHistoryQuery(await searchParams);
  const client = new QueryClient();
  const { queryKey } = historyPageQuery(scope.repository, query);
  // What fails here is not passed on: the browser then asks the API, which logs the cause and gives a request id.
  await client.prefetchQuery({
    queryKey,
    queryFn: async () => (await listHistory(scope, query)) ?? null,
    retry: false,
  });
  if (client.getQueryData(queryKey) === null) notFound();
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <Breadcrumbs trail={repositoryTrail()} />
      <HistoryBrowser key={scope.repository} repository={scope.repository} />
    </HydrationBoundary>
  );
}
