'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { counted } from '@/lib/dashboard/administration/counted';
import type { DraftAnswer, DraftSimulation } from '@/lib/dashboard/administration/draft-contract';
import { draftQuery } from '@/lib/dashboard/administration/draft-queries';
import { lookOf, type PolicyChanging, sendPolicyChange } from '@/lib/dashboard/administration/policy-changes';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { contentWords } from './draft-sum';

const namesMax = 20;

interface PolicyDialogProps {
  change: PolicyChanging;
  /** What the policy is called. */
  name: string;
  onDone: () => void;
  onClose: () => void;
}

const words = {
  add: { title: 'Save', action: 'Save policy', doing: 'Saving policy' },
  change: { title: 'Save', action: 'Save policy', doing: 'Saving policy' },
  enable: { title: 'Switch on', action: 'Switch on', doing: 'Switching on' },
  disable: { title: 'Switch off', action: 'Switch off', doing: 'Switching off' },
  remove: { title: 'Remove', action: 'Remove policy', doing: 'Removing policy' },
} as const;

/** Asks before policies change: what would go then, of all tags. It is refused when that is not so any more. */
export function PolicyDialog({ change, name, onDone, onClose }: PolicyDialogProps) {
  const client = useQueryClient();
  const look = useQuery({ ...draftQuery(lookOf(change)), staleTime: 0, gcTime: 0, retry: false });
  const { data, isFetching } = look;
  const simulation = data?.simulation ?? undefined;
  const send = useMutation({
    mutationFn: (state: string) => sendPolicyChange(change, state),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['retention'] });
      onDone();
    },
    // Other tags would go by now: what is asked about has to be those.
    onError: () => void look.refetch(),
  });
  const state = isFetching ? null : (simulation?.state ?? null);
  const isTooMuch = !isFetching && simulation?.isComplete === false;
  const { title, action, doing } = words[change.kind];
  return (
    <ConfirmDialog
      title={`${title} “${name}”?`}
      action={action}
      doing={doing}
      isDoing={send.isPending || state === null}
      isWaiting={!send.isPending}
      problem={
        send.error ??
        look.error ??
        (isTooMuch
          ? 'There are too many tags to look at in a minute. Write the policy into the configuration.'
          : null)
      }
      onConfirm={() => state !== null && send.mutate(state)}
      onClose={onClose}
    >
      {data && simulation ? (
        <Consequence answer={data} simulation={simulation} />
      ) : (
        !look.error && <p role="status">Looking which tags would go.</p>
      )}
    </ConfirmDialog>
  );
}

function Consequence({ answer, simulation }: { answer: DraftAnswer; simulation: DraftSimulation }) {
  const { removed, removedBesides, spared, decisions } = simulation;
  const first = decisions.slice(0, namesMax);
  return (
    <>
      <p role="status">
        {removed === 0
          ? 'With that, no tag goes now.'
          : `With that, all policies together take ${counted(removed, 'tag')} now, ${removedBesides.toLocaleString('en')} of them only then.`}{' '}
        {spared > 0 && `Spared by that: ${counted(spared, 'tag')}. `}
        {contentWords(simulation)}
      </p>
      {first.length > 0 && (
        <p className="mt-2 max-h-40 overflow-y-auto text-meta">
          {first.map(({ repository, tag }) => `${repository}:${tag}`).join(', ')}
          {removed > first.length && ` and ${counted(removed - first.length, 'more', 'more')}`}
        </p>
      )}
      <p className="mt-2">
        {answer.isApplied
          ? 'They go with the next run, and can be restored from the trash for a time.'
          : 'retention.enabled is false: nothing goes until that is changed.'}
      </p>
    </>
  );
}
