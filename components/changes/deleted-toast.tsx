'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback } from 'react';
import { restorationWords } from '@/lib/dashboard/changes/deletion-words';
import { sendRestoration } from '@/lib/dashboard/changes/send-changes';
import { keysOfEvent } from '@/lib/dashboard/live/keys-of-event';
import { Failure } from '../feedback/failure';
import { showToast } from './show-toast';
import { Toast } from './toast';

interface DeletedToastProps {
  repository: string;
  /** What brings each of it back, in the trash; null where the trash is off, and nothing can. */
  entries: readonly (string | null)[];
  /** What was deleted, in a sentence. */
  children: ReactNode;
}

/** Tells what was deleted, on whatever page comes then, and takes it back when asked to. */
export function DeletedToast({ repository, entries, children }: DeletedToastProps) {
  const client = useQueryClient();
  const close = useCallback(() => showToast(undefined), []);
  const kept = entries.filter((entry) => entry !== null);
  const canUndo = kept.length > 0 && kept.length === entries.length;
  const undo = useMutation({
    mutationFn: () => sendRestoration(repository, kept),
    onSuccess: (answer) => showToast(<Toast onClose={close}>{restorationWords(answer)}</Toast>),
    onSettled: () => {
      for (const queryKey of keysOfEvent({ topic: 'repository', repository }))
        void client.invalidateQueries({ queryKey });
    },
  });
  return (
    <Toast
      onClose={close}
      undo={
        canUndo && !undo.error
          ? { label: 'Undo', isDoing: undo.isPending, onUndo: () => undo.mutate() }
          : undefined
      }
    >
      {undo.error ? <Failure error={undo.error} /> : children}
    </Toast>
  );
}
