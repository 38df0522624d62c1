import { clsx } from 'clsx';
import { tagColumns } from './tag-columns';

const nameWidths = ['w-16', 'w-24', 'w-20', 'w-12', 'w-24', 'w-20', 'w-16', 'w-28'];

/** What a list of tags looks like before it is there. */
export function TagListSkeleton() {
  return (
    <div role="status" aria-label="Loading tags" className="rounded-box border border-line bg-surface">
      <div className="hidden h-8 border-line border-b md:block" />
      {nameWidths.map((width, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows never change.
          key={index}
          className={clsx(
            tagColumns,
            'grid h-16 content-center border-line border-b last:border-b-0 md:h-10',
          )}
        >
          <span className="skeleton row-span-2 size-4 justify-self-center md:row-span-1" />
          <span className="hidden w-px md:block" />
          <span className={clsx('skeleton h-3', width)} />
          <span className="skeleton order-3 mt-3 h-3 w-40 md:order-none md:mt-0" />
          <span className="skeleton hidden h-3 w-24 xl:block" />
          <span className="skeleton hidden h-3 w-12 justify-self-end md:block" />
          <span className="skeleton hidden h-3 w-20 md:block" />
          <span className="skeleton hidden h-3 w-8 justify-self-end xl:block" />
        </div>
      ))}
    </div>
  );
}
