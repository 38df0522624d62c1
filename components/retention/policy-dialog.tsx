'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { counted } from '@/lib/dashboard/administration/counted';
import type { DraftAnswer, DraftSimulation } from '@/lib/dashboard/administration/draft-contract';
import { draftQuery } from '@/lib/dashboard/administration/draft-queries';
import {
  lookOf,
  type PolicyChanging,
  sendPolicyChange,
  unsimulated,
} from '@/lib/dashboard/administration/policy-changes';
import { ApiError } from '@/lib/dashboard/fetch-json';
import { TypedConfirm } from '../administration/typed-confirm';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { contentWords } from './draft-sum';

const namesMax = 20;
/** What has to be typed where nobody knows what goes. */
const blindWords = 'without knowing';

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
    mutationFn: (state: string | typeof unsimulated) => sendPolicyChange(change, state),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['retention'] });
      onDone();
    },
    // Other tags would go by now: what is asked about has to be those. What takes too long is not looked at again.
    onError: (error) => isNotSimulated(error) || void look.refetch(),
  });
  const state = isFetching ? null : (simulation?.state ?? null);
  const isTooMuch = (!isFetching && simulation?.isComplete === false) || isNotSimulated(send.error);
  const { title, action, doing } = words[change.kind];
  if (isTooMuch)
    return (
      <TypedConfirm
        title={`${title} “${name}” without knowing what goes?`}
        word={blindWords}
        action={action}
        doing={doing}
        isDoing={send.isPending}
        problem={isNotSimulated(send.error) ? undefined : send.error}
        onConfirm={() => send.mutate(unsimulated)}
        onClose={onClose}
      >
        There are too many tags to look at in a minute: which of them would go with that is not known.{' '}
        {data?.isApplied === false
          ? 'retention.enabled is false: nothing goes until that is changed, or a run is planned by hand.'
          : 'The next run removes them; they can be restored from the trash for a time.'}{' '}
        A plan of a run, on the page of the policies, then lists all of them, however long that takes.
      </TypedConfirm>
    );
  return (
    <ConfirmDialog
      title={`${title} “${name}”?`}
      action={action}
      doing={doing}
      isDoing={send.isPending || state === null}
      isWaiting={!send.isPending}
      problem={send.error ?? look.error}
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

function isNotSimulated(error: Error | null): boolean {
  return error instanceof ApiError && error.code === 'not-simulated';
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
