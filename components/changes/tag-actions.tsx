'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowRightLeft, History, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useCallback, useState } from 'react';
import { sendRestoration, sendTagDeletion } from '@/lib/dashboard/changes/send-changes';
import { ApiError } from '@/lib/dashboard/fetch-json';
import { historyPath } from '@/lib/dashboard/repository-path';
import type { RepositoryRights, TagRow } from '@/lib/dashboard/tags/tag-contracts';
import { Failure, FailureWords } from '../feedback/failure';
import { PullForms } from '../pull/pull-dialog';
import { buttonClass } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Dialog } from '../ui/dialog';
import { LastTagWords } from './last-tag-words';
import { ProtectionButton } from './protection-button';
import { ProtectionToast } from './protection-toast';
import { RetagForm } from './retag-form';
import { Toast } from './toast';
import { useProtection } from './use-protection';

interface TagActionsProps {
  repository: string;
  tag: TagRow;
  rights: RepositoryRights;
  onClose: () => void;
}

/**
 * What can be done with a tag: every way to pull it, point a tag to its manifest, protect it, delete it. A deletion asks first only
 * when the manifest loses its last tag; then, or at once, it is done and can be taken back.
 */
export function TagActions({ repository, tag, rights, onClose }: TagActionsProps) {
  const [step, setStep] = useState<'menu' | 'retag' | 'confirm' | 'retagged' | 'protected'>('menu');
  const [retagged, setRetagged] = useState('');
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['tags', repository] });
  const deletion = useMutation({
    mutationFn: async () => {
      const { deleted, kept } = await sendTagDeletion(repository, [tag]);
      const [refused] = kept;
      if (refused) throw new ApiError(refused.why);
      return deleted;
    },
    onSettled: refresh,
  });
  const undo = useMutation({
    mutationFn: () =>
      sendRestoration(
        repository,
        deletion.data?.flatMap(({ entry }) => (entry === null ? [] : [entry])) ?? [],
      ),
    onSettled: refresh,
    onSuccess: onClose,
  });
  const protection = useProtection(repository, tag.name);
  const guard = tag.guardWords;
  const close = useCallback(() => onClose(), [onClose]);
  const failure = deletion.error ?? protection.error;
  if (undo.error)
    return (
      <Toast onClose={close}>
        <FailureWords error={undo.error} />
      </Toast>
    );
  if (deletion.data) {
    const canUndo = deletion.data.every(({ entry }) => entry !== null);
    return (
      <Toast
        onClose={close}
        undo={canUndo ? { label: 'Undo', isDoing: undo.isPending, onUndo: () => undo.mutate() } : undefined}
      >
        Tag {tag.name} deleted
      </Toast>
    );
  }
  if (step === 'protected') return <ProtectionToast tag={tag.name} change={protection} onClose={close} />;
  if (step === 'retagged')
    return (
      <Toast onClose={close}>
        {retagged} points to the manifest of {tag.name}
      </Toast>
    );
  if (step === 'confirm')
    return (
      <ConfirmDialog
        title={`Delete the last tag of this manifest?`}
        action="Delete tag"
        doing="Deleting tag"
        isDoing={deletion.isPending}
        problem={deletion.error}
        onConfirm={() => deletion.mutate()}
        onClose={() => setStep('menu')}
      >
        <LastTagWords repository={repository} tag={tag.name} />
      </ConfirmDialog>
    );
  if (step === 'retag')
    return (
      <Dialog title={`Point a tag to the manifest of ${tag.name}`} onClose={close}>
        <RetagForm
          repository={repository}
          digest={tag.digest}
          onDone={(name) => {
            void refresh();
            setRetagged(name);
            setStep('retagged');
          }}
        />
      </Dialog>
    );
  return (
    <Dialog title={tag.name} onClose={close}>
      <PullForms repository={repository} target={tag} />
      {failure && (
        <div className="mt-4">
          <Failure error={failure} />
        </div>
      )}
      <div className="mt-5 flex flex-wrap gap-2 border-line border-t pt-4">
        <Link href={historyPath(repository, tag.name)} prefetch={false} className={buttonClass('plain')}>
          <History className="size-3.5" aria-hidden="true" />
          History
        </Link>
        {(rights.push || rights.retag) && (
          <button type="button" className={buttonClass('plain')} onClick={() => setStep('retag')}>
            <ArrowRightLeft className="size-3.5" aria-hidden="true" />
            Point a tag here
          </button>
        )}
        {rights.administer && (tag.protection !== null || tag.guard === null) && (
          <ProtectionButton
            isProtected={tag.protection !== null}
            isDoing={protection.isPending}
            onChange={(isProtected) =>
              protection.mutate(isProtected, { onSuccess: () => setStep('protected') })
            }
          />
        )}
        {rights.delete && (
          <button
            type="button"
            className={buttonClass('plain', 'ml-auto text-danger')}
            disabled={guard !== null}
            title={guard ?? undefined}
            onClick={() => (tag.tagsOfDigest > 1 ? deletion.mutate() : setStep('confirm'))}
          >
            <Trash2 className="size-3.5" aria-hidden="true" />
            {deletion.isPending ? 'Deleting tag' : 'Delete tag'}
          </button>
        )}
      </div>
      {rights.delete && guard !== null && (
        <p className="mt-2 text-right text-ink-dim text-meta">It cannot be deleted: {guard}</p>
      )}
    </Dialog>
  );
}
