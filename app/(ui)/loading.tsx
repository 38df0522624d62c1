import { PageHeader } from '@/components/layout/page-header';
import { RepositoryListSkeleton } from '@/components/repositories/repository-list-skeleton';

export default function Loading() {
  return (
    <>
      <PageHeader title="Repositories" />
      <div className="mb-4 h-9 rounded-control border border-line bg-surface" />
      <RepositoryListSkeleton />
    </>
  );
}
