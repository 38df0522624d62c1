import { clsx } from 'clsx';
import { ArrowDown, ArrowUp } from 'lucide-react';
import Link from 'next/link';

interface SortHeaderProps {
  /** The column's name. */
  children: string;
  /** How the table is sorted by this column; absent when it is by another. */
  sorted: 'ascending' | 'descending' | undefined;
  /** The address of the table, sorted by this column, or the other way round. */
  href: string;
  className?: string;
}

/** The head of a column that the table can be sorted by. */
export function SortHeader({ children, sorted, href, className }: SortHeaderProps) {
  const Icon = sorted === 'ascending' ? ArrowUp : ArrowDown;
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are windowed cannot be those of a table element.
    <span
      role="columnheader"
      aria-sort={sorted ?? 'none'}
      tabIndex={undefined}
      className={clsx('flex min-w-0', className)}
    >
      <Link
        href={href}
        prefetch={false}
        scroll={false}
        className={clsx(
          'flex h-6 items-center gap-1 rounded-control transition-colors hover:text-ink',
          sorted && 'font-medium text-ink',
        )}
      >
        {children}
        <Icon className={clsx('size-3', !sorted && 'hidden')} aria-hidden="true" />
      </Link>
    </span>
  );
}
