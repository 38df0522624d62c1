import type { StorageAnswer } from '@/lib/dashboard/administration/storage-contract';
import { Size } from '../ui/size';

/** Every figure with the sentence that says what it is made of. */
export function FigureList({ figures }: Pick<NonNullable<StorageAnswer['usage']>, 'figures'>) {
  return (
    <dl className="divide-y divide-line rounded-box border border-line bg-surface">
      {figures.map(({ title, bytes, sentence }) => (
        <div
          key={title}
          className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 px-4 py-2 text-table md:grid-cols-[8rem_6rem_minmax(0,1fr)]"
        >
          <dt className="font-medium">{title}</dt>
          <dd className="text-right">
            <Size bytes={bytes} />
          </dd>
          <dd className="min-w-0 text-ink-soft max-md:col-span-2 max-md:text-meta">{sentence}</dd>
        </div>
      ))}
    </dl>
  );
}
