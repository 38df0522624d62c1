'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowRightLeft, History, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useCallback, useEffect, useRef, useState } from 'react';
import { sendTagDeletion } from '@/lib/dashboard/changes/send-changes';
import { ApiError } from '@/lib/dashboard/fetch-json';
import { historyPath } from '@/lib/dashboard/repository-path';
import type { RepositoryRights, TagRow } from '@/lib/dashboard/tags/tag-contracts';
import { Failure } from '../feedback/failure';
import { PullForms } from '../pull/pull-dialog';
import { buttonClass } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Dialog } from '../ui/dialog';
import { DeletedToast } from './deleted-toast';
import { LastTagWords } from './last-tag-words';
import { ProtectionButton } from './protection-button';
import { ProtectionToast } from './protection-toast';
import { Retag } from './retag-form';
import { showToast } from './show-toast';
import { TagFacts } from './tag-facts';
import { useProtection } from './use-protection';

interface TagActionsProps {
  repository: string;
  tag: TagRow;
  rights: RepositoryRights;
  /** The server's clock. */
  nowMs: number;
  /** What is wanted of it: all that can be done, or one thing. */
  begin?: TagStep;
  onDeleted?: () => void;
  onClose: () => void;
}

/** What stands over the page: all that can be done with a tag, or one thing. */
export type TagStep = 'menu' | 'retag' | 'delete';

/**
 * What can be done with a tag: every way to pull it, point a tag to its manifest, protect it, delete it. A deletion asks first only
 * when the manifest loses its last tag; then, or at once, it is done and can be taken back.
 */
export function TagActions(props: TagActionsProps) {
  const { repository, tag, rights, nowMs, begin = 'menu', onDeleted, onClose } = props;
  const guard = tag.guardWords;
  const [step, setStep] = useState<TagStep | 'protected'>(
    guard !== null && begin === 'delete' ? 'menu' : begin,
  );
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['tags', repository] });
  const deletion = useMutation({
    mutationFn: async () => {
      const { deleted, kept } = await sendTagDeletion(repository, [tag]);
      const [refused] = kept;
      if (refused) throw new ApiError(refused.why);
      return deleted;
    },
    onSuccess: (deleted) => {
      showToast(
        <DeletedToast repository={repository} entries={deleted.map(({ entry }) => entry)}>
          Tag {tag.name} deleted
        </DeletedToast>,
      );
      onDeleted?.();
      onClose();
    },
    onSettled: refresh,
  });
  const protection = useProtection(repository, tag.name);
  const failure = deletion.error ?? protection.error;
  const isLast = tag.tagsOfDigest <= 1;
  const close = useCallback(() => onClose(), [onClose]);
  const { mutate } = deletion;
  const hasBegun = useRef(false);
  const isAtOnce = step === 'delete' && !isLast;
  useEffect(() => {
    if (!isAtOnce || hasBegun.current) return;
    hasBegun.current = true;
    mutate();
  }, [isAtOnce, mutate]);
  if (step === 'protected') return <ProtectionToast tag={tag.name} change={protection} onClose={close} />;
  if (isAtOnce && !deletion.error) return null;
  if (step === 'delete' && isLast)
    return (
      <ConfirmDialog
        title={`Delete the last tag of this manifest?`}
        action="Delete tag"
        doing="Deleting tag"
        isDoing={deletion.isPending}
        problem={deletion.error}
        onConfirm={() => deletion.mutate()}
        onClose={() => (begin === 'delete' ? onClose() : setStep('menu'))}
      >
        <LastTagWords repository={repository} tag={tag.name} />
      </ConfirmDialog>
    );
  if (step === 'retag')
    return <Retag repository={repository} digest={tag.digest} of={tag.name} onClose={onClose} />;
  return (
    <Dialog title={tag.name} onClose={close}>
      <TagFacts tag={tag} nowMs={nowMs} />
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
            onClick={() => (isLast ? setStep('delete') : deletion.mutate())}
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
