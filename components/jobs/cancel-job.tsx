'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { jobsKey } from '@/lib/dashboard/administration/jobs-queries';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { Failure } from '../feedback/failure';
import { buttonClass } from '../ui/button';

/** Ends a run that goes on. What it has done stays done; the next one goes on from there. */
export function CancelJob({ id }: { id: number }) {
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => sendJson('POST', `/api/v1/jobs/${id}/cancel`),
    onSettled: () => client.invalidateQueries({ queryKey: jobsKey }),
  });
  const isEnding = cancel.isPending || cancel.isSuccess;
  return (
    <div className="inline-flex flex-col items-end gap-1">
      <button
        type="button"
        className={buttonClass('plain')}
        aria-disabled={isEnding}
        onClick={() => !isEnding && cancel.mutate()}
      >
        {isEnding ? 'Ending the run' : 'End this run'}
      </button>
      {cancel.error && (
        <div className="max-w-80">
          <Failure error={cancel.error} />
        </div>
      )}
    </div>
  );
}
