import { notFound, redirect } from 'next/navigation';
import { repositoryOfSegment } from '@/lib/dashboard/repository-of-segment';
import { repositoryPath } from '@/lib/dashboard/repository-path';
import { pageContent } from '@/lib/server/dashboard/page-caller';

/** The middleware leads on from here already where the address names a repository. */
export default async function RepositoryPage({ params }: { params: Promise<{ repo: string }> }) {
  pageContent();
  redirect(repositoryPath(repositoryOfSegment(decodeURIComponent((await params).repo)) ?? notFound()));
}
