'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TagDeletionAnswer, TagDeletionPlan } from '@/lib/dashboard/changes/change-contracts';
import { deletedWords, freedWords, goingWords, namedOf } from '@/lib/dashboard/changes/deletion-words';
import {
  sendPlannedTagDeletion,
  sendTagDeletion,
  tagDeletionPlanQuery,
} from '@/lib/dashboard/changes/send-changes';
import { selectedCount, type TagSelection } from '@/lib/dashboard/tags/tag-selection';
import { problemOf } from '../feedback/load-error';
import { rememberDeletion } from '../jobs/own-deletion';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { DeletedToast } from './deleted-toast';
import { showToast } from './show-toast';

/** Tags that one request removes. */
const tagsAtOnce = 100;

interface BulkDeletionProps {
  repository: string;
  selection: TagSelection;
  /** Told of the plan whose tags are being deleted behind the page. */
  onBegun: (plan: number) => void;
  onDeleted: () => void;
  onClose: () => void;
}

/**
 * Asks before many tags go: which, what stays, and what comes free when. Those that were picked go at once and can be
 * brought back; all that match go in a run, and those alone that were counted here.
 */
export function BulkDeletion({ repository, selection, onBegun, onDeleted, onClose }: BulkDeletionProps) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['tags', repository] });
  const picked = [...selection.picked.values()];
  const plan = useQuery(
    tagDeletionPlanQuery(
      repository,
      selection.all
        ? { q: selection.all.q, attached: selection.all.attached }
        : { names: picked.map(({ name }) => name) },
    ),
  );
  const deletion = useMutation({
    mutationFn: async () => {
      if (selection.all && plan.data && plan.data.plan !== null) {
        await sendPlannedTagDeletion(repository, plan.data.plan);
        return { begun: plan.data.plan, answer: undefined };
      }
      return { begun: undefined, answer: await deletePicked(repository, picked) };
    },
    onSuccess: ({ begun, answer }) => {
      if (begun !== undefined) {
        rememberDeletion({ repository, plan: begun });
        onBegun(begun);
      }
      if (!answer) return;
      showToast(
        <DeletedToast repository={repository} entries={answer.deleted.map(({ entry }) => entry)}>
          {deletedWords(answer)}
        </DeletedToast>,
      );
      onDeleted();
      onClose();
    },
    onSettled: refresh,
  });
  const count = plan.data?.tagCount ?? selectedCount(selection);
  const going = plan.data ? plan.data.tagCount - plan.data.guardedCount : count;
  const tags = (one: number) => `${one.toLocaleString('en')} ${one === 1 ? 'tag' : 'tags'}`;
  const problem = plan.error ?? deletion.error;
  return (
    <ConfirmDialog
      title={`Delete ${tags(going)}?`}
      action={`Delete ${tags(going)}`}
      doing={`Deleting ${tags(going)}`}
      isDoing={deletion.isPending || !plan.data || going <= 0}
      isWaiting={!deletion.isPending}
      problem={problem}
      onConfirm={() => deletion.mutate()}
      onClose={onClose}
    >
      {plan.data ? (
        <Consequence plan={plan.data} all={selection.all} />
      ) : (
        !problem && <p>Counting what goes</p>
      )}
    </ConfirmDialog>
  );
}

function Consequence({ plan, all }: { plan: TagDeletionPlan; all: TagSelection['all'] }) {
  return (
    <>
      <p className="max-h-40 overflow-y-auto font-mono text-ink text-meta">
        {namedOf(plan.tags, plan.tagCount)}
      </p>
      <p className="mt-2">{goingWords(plan)}</p>
      <p className="mt-2">{freedWords(plan)}</p>
      {all && (
        <p className="mt-2">
          Exactly these go: what is pushed or moved from now on stays. It takes a while, and you can end it.
        </p>
      )}
    </>
  );
}

/** Some at a time; what could not be asked for any more is told as what stayed. */
async function deletePicked(
  repository: string,
  picked: Parameters<typeof sendTagDeletion>[1],
): Promise<TagDeletionAnswer> {
  const all: TagDeletionAnswer = { deleted: [], kept: [] };
  for (let at = 0; at < picked.length; at += tagsAtOnce) {
    try {
      const { deleted, kept } = await sendTagDeletion(repository, picked.slice(at, at + tagsAtOnce));
      all.deleted.push(...deleted);
      all.kept.push(...kept);
    } catch (error) {
      if (all.deleted.length === 0) throw error;
      const why = problemOf(error as Error);
      all.kept.push(...picked.slice(at).map(({ name }) => ({ name, why })));
      break;
    }
  }
  return all;
}
