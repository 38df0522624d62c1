import { redirect } from 'next/navigation';
import { manifestPath } from '@/lib/dashboard/repository-path';
import { pageContent } from '@/lib/server/dashboard/page-caller';
import { pageRepository } from '@/lib/server/dashboard/page-repository';

/** The address of a manifest leads to its overview. */
export default async function ManifestPage({
  params,
}: {
  params: Promise<{ repo: string; digest: string }>;
}) {
  const { repo, digest } = await params;
  const { repository } = pageRepository(pageContent(), repo);
  redirect(manifestPath(repository, decodeURIComponent(digest)));
}
