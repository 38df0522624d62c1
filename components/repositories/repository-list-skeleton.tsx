import { clsx } from 'clsx';
import { rowColumns } from './repository-row';

const nameWidths = ['w-40', 'w-56', 'w-32', 'w-48', 'w-44', 'w-36', 'w-52', 'w-40'];

/** What a list of repositories looks like before it is there. */
export function RepositoryListSkeleton() {
  return (
    <div
      role="status"
      aria-label="Loading repositories"
      className="rounded-box border border-line bg-surface"
    >
      <div className="hidden h-8 border-line border-b md:block" />
      {nameWidths.map((width, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows never change.
          key={index}
          className={clsx(
            rowColumns,
            'grid h-[57px] content-center border-line border-b last:border-b-0 md:h-10',
          )}
        >
          <span className={clsx('skeleton h-3 max-w-full', width)} />
          <span className="skeleton hidden h-3 w-4 justify-self-end md:block" />
          <span className="skeleton mt-3 h-3 w-52 md:mt-0" />
        </div>
      ))}
    </div>
  );
}
