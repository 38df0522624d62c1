import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Breadcrumbs, repositoryTrail } from '@/components/layout/breadcrumbs';
import { UsageBrowser } from '@/components/usage/usage-browser';
import { pageContent } from '@/lib/server/dashboard/page-caller';
import { pageRepository } from '@/lib/server/dashboard/page-repository';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Usage' };

export default async function UsagePage({ params }: { params: Promise<{ repo: string }> }) {
  const { storage, repository } = pageRepository(pageContent(), (await params).repo);
  if (!(await storage.listTags(repository, { limit: 1 }))) notFound();
  return (
    <>
      <Breadcrumbs trail={repositoryTrail()} />
      <UsageBrowser key={repository} repository={repository} />
    </>
  );
}
