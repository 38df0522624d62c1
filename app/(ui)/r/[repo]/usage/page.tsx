import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Breadcrumbs, repositoryTrail } from '@/components/layout/breadcrumbs';
import { UsageBrowser } from '@/components/usage/usage-browser';
import { toSegment } from '@/lib/dashboard/repository-path';
import type { SearchParameters } from '@/lib/dashboard/search-parameters';
import { readUsageRange, usageQueryOf } from '@/lib/dashboard/usage/usage-queries';
import { pageContent } from '@/lib/server/dashboard/page-caller';
import { pageRepository } from '@/lib/server/dashboard/page-repository';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';
import { getUsage } from '@/lib/server/dashboard/usage-routes';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Usage' };

interface UsagePageProps {
  params: Promise<{ repo: string }>;
  searchParams: Promise<SearchParameters>;
}

export default async function UsagePage({ params, searchParams }: UsagePageProps) {
  const { storage, repository } = pageRepository(pageContent(), (await params).repo);
  if (!(await storage.listTags(repository, { limit: 1 }))) notFound();
  const days = readUsageRange(await searchParams);
  const state = await prefetchAnswers([
    {
      of: usageQueryOf(repository, days),
      by: getUsage,
      query: { days },
      params: { repository: toSegment(repository) },
    },
  ]);
  return (
    <HydrationBoundary state={state}>
      <Breadcrumbs trail={repositoryTrail()} />
      <UsageBrowser key={repository} repository={repository} />
    </HydrationBoundary>
  );
}
