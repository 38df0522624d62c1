import { HydrationBoundary } from '@tanstack/react-query';
import { RepositoryBrowser } from '@/components/repositories/repository-browser';
import { repositoriesQuery } from '@/lib/dashboard/list-queries';
import { readRepositoryQuery } from '@/lib/dashboard/repository-addresses';
import type { SearchParameters } from '@/lib/dashboard/search-parameters';
import { getRepositories } from '@/lib/server/dashboard/content-routes';
import { pageContent } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export default async function RepositoriesPage({
  searchParams,
}: {
  searchParams: Promise<SearchParameters>;
}) {
  pageContent();
  const query = readRepositoryQuery(await searchParams);
  const state = await prefetchAnswers([{ of: repositoriesQuery(query), by: getRepositories, query }]);
  return (
    <HydrationBoundary state={state}>
      <RepositoryBrowser />
    </HydrationBoundary>
  );
}
