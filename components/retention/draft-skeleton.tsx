import { ListSkeleton } from '../administration/list-skeleton';

/** What stands for what a draft would do until that is known: the sum, what is listed, and the list. */
export function DraftSkeleton() {
  return (
    <div>
      <div className="mb-4 grid h-15 max-w-3xl content-start gap-2 py-1" aria-hidden="true">
        <span className="skeleton h-3 w-4/5" />
        <span className="skeleton h-3 w-3/5" />
      </div>
      <div className="mb-3 flex h-9 items-center" aria-hidden="true">
        <span className="skeleton h-3 w-36" />
      </div>
      <ListSkeleton what="what it would do" />
    </div>
  );
}
