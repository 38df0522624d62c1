import { HydrationBoundary } from '@tanstack/react-query';
import { RepositoryBrowser } from '@/components/repositories/repository-browser';
import { repositoriesQuery } from '@/lib/dashboard/list-queries';
import { readRepositoryQuery } from '@/lib/dashboard/repository-addresses';
import type { SearchParameters } from '@/lib/dashboard/search-parameters';
import { namespaceQueryOf } from '@/lib/dashboard/tree/namespace-queries';
import { readRepositoryView } from '@/lib/dashboard/tree/tree-addresses';
import { getNamespace, getRepositories } from '@/lib/server/dashboard/content-routes';
import { pageContent } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

/** Namespaces that are open when the page comes; the browser asks for others. */
const prefetchedMax = 8;

export default async function RepositoriesPage({
  searchParams,
}: {
  searchParams: Promise<SearchParameters>;
}) {
  pageContent();
  const parameters = await searchParams;
  const query = readRepositoryQuery(parameters);
  const { isTree, open } = readRepositoryView(parameters);
  const state = await prefetchAnswers(
    isTree && query.q === '' && query.starred === undefined
      ? ['', ...open.slice(0, prefetchedMax)].map((namespace) => ({
          of: namespaceQueryOf(namespace, undefined),
          by: getNamespace,
          query: { in: namespace },
        }))
      : [{ of: repositoriesQuery(query), by: getRepositories, query }],
  );
  return (
    <HydrationBoundary state={state}>
      <RepositoryBrowser />
    </HydrationBoundary>
  );
}
