'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { counted } from '@/lib/dashboard/administration/counted';
import type { DeletionAnswer } from '@/lib/dashboard/changes/change-contracts';
import { freedByWords, namedOf } from '@/lib/dashboard/changes/deletion-words';
import {
  manifestDeletionQuery,
  repositoryDeletionQuery,
  sendManifestDeletion,
  sendRepositoryDeletion,
} from '@/lib/dashboard/changes/send-changes';
import { holdReads } from '@/lib/dashboard/held-reads';
import { repositoryPath, toSegment } from '@/lib/dashboard/repository-path';
import { TypedConfirm } from '../administration/typed-confirm';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { DeletedToast } from './deleted-toast';
import { KeptWords } from './kept-words';
import { ManifestConsequence } from './manifest-consequence';
import { showToast } from './show-toast';

/** Asks before a manifest goes: what goes with it, what stands in the way, and how much space comes free when. */
export function ManifestDeletion(props: { repository: string; digest: string; onClose: () => void }) {
  const { repository, digest, onClose } = props;
  const plan = useQuery(manifestDeletionQuery(repository, digest));
  const deletion = useDeletion(() => sendManifestDeletion(repository, digest, plan.data?.plan ?? ''), {
    repository,
    said: `Manifest ${digest.slice(0, 19)} deleted`,
    next: repositoryPath(repository),
    refetch: plan.refetch,
  });
  const stops = plan.data && (plan.data.guard ?? blocked(plan.data.parents.length));
  return (
    <ConfirmDialog
      title={`Delete the manifest ${digest.slice(0, 19)}?`}
      action="Delete manifest"
      doing="Deleting manifest"
      isDoing={deletion.isPending || !plan.data || stops !== null}
      isWaiting={!deletion.isPending}
      problem={stops ?? plan.error ?? deletion.error}
      onConfirm={() => deletion.mutate()}
      onClose={onClose}
    >
      {plan.data && <ManifestConsequence repository={repository} plan={plan.data} />}
      {!plan.data && !plan.error && <Counting />}
    </ConfirmDialog>
  );
}

/** Asks for the name of a repository before all of it goes. */
export function RepositoryDeletion({ repository, onClose }: { repository: string; onClose: () => void }) {
  const plan = useQuery(repositoryDeletionQuery(repository));
  const deletion = useDeletion(() => sendRepositoryDeletion(repository, plan.data?.plan ?? ''), {
    repository,
    said: `Repository ${repository} deleted`,
    next: '/',
    refetch: plan.refetch,
  });
  const stops = plan.data?.guard ?? null;
  return (
    <TypedConfirm
      title={`Delete the repository ${repository}?`}
      word={repository}
      action="Delete repository"
      doing="Deleting repository"
      isDoing={deletion.isPending || !plan.data || stops !== null}
      isWaiting={!deletion.isPending}
      problem={stops ?? plan.error ?? deletion.error}
      onConfirm={() => deletion.mutate()}
      onClose={onClose}
    >
      {plan.data && (
        <>
          <p>
            {counted(plan.data.tagCount, 'tag')} and {counted(plan.data.manifestCount, 'manifest')} go
            {plan.data.tagCount > 0 && `, ${namedOf(plan.data.tags, plan.data.tagCount)} among them`}.
          </p>
          <p className="mt-2">{freedByWords(plan.data)}</p>
          <KeptWords kept={plan.data.kept} />
        </>
      )}
      {!plan.data && !plan.error && <Counting />}
    </TypedConfirm>
  );
}

/** Stands where the consequences will, about as tall as they are. */
function Counting() {
  return <div role="status" aria-label="Loading what goes with it" className="skeleton h-32" />;
}

interface Deletion {
  repository: string;
  /** What is told when it is done. */
  said: string;
  /** Where that leads to. */
  next: string;
  refetch: () => Promise<unknown>;
}

/** Does what was planned, meanwhile asks for nothing of the repository, leads on, and offers to take it back; when it is refused, the plan is made anew. */
function useDeletion(send: () => Promise<DeletionAnswer>, { repository, said, next, refetch }: Deletion) {
  const router = useRouter();
  const client = useQueryClient();
  const release = useRef(() => {});
  // Until the next page stands in the place of this one, which then lets go.
  useEffect(() => () => release.current(), []);
  return useMutation({
    mutationFn: async () => {
      release.current = holdReads(`/api/v1/repositories/${toSegment(repository)}`);
      await client.cancelQueries({ predicate: ({ queryKey }) => queryKey.includes(repository) });
      return await send();
    },
    onSuccess: ({ entry }) => {
      showToast(
        <DeletedToast repository={repository} entries={[entry]}>
          {said}
        </DeletedToast>,
      );
      client.removeQueries({ queryKey: ['repositories'] });
      client.removeQueries({ queryKey: ['tags'] });
      router.push(next);
    },
    onError: () => {
      release.current();
      void refetch();
    },
  });
}

function blocked(parents: number): string | null {
  if (parents === 0) return null;
  return `${counted(parents, 'index', 'indexes')} of this repository ${parents === 1 ? 'names' : 'name'} it. Delete ${parents === 1 ? 'that' : 'those'} first.`;
}
