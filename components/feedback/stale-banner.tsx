'use client';

import { TriangleAlert } from 'lucide-react';
import { problemOf, requestIdOf } from './load-error';
import { RequestId } from './request-id';

interface StaleBannerProps {
  error: Error;
  /** When what is shown was loaded, in milliseconds since 1970. */
  updatedAtMs: number;
  retrying: boolean;
  onRetry: () => void;
}

const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' });

/** Stands above a list that is shown but could not be refreshed. */
export function StaleBanner({ error, updatedAtMs, retrying, onRetry }: StaleBannerProps) {
  const requestId = requestIdOf(error);
  return (
    <div
      role="alert"
      className="mb-3 flex items-start gap-2 rounded-box border border-amber-line bg-amber-wash px-3 py-2 text-table"
    >
      <TriangleAlert className="mt-0.5 size-4 shrink-0 text-amber" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p>
          <span className="font-medium">Not updated since {clock.format(updatedAtMs)}.</span>{' '}
          {problemOf(error)}
        </p>
        {requestId && <RequestId id={requestId} />}
      </div>
      <button
        type="button"
        onClick={onRetry}
        className="rounded-control font-medium underline underline-offset-2"
      >
        {retrying ? 'Retrying' : 'Retry'}
      </button>
    </div>
  );
}
