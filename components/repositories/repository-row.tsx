import { clsx } from 'clsx';
import Link from 'next/link';
import type { RepositorySummary } from '@/lib/dashboard/contracts';
import { repositoryPath } from '@/lib/dashboard/repository-path';
import { DigestChip } from '../digest/digest-chip';
import { MiddleTruncate } from '../ui/middle-truncate';
import { RepositoryName } from './repository-name';

/** The columns of the list: name, number of tags, some of them. Two lines where the screen is narrow. */
export const rowColumns =
  'items-center gap-x-4 px-4 md:grid-cols-[minmax(0,5fr)_3rem_minmax(0,6fr)] md:gap-x-6 lg:grid-cols-[minmax(0,5fr)_3rem_minmax(0,8fr)]';

/** One repository: its name, which leads to its page, how many tags it has, and a few of them. */
export function RepositoryRow({ repository }: { repository: RepositorySummary }) {
  const { name, tags, tagCount } = repository;
  return (
    <li
      data-row
      className={clsx(
        rowColumns,
        'relative grid grid-cols-[minmax(0,1fr)_auto] border-line border-b py-1.5 transition-colors last:border-b-0 hover:bg-sunken md:h-10 md:py-0',
      )}
    >
      <Link
        href={repositoryPath(name)}
        prefetch={false}
        data-row-link
        className="flex min-w-0 text-table outline-none after:absolute after:inset-0 focus-visible:after:rounded-control focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2"
      >
        <RepositoryName name={name} />
      </Link>
      <span className="text-right text-ink-soft text-table tabular-nums">
        {tagCount.value.toLocaleString('en')}
        {!tagCount.exact && '+'}
        <span className="text-ink-dim md:sr-only">
          {' '}
          {tagCount.value === 1 && tagCount.exact ? 'tag' : 'tags'}
        </span>
      </span>
      <ul
        aria-label="Some of its tags"
        className="col-span-2 flex min-w-0 gap-6 md:col-span-1 lg:grid lg:grid-cols-2"
      >
        {tags.map((tag, index) => (
          <li
            key={tag.name}
            className={clsx(
              'relative flex min-w-0 items-center gap-1.5 font-mono text-meta md:grid-cols-[minmax(0,8.5rem)_auto] md:justify-start',
              index === 0 ? 'md:grid' : 'hidden lg:grid',
            )}
          >
            <MiddleTruncate text={tag.name} />
            <DigestChip digest={tag.digest} />
          </li>
        ))}
      </ul>
    </li>
  );
}
