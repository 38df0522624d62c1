import { notFound, redirect } from 'next/navigation';
import { repositoryOfSegment } from '@/lib/dashboard/repository-of-segment';
import { repositoryPath } from '@/lib/dashboard/repository-path';

/** An address typed by hand, with slashes: `/r/library/nginx` leads to `/r/library~nginx`. */
export default async function SlashedRepository({
  params,
}: {
  params: Promise<{ repo: string; rest: string[] }>;
}) {
  const { repo, rest } = await params;
  const name = repositoryOfSegment([repo, ...rest].map(decodeURIComponent).join('/'));
  if (name === undefined) notFound();
  redirect(repositoryPath(name));
}
