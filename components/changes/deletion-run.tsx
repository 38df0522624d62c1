'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { refreshRunningMs } from '@/lib/dashboard/administration/jobs-queries';
import type { TagDeletionRun } from '@/lib/dashboard/changes/change-contracts';
import { sendTagDeletionCancel, tagDeletionRunQuery } from '@/lib/dashboard/changes/send-changes';
import { Failure } from '../feedback/failure';
import { ProgressBar } from '../jobs/progress-bar';
import { buttonClass } from '../ui/button';

interface DeletionRunProps {
  repository: string;
  plan: number;
  onClose: () => void;
}

/** How far the deletion of all tags that matched has come, its end, and which stayed and why. */
export function DeletionRun({ repository, plan, onClose }: DeletionRunProps) {
  const client = useQueryClient();
  const { data, error } = useQuery({
    ...tagDeletionRunQuery(repository, plan),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? refreshRunningMs : false),
  });
  const cancel = useMutation({ mutationFn: () => sendTagDeletionCancel(repository, plan) });
  const isRunning = data?.state === 'running';
  const isEnding = cancel.isPending || cancel.isSuccess;
  useEffect(() => {
    if (data && !isRunning) void client.invalidateQueries({ queryKey: ['tags', repository] });
  }, [data, isRunning, client, repository]);
  const problem = error ?? cancel.error;
  return (
    <section
      aria-label="Deletion of tags"
      className="mb-4 rounded-box border border-line bg-surface px-4 py-3 text-table"
    >
      <div className="flex flex-wrap items-center gap-3">
        <p role="status" className="mr-auto min-w-0 [overflow-wrap:anywhere]">
          {data ? runWords(data) : 'Looking how far it has come'}
        </p>
        {isRunning && (
          <button
            type="button"
            className={buttonClass('plain')}
            aria-disabled={isEnding}
            onClick={() => !isEnding && cancel.mutate()}
          >
            {isEnding ? 'Ending the deletion' : 'End the deletion'}
          </button>
        )}
        {!isRunning && (
          <button type="button" className={buttonClass('plain')} onClick={onClose}>
            Close
          </button>
        )}
      </div>
      {isRunning && (
        <div className="mt-2">
          <ProgressBar fraction={data.of > 0 ? data.done / data.of : null} label="Deletion of tags" />
        </div>
      )}
      {data && data.kept.length > 0 && <Kept run={data} />}
      {problem && (
        <div className="mt-2">
          <Failure error={problem} />
        </div>
      )}
    </section>
  );
}

function Kept({ run: { kept, keptCount } }: { run: TagDeletionRun }) {
  return (
    <details className="mt-2">
      <summary className="cursor-pointer rounded-control">
        {keptCount.toLocaleString('en')} {keptCount === 1 ? 'tag' : 'tags'} stayed
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard. */}
      <ul aria-label="Tags that stayed" tabIndex={0} className="mt-1 max-h-48 overflow-y-auto">
        {kept.map(({ name, why }) => (
          <li key={name} className="[overflow-wrap:anywhere]">
            <span className="font-mono">{name}</span>: {why}
          </li>
        ))}
        {keptCount > kept.length && <li>And {(keptCount - kept.length).toLocaleString('en')} more.</li>}
      </ul>
    </details>
  );
}

function runWords({ state, of, done, deleted, problem }: TagDeletionRun): string {
  const [gone, all] = [deleted.toLocaleString('en'), of.toLocaleString('en')];
  switch (state) {
    case 'running':
      return `${done.toLocaleString('en')} of ${all} tags gone through`;
    case 'done':
      return `${gone} of ${all} tags deleted`;
    case 'cancelled':
      return `Ended early: ${gone} of ${all} tags deleted`;
    case 'failed':
      return `It failed after ${gone} of ${all} tags: ${problem ?? 'the log of the registry has the cause'}`;
  }
}
