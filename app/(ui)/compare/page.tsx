import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { CompareBrowser } from '@/components/compare/compare-browser';
import { CompareForm } from '@/components/compare/compare-form';
import { Breadcrumbs, repositoryTrail } from '@/components/layout/breadcrumbs';
import { PageHeader } from '@/components/layout/page-header';
import { type CompareQuery, compareQuery } from '@/lib/dashboard/compare/compare-contracts';
import { comparePath, readShownFiles } from '@/lib/dashboard/compare/compare-path';
import { parseImageReference } from '@/lib/dashboard/compare/image-reference';
import { pageContent } from '@/lib/server/dashboard/page-caller';
import { pinned, prefetchComparison } from '@/lib/server/dashboard/prefetch-comparison';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Compare' };

interface ComparePageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Two manifests beside each other. Its address names both by their digests, so that it says the same for ever. */
export default async function ComparePage({ searchParams }: ComparePageProps) {
  const content = pageContent();
  const parameters = await searchParams;
  const parsed = compareQuery.safeParse(parameters);
  if (!parsed.success) {
    const [a, b] = [parameters.a, parameters.b].map((one) => (typeof one === 'string' ? one : ''));
    return (
      <>
        <Breadcrumbs trail={repositoryTrail()} />
        <PageHeader title="Compare" />
        <CompareForm a={a} b={b} />
      </>
    );
  }
  const query = await pinned(content, parsed.data);
  if (query.a !== parsed.data.a || query.b !== parsed.data.b)
    redirect(comparePath(query.a, query.b, query.platform, readShownFiles(parameters)));
  return (
    <HydrationBoundary state={await prefetchComparison(content, query)}>
      <Breadcrumbs trail={repositoryTrail(commonRepository(query))} />
      <CompareBrowser key={`${query.a} ${query.b}`} query={query} />
    </HydrationBoundary>
  );
}

/** The repository that both are of, if it is one. */
function commonRepository({ a, b }: CompareQuery): string | undefined {
  const [ofA, ofB] = [a, b].map((text) => parseImageReference(text)?.repository);
  return ofA === ofB ? ofA : undefined;
}
