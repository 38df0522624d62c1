import type { ReactNode } from 'react';

/** The head of a column that the table can not be sorted by. */
export function ColumnHead({ className, children }: { className?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are windowed or have two lines cannot be those of a table element.
    // biome-ignore lint/a11y/useFocusableInteractive: what is in it gets the focus, if anything does.
    <span role="columnheader" className={className}>
      {children}
    </span>
  );
}
