import { clsx } from 'clsx';
import type { ReactNode } from 'react';

interface ListHeadProps {
  /** The classes of the columns, as its rows have them. */
  columns: string;
  /** Their titles, or links that sort by them. */
  children: ReactNode;
  /** Whether nothing in it is for who can't see it: the rows say it all. */
  isMute?: boolean;
}

/** The titles above a list on wide screens. */
export function ListHead({ columns, children, isMute = true }: ListHeadProps) {
  return (
    <div
      className={clsx(
        'hidden h-8 items-center border-line border-b px-4 text-ink-dim text-meta lg:grid',
        columns,
      )}
      aria-hidden={isMute || undefined}
    >
      {children}
    </div>
  );
}
