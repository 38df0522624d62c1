'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { counted } from '@/lib/dashboard/administration/counted';
import type { JobDetail } from '@/lib/dashboard/administration/jobs-contract';
import { beginJob, jobsKey } from '@/lib/dashboard/administration/jobs-queries';
import { TypedConfirm } from '../administration/typed-confirm';
import { buttonClass } from '../ui/button';

interface RunRetentionPlanProps {
  id: number;
  plan: NonNullable<JobDetail['retention']>;
}

/** Removes the tags that a plan of retention lists, after a word is typed. Nothing where it was run, or lists none. */
export function RunRetentionPlan({ id, plan: { removed, runBy, isApplied } }: RunRetentionPlanProps) {
  const router = useRouter();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const begin = useMutation({
    mutationFn: () => beginJob({ kind: 'retention', plan: id }),
    onSuccess: ({ id: run }) => {
      void client.invalidateQueries({ queryKey: jobsKey });
      router.push(`/jobs/${run}`);
    },
    // It may have been run by somebody else meanwhile.
    onError: () => void client.invalidateQueries({ queryKey: jobsKey }),
  });
  if (removed === 0 || runBy !== null) return null;
  const tags = counted(removed, 'tag');
  return (
    <>
      <button type="button" className={buttonClass('primary')} onClick={() => setAsking(true)}>
        Run this plan
      </button>
      {isAsking && (
        <TypedConfirm
          title={`Remove the ${tags} that this plan lists?`}
          word="retention"
          action={`Remove ${tags}`}
          doing="Looking whether it still holds"
          isDoing={begin.isPending}
          problem={begin.error}
          onConfirm={() => begin.mutate()}
          onClose={() => setAsking(false)}
        >
          {tags} {removed === 1 ? 'goes' : 'go'}, and can be restored from the trash for a time. If policies
          or tags have changed since the plan was made, nothing is removed, and you are told.
          {!isApplied && ' The policies are not applied by the server itself; this run is by hand.'}
        </TypedConfirm>
      )}
    </>
  );
}
