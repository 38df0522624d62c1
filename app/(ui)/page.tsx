import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import { RepositoryBrowser } from '@/components/repositories/repository-browser';
import { queryKeys } from '@/lib/dashboard/list-queries';
import { listRepositories } from '@/lib/dashboard/list-repositories';
import { readRepositoryQuery } from '@/lib/dashboard/repository-addresses';
import { pageContent } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

interface RepositoriesPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function RepositoriesPage({ searchParams }: RepositoriesPageProps) {
  const content = pageContent();
  const query = readRepositoryQuery(await searchParams);
  const client = new QueryClient();
  // What fails here is not passed on: the browser then asks the API, which logs the cause and gives a request id.
  await client.prefetchQuery({
    queryKey: queryKeys.repositories(query),
    queryFn: () => listRepositories(content, query),
    retry: false,
  });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <RepositoryBrowser />
    </HydrationBoundary>
  );
}
