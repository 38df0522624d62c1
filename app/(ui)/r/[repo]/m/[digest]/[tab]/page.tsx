import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ManifestPage } from '@/components/images/manifest-page';
import { parseManifestTab } from '@/lib/dashboard/images/manifest-tabs';
import type { SearchParameters } from '@/lib/dashboard/search-parameters';
import { pageContent } from '@/lib/server/dashboard/page-caller';
import { pageRepository } from '@/lib/server/dashboard/page-repository';
import { prefetchFiles } from '@/lib/server/dashboard/prefetch-files';
import { prefetchManifest } from '@/lib/server/dashboard/prefetch-manifest';

export const dynamic = 'force-dynamic';

interface TabPageProps {
  params: Promise<{ repo: string; digest: string; tab: string }>;
  searchParams: Promise<SearchParameters>;
}

export async function generateMetadata({ params }: TabPageProps): Promise<Metadata> {
  return { title: decodeURIComponent((await params).digest).slice(0, 19) };
}

export default async function ManifestTabPage({ params, searchParams }: TabPageProps) {
  const content = pageContent();
  const { repo, digest, tab } = await params;
  const scope = pageRepository(content, repo);
  const reference = decodeURIComponent(digest);
  const part = parseManifestTab(tab) ?? notFound();
  if (!reference.includes(':')) notFound();
  const [state, files] = await Promise.all([
    prefetchManifest(scope, reference, part),
    part === 'files' && prefetchFiles(scope.repository, reference, await searchParams),
  ]);
  if (files) state.queries.push(...files.queries);
  return <ManifestPage repository={scope.repository} reference={reference} tab={part} state={state} />;
}
