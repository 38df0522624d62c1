'use client';

import { RotateCw, TriangleAlert } from 'lucide-react';
import { buttonClass } from '../ui/button';

import { Notice } from './notice';
import { RequestId } from './request-id';

/** Stands where a page would that failed while it was made. */
export function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : undefined;
  return (
    <Notice
      role="alert"
      Icon={TriangleAlert}
      title="This page could not be shown"
      actions={
        <button type="button" className={buttonClass('plain')} onClick={retry}>
          <RotateCw className="size-3.5" aria-hidden="true" />
          Retry
        </button>
      }
    >
      <p>The registry itself is not affected: pushes and pulls go on. The log has the cause.</p>
      {digest && (
        <div className="mt-3 flex justify-center text-ink-dim">
          <RequestId id={digest} name="Error id" />
        </div>
      )}
    </Notice>
  );
}
