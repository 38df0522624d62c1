'use client';

import { RotateCw, TriangleAlert } from 'lucide-react';
import { ApiError } from '@/lib/dashboard/fetch-json';
import { buttonClass } from '../ui/button';
import { Notice } from './notice';
import { RequestId } from './request-id';

interface LoadErrorProps {
  /** What could not be loaded: "Repositories". */
  what: string;
  error: Error;
  retrying: boolean;
  onRetry: () => void;
}

/** Stands where a list would that could not be loaded: what happened, what to do, the request id, and retry. */
export function LoadError({ what, error, retrying, onRetry }: LoadErrorProps) {
  const requestId = requestIdOf(error);
  return (
    <Notice
      role="alert"
      Icon={TriangleAlert}
      title={`${what} could not be loaded`}
      actions={
        <button type="button" className={buttonClass('plain')} onClick={onRetry}>
          <RotateCw className="size-3.5" aria-hidden="true" />
          {retrying ? 'Retrying' : 'Retry'}
        </button>
      }
    >
      <p>{problemOf(error)}</p>
      {requestId && (
        <div className="mt-3 flex justify-center text-ink-dim">
          <RequestId id={requestId} />
        </div>
      )}
    </Notice>
  );
}

/** The id under which the server's log has the cause, if the server answered. */
export function requestIdOf(error: Error): string | undefined {
  return error instanceof ApiError ? error.requestId : undefined;
}

/** What the person at the screen is told of an error. */
export function problemOf(error: Error): string {
  return error instanceof ApiError ? error.message : 'Something in this page failed. Reload it.';
}
