'use client';

import { buttonClass } from '../ui/button';

/**
 * Stands where a page would that failed while it was made. It comes with every page, so it is small and needs nothing
 * that could fail with the page.
 */
export function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : undefined;
  return (
    <div
      role="alert"
      className="flex flex-col items-center rounded-box border border-line bg-surface px-6 py-12 text-center"
    >
      <h2 className="font-medium text-body">This page could not be shown</h2>
      <p className="mt-1 max-w-md text-ink-soft text-table">
        The registry itself is not affected: pushes and pulls go on. The log has the cause.
      </p>
      {digest && (
        <p className="mt-3 text-ink-dim text-meta">
          Error id <code className="select-all font-mono [overflow-wrap:anywhere]">{digest}</code>
        </p>
      )}
      <button type="button" className={buttonClass('plain', 'mt-5')} onClick={retry}>
        Retry
      </button>
    </div>
  );
}
