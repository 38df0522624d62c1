import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ManifestPage } from '@/components/images/manifest-page';
import { pageContent } from '@/lib/server/dashboard/page-caller';
import { pageRepository } from '@/lib/server/dashboard/page-repository';
import { prefetchManifest } from '@/lib/server/dashboard/prefetch-manifest';

export const dynamic = 'force-dynamic';

interface TagPageProps {
  params: Promise<{ repo: string; tag: string }>;
}

export async function generateMetadata({ params }: TagPageProps): Promise<Metadata> {
  return { title: decodeURIComponent((await params).tag) };
}

export default async function TagPage({ params }: TagPageProps) {
  const content = pageContent();
  const { repo, tag } = await params;
  const scope = pageRepository(content, repo);
  const name = decodeURIComponent(tag);
  if (name.includes(':')) notFound();
  const state = await prefetchManifest(scope, name, 'overview');
  return <ManifestPage repository={scope.repository} reference={name} tab="overview" state={state} />;
}
