import { Breadcrumbs, repositoryTrail } from '@/components/layout/breadcrumbs';
import { PageHeader } from '@/components/layout/page-header';
import { TagListSkeleton } from '@/components/tags/tag-list-skeleton';

export default function Loading() {
  return (
    <>
      <Breadcrumbs trail={repositoryTrail()} />
      <PageHeader title={<span className="skeleton mt-2 block h-5 w-56" />} />
      <TagListSkeleton />
    </>
  );
}
