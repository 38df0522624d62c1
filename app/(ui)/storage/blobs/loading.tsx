import { PageSkeleton } from '@/components/administration/page-skeleton';

export default function Loading() {
  return <PageSkeleton title="What is in the store" />;
}
