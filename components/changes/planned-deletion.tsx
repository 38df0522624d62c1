'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { counted } from '@/lib/dashboard/administration/counted';
import { namedOf } from '@/lib/dashboard/changes/deletion-words';
import {
  manifestDeletionQuery,
  repositoryDeletionQuery,
  sendManifestDeletion,
  sendRepositoryDeletion,
} from '@/lib/dashboard/changes/send-changes';
import { repositoryPath } from '@/lib/dashboard/repository-path';
import { sizeText } from '@/lib/dashboard/size-words';
import { durationWords } from '@/lib/dashboard/time-words';
import { TypedConfirm } from '../administration/typed-confirm';
import { problemOf } from '../feedback/load-error';
import { ConfirmDialog } from '../ui/confirm-dialog';

/** Asks before a manifest goes: what goes with it, what stands in the way, and how much space comes free when. */
export function ManifestDeletion(props: { repository: string; digest: string; onClose: () => void }) {
  const { repository, digest, onClose } = props;
  const plan = useQuery(manifestDeletionQuery(repository, digest));
  const deletion = useDeletion(
    () => sendManifestDeletion(repository, digest, plan.data?.plan ?? ''),
    repositoryPath(repository),
    plan.refetch,
  );
  const stops = plan.data && (plan.data.guard ?? blocked(plan.data.parents.length));
  return (
    <ConfirmDialog
      title={`Delete the manifest ${digest.slice(0, 19)}?`}
      action="Delete manifest"
      doing="Deleting manifest"
      isDoing={deletion.isPending || !plan.data || stops !== null}
      isWaiting={!deletion.isPending}
      problem={stops ?? problemIn(plan.error, deletion.error)}
      onConfirm={() => deletion.mutate()}
      onClose={onClose}
    >
      {plan.data && (
        <>
          <p>
            {plan.data.tagCount === 0
              ? 'No tag points to it.'
              : `${counted(plan.data.tagCount, 'tag')} ${plan.data.tagCount === 1 ? 'goes' : 'go'} with it: ${namedOf(plan.data.tags, plan.data.tagCount)}.`}
            {plan.data.others > 0 &&
              ` ${counted(plan.data.others, 'manifest')} that nothing else needs ${plan.data.others === 1 ? 'goes' : 'go'} too: platforms, signatures and the like.`}
            {plan.data.referrersLeft > 0 &&
              ` ${counted(plan.data.referrersLeft, 'referrer')} with a tag of ${plan.data.referrersLeft === 1 ? 'its' : 'their'} own ${plan.data.referrersLeft === 1 ? 'stays' : 'stay'}, with nothing to refer to.`}
          </p>
          <p className="mt-2">{freed(plan.data.freedBytes, plan.data.freedAfterMs)}</p>
        </>
      )}
    </ConfirmDialog>
  );
}

/** Asks for the name of a repository before all of it goes. */
export function RepositoryDeletion({ repository, onClose }: { repository: string; onClose: () => void }) {
  const plan = useQuery(repositoryDeletionQuery(repository));
  const deletion = useDeletion(
    () => sendRepositoryDeletion(repository, plan.data?.plan ?? ''),
    '/',
    plan.refetch,
  );
  const stops = plan.data?.guard ?? null;
  return (
    <TypedConfirm
      title={`Delete the repository ${repository}?`}
      word={repository}
      action="Delete repository"
      doing="Deleting repository"
      isDoing={deletion.isPending || !plan.data || stops !== null}
      isWaiting={!deletion.isPending}
      problem={stops ?? problemIn(plan.error, deletion.error)}
      onConfirm={() => deletion.mutate()}
      onClose={onClose}
    >
      {plan.data && (
        <p>
          {counted(plan.data.tagCount, 'tag')} and {counted(plan.data.manifestCount, 'manifest')} go
          {plan.data.tagCount > 0 && `, ${namedOf(plan.data.tags, plan.data.tagCount)} among them`}.{' '}
          {kept(plan.data.freedAfterMs)}
        </p>
      )}
    </TypedConfirm>
  );
}

/** Does what was planned, and leads on; when that is refused, the plan is made anew. */
function useDeletion(send: () => Promise<unknown>, next: string, refetch: () => Promise<unknown>) {
  const router = useRouter();
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => {
      client.removeQueries({ queryKey: ['repositories'] });
      client.removeQueries({ queryKey: ['tags'] });
      router.push(next);
    },
    onError: () => void refetch(),
  });
}

function blocked(parents: number): string | null {
  if (parents === 0) return null;
  return `${counted(parents, 'index', 'indexes')} of this repository ${parents === 1 ? 'names' : 'name'} it. Delete ${parents === 1 ? 'that' : 'those'} first.`;
}

function problemIn(...errors: (Error | null)[]): string | undefined {
  const error = errors.find((one) => one !== null);
  return error && problemOf(error);
}

function freed(bytes: number, afterMs: number): string {
  return `${sizeText(bytes)} that nothing else needs come free. ${kept(afterMs)}`;
}

function kept(afterMs: number): string {
  return afterMs > 0
    ? `The trash keeps it for ${durationWords(afterMs)}; space comes free after that.`
    : 'The trash is off: this cannot be taken back.';
}
