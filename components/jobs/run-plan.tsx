'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { counted } from '@/lib/dashboard/administration/counted';
import type { JobDetail } from '@/lib/dashboard/administration/jobs-contract';
import { beginJob, jobsKey } from '@/lib/dashboard/administration/jobs-queries';
import { sizeText } from '@/lib/dashboard/size-words';
import { TypedConfirm } from '../administration/typed-confirm';
import { buttonClass } from '../ui/button';

/** Runs the collection that a plan shows, after its name is typed. */
export function RunPlan({ detail: { job, totals, garbage, garbageOmitted } }: { detail: JobDetail }) {
  const router = useRouter();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const begin = useMutation({
    mutationFn: () => beginJob({ kind: 'collection', plan: job.id }),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: jobsKey });
      router.push(`/jobs/${id}`);
    },
  });
  if (!totals) return null;
  const count = garbage.length;
  if (count === 0) return null;
  // What comes free is known of all together only: files are shared.
  const action =
    garbageOmitted > 0 ? `Take ${counted(count, 'thing')}` : `Free ${sizeText(totals.freeBytes)}`;
  return (
    <>
      <button type="button" className={buttonClass('primary')} onClick={() => setAsking(true)}>
        {action}
      </button>
      {isAsking && (
        <TypedConfirm
          title="Take what this plan lists?"
          word="collect"
          action={action}
          doing="Beginning"
          isDoing={begin.isPending}
          problem={begin.error}
          onConfirm={() => begin.mutate()}
          onClose={() => setAsking(false)}
        >
          {counted(count, 'thing')} {count === 1 ? 'goes' : 'go'} for good: no manifest and no tag reaches
          what is listed.{' '}
          {garbageOmitted > 0 &&
            `${counted(garbageOmitted, 'more thing')} ${garbageOmitted === 1 ? 'stays' : 'stay'} for another plan. `}
          If anything else would go by now, nothing is taken, and you are told.
        </TypedConfirm>
      )}
    </>
  );
}
