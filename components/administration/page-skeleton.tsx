import { PageHeader } from '../layout/page-header';
import { ListSkeleton } from './list-skeleton';

/** What a page of administration looks like before it is there. */
export function PageSkeleton({ title }: { title: string }) {
  return (
    <>
      <PageHeader title={title} />
      <ListSkeleton what={title.toLowerCase()} />
    </>
  );
}
