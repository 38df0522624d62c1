'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import type { NewJobBody } from '@/lib/dashboard/administration/jobs-contract';
import { beginJob, jobsKey } from '@/lib/dashboard/administration/jobs-queries';
import { Failure } from '../feedback/failure';
import { buttonClass } from '../ui/button';

interface BeginJobProps {
  body: NewJobBody;
  /** What the button does, and the same while it is done. */
  children: ReactNode;
  kind?: 'primary' | 'plain';
}

/** Begins a run and leads to its page. */
export function BeginJob({ body, children, kind = 'plain' }: BeginJobProps) {
  const router = useRouter();
  const client = useQueryClient();
  const begin = useMutation({
    mutationFn: () => beginJob(body),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: jobsKey });
      router.push(`/jobs/${id}`);
    },
  });
  return (
    <div className="inline-flex flex-col items-start gap-1">
      <button
        type="button"
        className={buttonClass(kind)}
        aria-disabled={begin.isPending}
        onClick={() => !begin.isPending && begin.mutate()}
      >
        {begin.isPending ? 'Beginning' : children}
      </button>
      {begin.error && (
        <div className="max-w-80">
          <Failure error={begin.error} />
        </div>
      )}
    </div>
  );
}
