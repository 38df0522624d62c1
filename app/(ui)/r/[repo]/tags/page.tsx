import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Breadcrumbs, repositoryTrail } from '@/components/layout/breadcrumbs';
import { TagBrowser } from '@/components/tags/tag-browser';
import { TagListSkeleton } from '@/components/tags/tag-list-skeleton';
import { queryKeys } from '@/lib/dashboard/list-queries';
import { repositoryOfSegment } from '@/lib/dashboard/repository-of-segment';
import { listTagTable } from '@/lib/dashboard/tags/list-tag-table';
import { readTagQuery } from '@/lib/dashboard/tags/tag-addresses';
import { pageContent } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

interface TagsPageProps {
  params: Promise<{ repo: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: TagsPageProps): Promise<Metadata> {
  return { title: await nameOf(params) };
}

export default async function TagsPage({ params, searchParams }: TagsPageProps) {
  const content = pageContent();
  const repository = await nameOf(params);
  const scope = content.scope(repository) ?? notFound();
  const query = readTagQuery(await searchParams);
  const client = new QueryClient();
  // What fails here is not passed on: the browser then asks the API, which logs the cause and gives a request id.
  await client.prefetchQuery({
    queryKey: queryKeys.tags(repository, query),
    queryFn: async () => (await listTagTable(scope, query)) ?? null,
    retry: false,
  });
  if (client.getQueryData(queryKeys.tags(repository, query)) === null) notFound();
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <Breadcrumbs trail={repositoryTrail()} />
      <TagBrowser key={repository} repository={repository} loading={<TagListSkeleton />} />
    </HydrationBoundary>
  );
}

/** The repository that the address names. A page gets its parameters encoded, unlike a route handler. */
async function nameOf(params: TagsPageProps['params']) {
  return repositoryOfSegment(decodeURIComponent((await params).repo)) ?? notFound();
}
