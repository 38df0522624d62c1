import { clsx } from 'clsx';
import { repositoryColumns } from './repository-columns';

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
            repositoryColumns,
            'grid h-[53px] content-center border-line border-b last:border-b-0 md:h-10',
          )}
        >
          <span className={clsx('skeleton h-3 max-w-full', width)} />
          <span className="skeleton hidden h-3 w-56 2xl:block" />
          <span className="skeleton order-3 mt-3 h-3 w-12 md:order-none md:mt-0 md:w-4 md:justify-self-end" />
          <span className="skeleton h-3 w-14 justify-self-end" />
          <span className="skeleton hidden h-3 w-14 justify-self-end 2xl:block" />
          <span className="skeleton hidden h-3 w-16 xl:block" />
          <span className="skeleton order-4 mt-3 h-3 w-20 md:order-none md:mt-0" />
          <span className="skeleton hidden h-3 w-16 xl:block" />
          <span className="skeleton hidden h-3 w-6 justify-self-end xl:block" />
        </div>
      ))}
    </div>
  );
}
