import type { ReactNode } from 'react';

/** Deeper than this, rows move no further to the right. */
const indentMax = 8;

/** How deep a row lies; the server's HTML must have no styles. @param isSecondLine on narrow screens, below the name */
export function Indent({ level, isSecondLine = false }: { level: number; isSecondLine?: boolean }) {
  const depth = Math.min(level - 1, indentMax);
  return (
    <span className={isSecondLine ? 'md:hidden' : 'contents'} aria-hidden="true">
      {isSecondLine && <span className="inline-block w-12" />}
      {Array.from({ length: depth }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
        <span key={at} className={isSecondLine ? 'inline-block w-6' : 'inline-block w-4 shrink-0 md:w-5'} />
      ))}
    </span>
  );
}

/** A cell of a row that gets the focus as a whole. */
export function Cell({ className, children }: { className: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element has no rows that open.
    // biome-ignore lint/a11y/useFocusableInteractive: the row gets the focus.
    <div role="gridcell" className={className}>
      {children}
    </div>
  );
}
